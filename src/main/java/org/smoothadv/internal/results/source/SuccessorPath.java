package org.smoothadv.internal.results.source;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.smoothadv.internal.results.source.LogDescription.Property;
import org.smoothadv.internal.results.source.LogDescription.Variant;
import org.smoothadv.internal.results.source.PublishedPath.Components;

/**
 * Reads what the paths of the logs tell that were published with consistency regularisation (Jeong
 * and Shin 2020) and SmoothMix (Jeong et al. 2021), of these methods and of those that they are
 * compared with. The log's own name says the noise, then a number that tells trainings alike apart:
 *
 * <pre>
 * cifar10/cohen/cifar_resnet20/noise_0.50_7483
 * cifar10/stab/lbd_2/cifar_resnet20/noise_0.5_1682
 * cifar10/salman/pgd_512.0_10_10/num_2/cifar_resnet20/noise_0.50_3696
 * mnist/macer_deferred30/num_16/lbd_6.0/gamma_8.0/beta_16.0/noise_1.00_505
 * cifar10/consistency/salman_255.0_10_10/num_4/lbd_2.0/eta_0.5/cifar_resnet110/noise_0.25
 * mnist/smoothmix/smix_1.0_8_m1/tau_5.0/num_4/21/noise_1.0
 * </pre>
 *
 * <p>Smoothing is with the noise of the training. An attack is named by its epsilon in 256ths, its
 * steps and its epochs of warm-up; {@code smix} by the length of its steps, their number, and where
 * the mixed line begins.
 */
final class SuccessorPath {
  private static final String DECIMAL = "(\\d+(?:\\.\\d+)?)";

  /** Noise, number of the training, and what else sets the log apart. */
  private static final Pattern LOG =
      Pattern.compile(
          "noise_" + DECIMAL + "(?:_(\\d+))?(?:_([A-Za-z]\\w*))?(?:\\.(?:tsv|txt|csv|log))?");

  private static final Pattern DATASET = Pattern.compile("(mnist|cifar10|imagenet)");

  /** Folders of SmoothMix's ablations, which are all on MNIST. */
  private static final Pattern ABLATION = Pattern.compile("ablation");

  private static final Pattern ARCHITECTURE =
      Pattern.compile("((?:cifar_)?(?:resnet|densenet)\\d+|lenet)");
  private static final Pattern NUMBER = Pattern.compile("(\\d+)");

  private static final Pattern GAUSSIAN = Pattern.compile("cohen");
  private static final Pattern CONSISTENCY = Pattern.compile("consistency");
  private static final Pattern MACER = Pattern.compile("macer(?:_deferred(\\d+))?");
  private static final Pattern STABILITY = Pattern.compile("stab");
  private static final Pattern SMOOTHMIX = Pattern.compile("smoothmix");
  private static final Pattern SMIX =
      Pattern.compile(
          "smix_" + DECIMAL + "_(\\d+)_m(\\d+)(?:_ms" + DECIMAL + ")?(?:_max" + DECIMAL + ")?");
  private static final Pattern ATTACK =
      Pattern.compile(
          "(pgd|ddn|salman)_" + DECIMAL + "_(\\d+)_(\\d+)(?:_" + DECIMAL + "_" + DECIMAL + ")?");

  private static final Pattern SAMPLES = Pattern.compile("num_(\\d+)");
  private static final Pattern LAMBDA = Pattern.compile("lbd_" + DECIMAL);
  private static final Pattern ETA = Pattern.compile("eta_" + DECIMAL);
  private static final Pattern MIXED_ETA = Pattern.compile("(?:eta|tau)_" + DECIMAL);
  private static final Pattern GAMMA = Pattern.compile("gamma_" + DECIMAL);
  private static final Pattern BETA = Pattern.compile("beta_" + DECIMAL);

  /** Of all that were published; it is told where it is another. */
  private static final String USUAL_WARM_UP = "10";

  /** What SmoothMix is called where the line begins at the first step of the attack. */
  private static final String ONE_STEP = "one-step adversary";

  /** What ends the names of such logs where the folders do not say it. */
  private static final String ONE_STEP_SUFFIX = "adv";

  private final Components path;
  private final Map<Property, String> known = new EnumMap<>(Property.class);

  private SuccessorPath(Components path) {
    this.path = path;
  }

  /** Whether a file of this name is such a log. */
  static boolean isLog(String name) {
    return LOG.matcher(name).matches();
  }

  /**
   * Reads one path. Of a method that is not known only the noise, the dataset, the network and the
   * number of the training are told.
   */
  static LogDescription describe(Components path) {
    SuccessorPath successor = new SuccessorPath(path);
    successor.describe();
    return new LogDescription(successor.known);
  }

  private void describe() {
    Matcher log = LOG.matcher(path.names().get(0));
    if (!log.matches()) {
      return;
    }
    String sigma = number(log.group(1));
    put(Property.SIGMA, Optional.of(sigma));
    put(Property.TRAINING_SIGMA, Optional.of(sigma));
    put(Property.ARCHITECTURE, path.text(ARCHITECTURE));
    put(Property.TRAINING_SEED, Optional.ofNullable(log.group(2)).or(this::numberOfFolder));
    Optional<MatchResult> smix = path.nearest(SMIX);
    boolean mixes = smix.isPresent() || has(SMOOTHMIX);
    put(Property.DATASET, dataset(mixes));
    if (mixes || has(CONSISTENCY) || has(MACER)) {
      put(Property.TRAINING_NOISE_SAMPLES, path.text(SAMPLES));
    }
    Optional<String> suffix = Optional.ofNullable(log.group(3));
    put(Property.VARIANT, variant(mixes, smix, suffix));
    describeAttack(mixes, smix);
  }

