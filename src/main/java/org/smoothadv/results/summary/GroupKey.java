package org.smoothadv.results.summary;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.results.source.Property;

/** What logs are told apart by when each group of them makes one envelope or one curve. */
public enum GroupKey {
  /** Each log for itself. */
  LOG(null),
  /** The file or folder that the user named. */
  FOLDER(null),
  /** Noise standard deviation of the smoothed classifier. */
  SIGMA(Property.SIGMA),
  /** Noise standard deviation in training. */
  TRAINING_SIGMA(Property.TRAINING_SIGMA),
  /** L2 radius of the training attack. */
  EPSILON(Property.TRAINING_EPSILON),
  /** Noise samples m of the training attack. */
  NOISE_SAMPLES(Property.TRAINING_NOISE_SAMPLES),
  /** Steps T of the training attack. */
  STEPS(Property.TRAINING_STEPS),
  /** The training attack. */
  ATTACK(Property.TRAINING_ATTACK),
  /** What the training attack fools. */
  ATTACK_TARGET(Property.TRAINING_TARGET),
  /** Pre-training, self-training, SGD without noise, another gradient than (6). */
  VARIANT(Property.VARIANT),
  /** The images. */
  DATASET(Property.DATASET),
  /** Failure probability of the certificates. */
  ALPHA(Property.ALPHA);

  private final Property property;

  GroupKey(Property property) {
    this.property = property;
  }

  /**
   * Reads keys as users write them, such as {@code noise-samples}.
   *
   * @throws InvalidInputException if there is none, or one is not known; naming the keys there are
   */
  public static List<GroupKey> parse(List<String> texts) {
    if (texts.isEmpty()) {
      throw new InvalidInputException("--per is an empty list: give some of " + known());
    }
    return texts.stream().map(GroupKey::parse).distinct().toList();
  }

  private static GroupKey parse(String text) {
    return Arrays.stream(values())
        .filter(key -> key.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "--per '" + text + "' is not known: give one of " + known()));
  }

  private static String known() {
    return Arrays.stream(values()).map(GroupKey::toString).collect(Collectors.joining(", "));
  }

  /** The property that tells logs apart; none for {@link #LOG} and {@link #FOLDER}. */
  public Optional<Property> property() {
    return Optional.ofNullable(property);
  }

  /** Whether its values are numbers. */
  public boolean isNumeric() {
    return switch (this) {
      case SIGMA, TRAINING_SIGMA, EPSILON, NOISE_SAMPLES, STEPS, ALPHA -> true;
      case LOG, FOLDER, ATTACK, ATTACK_TARGET, VARIANT, DATASET -> false;
    };
  }

  /** The value by which a log is grouped; empty where it is not known. */
  public String value(DescribedLog log) {
    return switch (this) {
      case LOG -> log.name();
      case FOLDER -> log.source().argument();
      default -> log.description().text(property);
    };
  }

  /** The key as users write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
