package org.smoothadv.internal.results.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.smoothadv.internal.results.source.LogDescription;
import org.smoothadv.internal.results.source.LogDescription.Property;
import org.smoothadv.internal.results.source.ShortNames;
import org.smoothadv.internal.results.summary.DescribedLog;
import org.smoothadv.internal.results.summary.GroupKey;

/** Names curves by what tells them apart, in the paper's symbols. */
final class CurveLabels {
  /** What can stand in a label, in this order. */
  private static final List<Property> PROPERTIES =
      List.of(
          Property.DATASET,
          Property.SPLIT,
          Property.ARCHITECTURE,
          Property.VARIANT,
          Property.TRAINING_ATTACK,
          Property.TRAINING_TARGET,
          Property.SIGMA,
          Property.TRAINING_SIGMA,
          Property.TRAINING_EPSILON,
          Property.TRAINING_STEPS,
          Property.TRAINING_NOISE_SAMPLES,
          Property.TRAINING_SEED,
          Property.ATTACK,
          Property.ATTACK_TARGET,
          Property.ATTACK_GRADIENT,
          Property.ATTACK_STEPS,
          Property.ATTACK_NOISE_SAMPLES,
          Property.SAMPLES,
          Property.SELECTION_SAMPLES,
          Property.ALPHA,
          Property.BOUND,
          Property.SAMPLING,
          Property.PRECISION,
          Property.NOISE,
          Property.MODELS);

  /** What is not told of a single curve. */
  private static final Set<Property> TOLD_WHERE_DIFFERENT =
      Set.of(
          Property.SELECTION_SAMPLES,
          Property.ALPHA,
          Property.BOUND,
          Property.SAMPLING,
          Property.PRECISION,
          Property.NOISE);

  private CurveLabels() {}

  /**
   * One label per group.
   *
   * @param keys what tells the groups apart
   * @param alsoTelling properties that tell them apart besides
   */
  static <L extends DescribedLog> List<String> of(
      List<CurveGroup<L>> groups, List<GroupKey> keys, Stream<Property> alsoTelling) {
    Set<Property> naming =
        keys.contains(GroupKey.LOG)
            ? Set.copyOf(PROPERTIES)
            : Stream.concat(
                    keys.stream().map(GroupKey::property).flatMap(Optional::stream), alsoTelling)
                .collect(Collectors.toSet());
    List<LogDescription> shared = groups.stream().map(group -> group.shared(naming)).toList();
    List<Property> telling =
        PROPERTIES.stream().filter(property -> tells(shared, property)).toList();
    List<String> names = ShortNames.of(groups.stream().map(group -> group.name(keys)).toList());
    boolean namesTell = keys.contains(GroupKey.FOLDER) && Set.copyOf(names).size() > 1;
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      String phrases = phrases(telling, shared.get(i), groups.get(i).isGaussian());
      labels.add(
          phrases.isEmpty() ? names.get(i) : namesTell ? names.get(i) + ", " + phrases : phrases);
    }
    return distinct(labels, names);
  }

  /** Those that share a label are told apart by their names, as short as that allows. */
  private static List<String> distinct(List<String> labels, List<String> names) {
    String[] distinct = labels.toArray(String[]::new);
    for (String label : Set.copyOf(labels)) {
      int[] sharing =
          IntStream.range(0, distinct.length).filter(i -> labels.get(i).equals(label)).toArray();
      List<String> telling = ShortNames.of(Arrays.stream(sharing).mapToObj(names::get).toList());
      for (int i = 0; i < sharing.length && sharing.length > 1; i++) {
        distinct[sharing[i]] = label + " (" + telling.get(i) + ")";
      }
    }
    return List.of(distinct);
  }

  private static String phrases(List<Property> properties, LogDescription curve, boolean gaussian) {
    return properties.stream()
        .map(property -> phrase(property, curve, gaussian))
        .flatMap(Optional::stream)
        .collect(Collectors.joining(", "));
  }

  /** Of a single curve everything is told; of several, what differs. */
  private static boolean tells(List<LogDescription> curves, Property property) {
    return (curves.size() == 1 && !TOLD_WHERE_DIFFERENT.contains(property))
        || curves.stream().map(curve -> curve.text(property)).distinct().count() > 1;
  }

  /**
   * What a label says of a property.
   *
   * @param gaussian whether no attack in training means Gaussian training
   */
  private static Optional<String> phrase(
      Property property, LogDescription curve, boolean gaussian) {
    if (property == Property.TRAINING_SIGMA && !curve.isSmoothedOtherwiseThanTrained()) {
      return Optional.empty();
    }
    return curve
        .get(property)
        .map(
            value ->
                switch (property) {
                  case SIGMA -> "\u03c3 = " + value;
                  case TRAINING_SIGMA -> "trained at \u03c3 = " + value;
                  case TRAINING_EPSILON -> "\u03b5 = " + value;
                  case TRAINING_STEPS, ATTACK_STEPS -> "T = " + value;
                  case TRAINING_NOISE_SAMPLES, ATTACK_NOISE_SAMPLES -> "m = " + value;
                  case SAMPLES -> "n = " + value;
                  case SELECTION_SAMPLES -> "n0 = " + value;
                  case ALPHA -> "\u03b1 = " + value;
                  case MODELS -> value.equals("1") ? "1 model" : value + " models";
                  case TRAINING_SEED -> "seed " + value;
                  case TRAINING_ATTACK ->
                      !value.equals("none")
                          ? upperCase(value)
                          : gaussian ? "Gaussian" : "no attack";
                  case ATTACK -> value.equals("none") ? "no attack" : upperCase(value);
                  case TRAINING_TARGET, ATTACK_TARGET ->
                      value.equals("base") ? "base classifier attacked" : "";
                  case ATTACK_GRADIENT -> value.equals("stein") ? "gradient-free" : value;
                  default -> value;
                })
        .filter(phrase -> !phrase.isEmpty());
  }

  private static String upperCase(String name) {
    return name.toUpperCase(Locale.ROOT);
  }

  /**
   * The logs that one curve is made from.
   *
   * @param values what they share and what sets them apart from the other groups
   * @param logs the logs, at least one
   */
  record CurveGroup<L extends DescribedLog>(List<String> values, List<L> logs) {

    static <L extends DescribedLog> List<CurveGroup<L>> of(
        List<L> logs, Function<L, List<String>> values) {
      return GroupKey.groups(logs, values).entrySet().stream()
          .map(group -> new CurveGroup<>(group.getKey(), group.getValue()))
          .toList();
    }

    boolean isGaussian() {
      return logs.stream().noneMatch(log -> log.description().isOfOtherMethod());
    }

    /** Those of the given properties that all logs share. */
    LogDescription shared(Set<Property> properties) {
      return logs.stream()
          .map(DescribedLog::description)
          .reduce(LogDescription::inCommonWith)
          .orElseThrow()
          .only(properties);
    }

    /** What a group is called after the user's arguments: its log, or the folder it comes from. */
    String name(List<GroupKey> keys) {
      L first = logs.get(0);
      return keys.contains(GroupKey.FOLDER) ? first.source().argument() : first.name();
    }
  }
}