  private Optional<String> dataset(boolean mixes) {
    return path.text(DATASET)
        .or(() -> mixes && has(ABLATION) ? Optional.of("mnist") : Optional.empty());
  }

  /** As in {@code num_4/21/noise_1.0}. */
  private Optional<String> numberOfFolder() {
    return path.names().stream()
        .skip(1)
        .limit(1)
        .filter(name -> NUMBER.matcher(name).matches())
        .map(SuccessorPath::number)
        .findFirst();
  }

  private void describeAttack(boolean mixes, Optional<MatchResult> smix) {
    Optional<MatchResult> attack = path.nearest(ATTACK);
    if (mixes) {
      attacks("pgd");
      put(Property.TRAINING_STEPS, smix.map(match -> match.group(2)));
      put(Property.TRAINING_EPSILON, smix.map(match -> match.group(5)).map(SuccessorPath::number));
    } else if (attack.isPresent()) {
      attacks(attack.get().group(1).equals("ddn") ? "ddn" : "pgd");
      put(Property.TRAINING_STEPS, Optional.of(attack.get().group(3)));
      put(Property.TRAINING_NOISE_SAMPLES, path.text(SAMPLES));
      put(Property.TRAINING_EPSILON, Optional.of(epsilon(attack.get().group(2))));
    } else if (Stream.of(GAUSSIAN, MACER, STABILITY).anyMatch(this::has)) {
      put(Property.TRAINING_ATTACK, Optional.of("none"));
    }
  }

  private void attacks(String method) {
    put(Property.TRAINING_ATTACK, Optional.of(method));
    put(Property.TRAINING_TARGET, Optional.of("smoothed"));
  }

  private Optional<String> variant(
      boolean mixes, Optional<MatchResult> smix, Optional<String> suffix) {
    Stream<Optional<String>> method =
        mixes
            ? smoothMix(smix, suffix)
            : Stream.of(
                found(CONSISTENCY, Variant.CONSISTENCY),
                path.nearest(MACER)
                    .map(
                        it ->
                            it.group(1) == null
                                ? Variant.MACER
                                : Variant.MACER + " deferred " + it.group(1)),
                found(STABILITY, Variant.STABILITY),
                setting("lambda", LAMBDA),
                setting("eta", ETA),
                setting("gamma", GAMMA),
                setting("beta", BETA));
    boolean toldBefore = mixes && suffix.filter(ONE_STEP_SUFFIX::equals).isPresent();
    return Variant.of(
        Stream.of(
                method,
                attackSettings(),
                toldBefore ? Stream.<Optional<String>>of() : Stream.of(suffix))
            .flatMap(parts -> parts));
  }

  private Stream<Optional<String>> smoothMix(Optional<MatchResult> smix, Optional<String> suffix) {
    return Stream.of(
        Optional.of(Variant.SMOOTHMIX),
        smix.map(it -> "alpha " + number(it.group(1))),
        setting("eta", MIXED_ETA),
        smix.map(it -> it.group(3))
            .filter(step -> !step.equals("0"))
            .map(step -> step.equals("1") ? ONE_STEP : "mixed from step " + step)
            .or(() -> suffix.filter(ONE_STEP_SUFFIX::equals).map(it -> ONE_STEP)),
        smix.map(it -> it.group(4)).map(norm -> "first norm " + number(norm)));
  }

  /** What sets an attack apart for which there is no property. */
  private Stream<Optional<String>> attackSettings() {
    Optional<MatchResult> attack = path.nearest(ATTACK);
    return Stream.of(
        attack
            .map(it -> it.group(4))
            .filter(it -> !it.equals(USUAL_WARM_UP))
            .map(it -> "warm-up " + it),
        attack.map(it -> it.group(5)).map(norm -> "initial norm " + number(norm)),
        attack.map(it -> it.group(6)).map(gamma -> "gamma " + number(gamma)));
  }

  /**
   * Epsilon of so many 256ths. A whole number is taken for the multiple of 1/32 that it is next to:
   * 64, 127, 255, 512 are 0.25, 0.5, 1, 2.
   */
  private static String epsilon(String text) {
    BigDecimal value = new BigDecimal(text).stripTrailingZeros();
    BigDecimal eighth = value.divide(BigDecimal.valueOf(8), 0, RoundingMode.HALF_UP);
    return LogDescription.number(
        value.scale() > 0 || eighth.signum() == 0
            ? value.divide(BigDecimal.valueOf(256))
            : eighth.divide(BigDecimal.valueOf(32)));
  }

  private Optional<String> found(Pattern pattern, String name) {
    return path.nearest(pattern).map(match -> name);
  }

  private Optional<String> setting(String name, Pattern pattern) {
    return path.decimal(pattern).map(value -> name + " " + value);
  }

  private boolean has(Pattern pattern) {
    return path.nearest(pattern).isPresent();
  }

  private static String number(String digits) {
    return LogDescription.number(new BigDecimal(digits));
  }

  private void put(Property property, Optional<String> value) {
    value.ifPresent(present -> known.put(property, present));
  }
}
