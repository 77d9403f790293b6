package org.smoothadv.internal.results.summary;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.smoothadv.input.Decimals;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.results.source.LogDescription.Property;

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
  /** Pre-training, self-training, SGD without noise, another gradient or method. */
  VARIANT(Property.VARIANT),
  /** The network. */
  ARCHITECTURE(Property.ARCHITECTURE),
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
      throw new InvalidSettingException("per", "{per} is an empty list: give some of %s", known());
    }
    return texts.stream().map(GroupKey::parse).distinct().toList();
  }

  private static GroupKey parse(String text) {
    return Arrays.stream(values())
        .filter(key -> key.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidSettingException(
                    "per", "{per} '%s' is not known: give one of %s", text, known()));
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
      case LOG, FOLDER, ATTACK, ATTACK_TARGET, VARIANT, ARCHITECTURE, DATASET -> false;
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

  /**
   * Groups logs. Groups whose values are numbers come in the order of these numbers, others in the
   * order of their first logs.
   *
   * @param values gives the values that the logs of a group share
   * @return by the shared values, in order
   */
  public static <L> Map<List<String>, List<L>> groups(
      List<L> logs, Function<L, List<String>> values) {
    Map<List<String>, List<L>> groups = new LinkedHashMap<>();
    for (L log : logs) {
      groups.computeIfAbsent(values.apply(log), unused -> new ArrayList<>()).add(log);
    }
    Map<List<String>, List<L>> ordered = new LinkedHashMap<>();
    groups.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(GroupKey::compare))
        .forEach(group -> ordered.put(group.getKey(), group.getValue()));
    return ordered;
  }

  private static int compare(List<String> left, List<String> right) {
    for (int i = 0; i < left.size(); i++) {
      int order = Comparator.comparing(GroupKey::rank).compare(left.get(i), right.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /** Numbers by their size; unknown values and words before them. */
  private static BigDecimal rank(String value) {
    try {
      return Decimals.parse(value);
    } catch (NumberFormatException e) {
      return BigDecimal.ONE.negate();
    }
  }
}
