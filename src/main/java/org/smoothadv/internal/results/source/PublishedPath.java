package org.smoothadv.internal.results.source;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.smoothadv.internal.results.source.LogDescription.Property;
import org.smoothadv.internal.results.source.LogDescription.Variant;

/**
 * Reads what the paths of the published logs and models (Cohen et al. 2019, Salman et al. 2019)
 * tell; {@link SuccessorPath} reads those of later papers:
 *
 * <pre>
 * PGD_2steps_multiNoiseSamples/8-multitrain/eps_512/cifar10/resnet110/noise_0.25/test/sigma_0.25
 * predict_cifar_cohen/N10000/PGD_0.250/num_128/predictions
 * </pre>
 *
 * A rule matches a whole component, never a part of one: {@code finetune_from_imagenetPGD2steps} is
 * neither a dataset nor an attack. Of several matches the one nearest to the log counts.
 */
public final class PublishedPath {
  private static final String NO_NOISE = "0";
  private static final String DECIMAL = "(\\d+(?:\\.\\d+)?)";

  /** As of a part of a log, or a copy of it. */
  private static final String SUFFIX = "(?:[._-].*)?";

  private static final Pattern CERTIFICATION = Pattern.compile("sigma_" + DECIMAL + SUFFIX);
  private static final Pattern PREDICTIONS = Pattern.compile("predictions" + SUFFIX);
  private static final Pattern TRAINING_NOISE = Pattern.compile("noise_" + DECIMAL);
  private static final Pattern TRAINING_ATTACK =
      Pattern.compile("(?:self_training_)?(PGD|DDN)_(\\d+)steps?(?:_.*)?");
  private static final Pattern TRAINING_SAMPLES = Pattern.compile("(\\d+)-multitrain");
  private static final Pattern TRAINING_EPSILON = Pattern.compile("eps_" + DECIMAL);
  private static final Pattern ATTACK_WITHOUT_NOISE = Pattern.compile("without_noise");
  private static final Pattern SPLIT = Pattern.compile("(test|train)");
  private static final Pattern DATASET = Pattern.compile("(cifar10|imagenet|imagenet32)");
  private static final Pattern ARCHITECTURE = Pattern.compile("(resnet\\d+)");
  private static final Pattern PRETRAINED = Pattern.compile("finetune_.*");
  private static final Pattern SELF_TRAINING = Pattern.compile("self_training.*");
  private static final Pattern UNLABELLED_WEIGHT = Pattern.compile("weight_" + DECIMAL);
  private static final Pattern FINE_TUNED_ATTACK = Pattern.compile("(?:PGD|DDN)_.*\\d+epochs.*");
  private static final String MODELS = "pretrained_models";
  private static final Pattern PREDICTED_DATASET = Pattern.compile("predict_(cifar|imagenet)_.*");
  private static final Pattern VOTES = Pattern.compile("N(\\d+)(?:_.*)?");
  private static final Pattern GRADIENT_FREE = Pattern.compile("N\\d+_no_?grad.*");
  private static final Pattern ATTACK = Pattern.compile("(PGD|DDN)_(\\d+\\.\\d+)");
  private static final Pattern ATTACK_MODE = Pattern.compile("base|num_(\\d+)");

  private final Components components;
  private final Map<Property, String> known = new EnumMap<>(Property.class);

  private PublishedPath(Components components) {
    this.components = components;
  }

  private PublishedPath(Path file) {
    this(Components.of(file));
  }

  /** Reads one path; the description is empty where the layout is not recognised. */
  static LogDescription describe(Path file) {
    PublishedPath path = new PublishedPath(file);
    String name = path.components.names().get(0);
    if (SuccessorPath.isLog(name)) {
      return SuccessorPath.describe(path.components);
    }
    if (CERTIFICATION.matcher(name).matches()) {
      path.describeCertification();
    } else if (PREDICTIONS.matcher(name).matches()) {
      path.describePredictions();
    }
    return new LogDescription(path.known);
  }

  /**
   * Reads the path of a published model, such as {@code PGD_2steps/eps_64/cifar10/resnet110/
   * noise_0.12/checkpoint.pth.tar}: how it was trained. The description is empty where no component
   * names the noise.
   */
  public static LogDescription describeModel(Path file) {
    PublishedPath path = new PublishedPath(file);
    if (path.decimal(TRAINING_NOISE).isPresent()) {
      path.describeTraining();
    }
    return new LogDescription(path.known);
  }

  /**
   * Reads of the path of a model that Salman et al. published behind which normalisation it was
   * trained (their README, "Very Important"): {@code standard} of {@code imagenet32/} and, under
   * {@code cifar10/}, of models that were fine-tuned or trained on pseudo-labels; {@code centre} of
   * all others. Empty where no component shows that it is one of theirs.
   */
  public static Optional<String> normalizationOfModel(Path file) {
    List<String> all = Components.of(file).names();
    // What is above the release's own folder is the user's.
    PublishedPath path =
        new PublishedPath(
            new Components(all.stream().takeWhile(name -> !name.equals(MODELS)).toList()));
    Optional<String> dataset = path.text(DATASET);
    if (dataset.isEmpty()) {
      return Optional.empty();
    }
    boolean standard =
        dataset.get().equals("imagenet32")
            || Stream.of(PRETRAINED, SELF_TRAINING, UNLABELLED_WEIGHT, FINE_TUNED_ATTACK)
                .anyMatch(pattern -> path.nearest(pattern).isPresent());
    boolean theirs =
        all.contains(MODELS)
            || (path.decimal(TRAINING_NOISE).isPresent()
                && (standard || path.nearest(TRAINING_ATTACK).isPresent()));
    return theirs ? Optional.of(standard ? "standard" : "centre") : Optional.empty();
  }

