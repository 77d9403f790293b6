package org.smoothadv.internal.results.source;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.smoothadv.internal.results.source.LogDescription.Property;

/**
 * What is known about a log, and nothing more: a property that no file and no path tells is absent.
 *
 * @param values the known properties
 */
public record LogDescription(Map<Property, String> values) {
  /** Nothing is known. */
  public static final LogDescription EMPTY = new LogDescription(Map.of());

  /** Keeps an unmodifiable copy. */
  public LogDescription {
    EnumMap<Property, String> copy = new EnumMap<>(Property.class);
    copy.putAll(values);
    values = Collections.unmodifiableMap(copy);
  }

  /** The value of a property, if it is known. */
  public Optional<String> get(Property property) {
    return Optional.ofNullable(values.get(property));
  }

  /** The value of a property, or the empty text where it is not known. */
  public String text(Property property) {
    return values.getOrDefault(property, "");
  }

  /** Whether the noise of the smoothed classifier is known not to be that of the training. */
  public boolean isSmoothedOtherwiseThanTrained() {
    return values.containsKey(Property.TRAINING_SIGMA)
        && !text(Property.SIGMA).equals(text(Property.TRAINING_SIGMA));
  }

  /**
   * Whether the training is of a method of its own, beside which no attack does not mean Gaussian
   * training: consistency regularisation, MACER, stability training, SmoothMix.
   */
  public boolean isOfOtherMethod() {
    return Variant.METHODS.stream().anyMatch(text(Property.VARIANT)::startsWith);
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  /** These properties and another one, in the place of its former value. */
  public LogDescription with(Property property, String value) {
    EnumMap<Property, String> changed = new EnumMap<>(Property.class);
    changed.putAll(values);
    changed.put(property, value);
    return new LogDescription(changed);
  }

  /** These properties but for those named. */
  public LogDescription without(Property... properties) {
    EnumMap<Property, String> changed = new EnumMap<>(Property.class);
    changed.putAll(values);
    changed.keySet().removeAll(List.of(properties));
    return new LogDescription(changed);
  }

  /** Of these properties those that another description has with the same values. */
  public LogDescription inCommonWith(LogDescription other) {
    EnumMap<Property, String> common = new EnumMap<>(Property.class);
    common.putAll(values);
    common.entrySet().retainAll(other.values.entrySet());
    return new LogDescription(common);
  }

  /** Of these properties those named. */
  public LogDescription only(Set<Property> properties) {
    EnumMap<Property, String> kept = new EnumMap<>(Property.class);
    kept.putAll(values);
    kept.keySet().retainAll(properties);
    return new LogDescription(kept);
  }

  /** These properties, and of the others those that are unknown here. */
  LogDescription orElse(LogDescription others) {
    EnumMap<Property, String> merged = new EnumMap<>(Property.class);
    merged.putAll(others.values);
    merged.putAll(values);
    return new LogDescription(merged);
  }

  /** How a number is written in a description: 0.25, 1, 12; never with an exponent. */
  static String number(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }

  /** What can be known about a log. Values are text, as tables show them. */
  public enum Property {
    /** The images: cifar10, imagenet, ... */
    DATASET,
    /** The part of the dataset: test or train. */
    SPLIT,
    /** The base classifier: resnet110, cifar-resnet-20, ... */
    ARCHITECTURE,
    /** What sets this training apart besides the attack: self-training, MACER, lambda 4, ... */
    VARIANT,
    /** Noise standard deviation of the smoothed classifier that the log is about, pixel units. */
    SIGMA,
    /** Noise standard deviation that the base classifier was trained with, pixel units. */
    TRAINING_SIGMA,
    /** Attack in training: pgd, ddn or none. */
    TRAINING_ATTACK,
    /** What the training attack fools: smoothed or base. */
    TRAINING_TARGET,
    /** Steps T of the training attack. */
    TRAINING_STEPS,
    /** Noise samples m_train. */
    TRAINING_NOISE_SAMPLES,
    /** L2 radius of the training attack, pixel units. */
    TRAINING_EPSILON,
    /** Seed of the training. */
    TRAINING_SEED,
    /** Digest of all that determined the training but for its seed. */
    TRAINING,
    /** Over how many models of different training seeds the log is a mean. */
    MODELS,
    /** Attack on the images that the log is about: pgd, ddn or none. */
    ATTACK,
    /** What that attack fools: smoothed or base. */
    ATTACK_TARGET,
    /** Its gradient estimator: plugin (6) or stein (7). */
    ATTACK_GRADIENT,
    /** Its steps. */
    ATTACK_STEPS,
    /** Its noise samples m_test. */
    ATTACK_NOISE_SAMPLES,
    /** Its L2 radius, pixel units. */
    ATTACK_EPSILON,
    /** Monte Carlo samples n of PREDICT or CERTIFY. */
    SAMPLES,
    /** Monte Carlo samples n0 that chose the class. */
    SELECTION_SAMPLES,
    /** Failure probability of PREDICT or CERTIFY. */
    ALPHA,
    /** What bounds the other classes: one-vs-rest or top-two. */
    BOUND,
    /** How many samples an image got: fixed or adaptive. */
    SAMPLING,
    /** Radii that adaptive sampling decided. */
    RADII,
    /** Which of these were chosen when the votes were known, as in "alpha, bound". */
    CHOSEN_AFTERWARDS,
    /** The log whose votes these are, from the folder of this one. */
    RECERTIFIED_FROM,
    /** Type of the activations: float32 or bfloat16. */
    PRECISION,
    /** How the noise is drawn: discrete; empty of Gaussian noise, the usual one. */
    NOISE,
    /** Seed of the noise, or the SHA-256 of a secret one. */
    SEED,
    /** Digest of the classifier's weights. */
    MODEL,
    /** Digest of the images of the split. */
    DATA,
    /** How many images the split has. */
    IMAGES,
    /** Every how many of them one was chosen. */
    SKIP,
    /** The most that were chosen; all where there was no limit. */
    MAX,
    /** Which part of the chosen images the log is about, such as 2/8. */
    SHARD,
    /** Digest of all that determined the log but for its shard. */
    SETTINGS;

    /** As messages name it: {@code n}, {@code n0}, {@code weights}, {@code attack epsilon}. */
    @Override
    public String toString() {
      return switch (this) {
        case SAMPLES -> "n";
        case SELECTION_SAMPLES -> "n0";
        case MODEL -> "weights";
        default -> name().toLowerCase(Locale.ROOT).replace('_', ' ');
      };
    }
  }

  /** Puts together what sets a training apart besides its attack: {@link Property#VARIANT}. */
  static final class Variant {
    /** "Vanilla PGD" of Salman et al. (2019, C.1), where the base classifier is attacked. */
    static final String NOISELESS = "SGD without noise";

    /** Fine-tuned from a trained model (E.1). */
    static final String PRETRAINED = "pre-trained";

    /** With pseudo-labelled images beside the labelled ones (E.2). */
    static final String SELF_TRAINING = "self-training";

    /** Consistency regularisation (Jeong and Shin 2020). */
    static final String CONSISTENCY = "consistency";

    /** Maximising the certified radius (Zhai et al. 2020). */
    static final String MACER = "MACER";

    /** Stability training (Li et al. 2019). */
    static final String STABILITY = "stability training";

    /** Mixing with the ends of attacks (Jeong et al. 2021). */
    static final String SMOOTHMIX = "SmoothMix";

    private static final List<String> METHODS = List.of(CONSISTENCY, MACER, STABILITY, SMOOTHMIX);

    private Variant() {}

    /** The factor of the loss of pseudo-labelled images (E.2). */
    static String eta(String weight) {
      return "eta " + weight;
    }

    /** The parts there are, separated by commas; none where there is none. */
    static Optional<String> of(Stream<Optional<String>> parts) {
      String variant = parts.flatMap(Optional::stream).collect(Collectors.joining(", "));
      return variant.isEmpty() ? Optional.empty() : Optional.of(variant);
    }
  }
}