  private void describeCertification() {
    put(Property.SIGMA, decimal(CERTIFICATION));
    put(Property.SPLIT, text(SPLIT));
    describeTraining();
  }

  private void describeTraining() {
    put(Property.DATASET, text(DATASET));
    put(Property.ARCHITECTURE, text(ARCHITECTURE));
    put(Property.TRAINING_SIGMA, decimal(TRAINING_NOISE));
    put(Property.VARIANT, variant());
    Optional<MatchResult> attack = nearest(TRAINING_ATTACK);
    if (attack.isPresent()) {
      put(Property.TRAINING_ATTACK, Optional.of(lowerCase(attack.get().group(1))));
      put(Property.TRAINING_STEPS, Optional.of(attack.get().group(2)));
      put(Property.TRAINING_NOISE_SAMPLES, text(TRAINING_SAMPLES).or(() -> Optional.of("1")));
      put(Property.TRAINING_EPSILON, nearest(TRAINING_EPSILON).map(PublishedPath::epsilon));
      put(
          Property.TRAINING_TARGET,
          Optional.of(nearest(ATTACK_WITHOUT_NOISE).isPresent() ? "base" : "smoothed"));
    } else if (known.containsKey(Property.TRAINING_SIGMA)) {
      put(Property.TRAINING_ATTACK, Optional.of("none"));
    }
  }

  private void describePredictions() {
    put(
        Property.DATASET,
        text(PREDICTED_DATASET).map(name -> name.equals("cifar") ? "cifar10" : name));
    put(Property.SAMPLES, text(VOTES));
    put(Property.ATTACK_GRADIENT, nearest(GRADIENT_FREE).map(match -> "stein"));
    Optional<MatchResult> attack = nearest(ATTACK);
    put(Property.ATTACK, attack.map(match -> lowerCase(match.group(1))));
    put(Property.ATTACK_EPSILON, attack.map(match -> number(match.group(2))));
    Optional<MatchResult> mode = nearest(ATTACK_MODE);
    put(Property.ATTACK_NOISE_SAMPLES, mode.map(match -> match.group(1)));
    put(
        Property.ATTACK_TARGET,
        mode.map(match -> match.group().equals("base") ? "base" : "smoothed"));
  }

  private Optional<String> variant() {
    return Variant.of(
        Stream.of(
            nearest(PRETRAINED).map(match -> Variant.PRETRAINED),
            nearest(SELF_TRAINING).map(match -> Variant.SELF_TRAINING),
            decimal(UNLABELLED_WEIGHT).map(Variant::eta),
            decimal(TRAINING_NOISE).filter(NO_NOISE::equals).map(sigma -> Variant.NOISELESS)));
  }

  /**
   * A fraction is meant as it stands. A whole number k counts 255ths or 256ths, as it comes: the
   * multiple of 1/32 nearest to k/256 gives 64, 127, 255, 512 as 0.25, 0.5, 1, 2.
   */
  private static String epsilon(MatchResult match) {
    BigDecimal value = new BigDecimal(match.group(1));
    BigDecimal eighth = value.divide(BigDecimal.valueOf(8), 0, RoundingMode.HALF_UP);
    if (value.scale() > 0 || eighth.signum() == 0) {
      return LogDescription.number(value);
    }
    return LogDescription.number(eighth.divide(BigDecimal.valueOf(32)));
  }

  private Optional<MatchResult> nearest(Pattern pattern) {
    return components.nearest(pattern);
  }

  private Optional<String> text(Pattern pattern) {
    return components.text(pattern);
  }

  private Optional<String> decimal(Pattern pattern) {
    return components.decimal(pattern);
  }

  private static String number(String digits) {
    return LogDescription.number(new BigDecimal(digits));
  }

  private static String lowerCase(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private void put(Property property, Optional<String> value) {
    value.ifPresent(present -> known.put(property, present));
  }

  /**
   * The components of a path.
   *
   * @param names file name first, then its folder, and so on to the root
   */
  record Components(List<String> names) {
    static Components of(Path file) {
      Path whole = file.toAbsolutePath().normalize();
      int names = whole.getNameCount();
      return new Components(
          IntStream.rangeClosed(1, names)
              .mapToObj(fromEnd -> whole.getName(names - fromEnd).toString())
              .toList());
    }

    /** The component nearest to the file that matches as a whole. */
    Optional<MatchResult> nearest(Pattern pattern) {
      return names.stream()
          .map(pattern::matcher)
          .filter(Matcher::matches)
          .map(Matcher::toMatchResult)
          .findFirst();
    }

    /** The first group of that match. */
    Optional<String> text(Pattern pattern) {
      return nearest(pattern).map(match -> match.group(1));
    }

    /** The same as tables write numbers. */
    Optional<String> decimal(Pattern pattern) {
      return text(pattern).map(PublishedPath::number);
    }
  }
}
