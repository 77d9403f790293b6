package org.smoothadv.results.summary;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.smoothadv.results.source.Property;

/**
 * What users, and readers of a table, should know when logs that are compared are not about the
 * same images, or do not claim the same with the same confidence.
 */
public final class Differences {
  /** What a log claims, with which probability, and what it was computed from. */
  public static final List<Property> SETTINGS =
      List.of(
          Property.ALPHA,
          Property.SAMPLES,
          Property.SELECTION_SAMPLES,
          Property.BOUND,
          Property.SAMPLING,
          Property.RADII,
          Property.PRECISION);

  private static final int NAMED = 4;

  /** That of Cohen et al. (2019) and Salman et al. (2019). */
  private static final String USUAL_ALPHA = "0.001";

  private Differences() {}

  /**
   * One notice for different datasets, one for different images, one for each setting in which logs
   * differ, and one for settings that are known of some of them only.
   *
   * @param logs what is compared
   * @param keys what sets logs apart that are not compared with each other
   */
  public static List<String> notices(List<? extends DescribedLog> logs, List<GroupKey> keys) {
    List<String> notices = new ArrayList<>();
    if (!keys.contains(GroupKey.DATASET)) {
      notice("datasets", logs, GroupKey.DATASET::value).ifPresent(notices::add);
    }
    boolean otherData = areIn(Property.DATA, logs);
    notice("images", logs, log -> images(log, otherData)).ifPresent(notices::add);
    notices.addAll(ofAlpha(logs));
    for (Property setting : SETTINGS.subList(1, SETTINGS.size())) {
      difference(setting, logs).ifPresent(notices::add);
    }
    otherWeights(logs).ifPresent(notices::add);
    unknown(logs).ifPresent(notices::add);
    return notices;
  }

  /** That logs differ in alpha, or are all of an alpha that no reader expects. */
  public static List<String> ofAlpha(List<? extends DescribedLog> logs) {
    Map<String, Integer> alphas = counts(logs, log -> log.description().text(Property.ALPHA));
    alphas.remove(USUAL_ALPHA);
    return difference(Property.ALPHA, logs)
        .or(() -> alphas.keySet().stream().findFirst().map(it -> "alpha is " + it))
        .stream()
        .toList();
  }

  /** A run that was trained on between two logs, or a checkpoint that was replaced. */
  private static Optional<String> otherWeights(List<? extends DescribedLog> logs) {
    Map<Object, DescribedLog> first = new HashMap<>();
    for (DescribedLog log : ofRuns(logs)) {
      String weights = log.description().text(Property.MODEL);
      DescribedLog other = first.putIfAbsent(log.source().file().toAbsolutePath().getParent(), log);
      if (other != null && !other.description().text(Property.MODEL).equals(weights)) {
        return Optional.of(
            "logs of one run are of different weights, of which run.json describes some: %s and %s"
                .formatted(other.name(), log.name()));
      }
    }
    return Optional.empty();
  }

  private static List<? extends DescribedLog> ofRuns(List<? extends DescribedLog> logs) {
    return logs.stream()
        .filter(log -> log.description().get(Property.MODEL).isPresent())
        .filter(log -> log.description().get(Property.TRAINING_ATTACK).isPresent())
        .toList();
  }

  /** Whether logs are known to differ in a property. */
  public static boolean areIn(Property property, List<? extends DescribedLog> logs) {
    return counts(logs, log -> log.description().text(property)).size() > 1;
  }

  /** Images of equal numbers may be others: the digest of their split tells. */
  private static String images(DescribedLog log, boolean otherData) {
    String data = log.description().text(Property.DATA);
    return log.images() + (otherData && !data.isEmpty() ? " of images " + data : "");
  }

  private static Optional<String> notice(
      String what, List<? extends DescribedLog> logs, Function<DescribedLog, String> value) {
    Map<String, Integer> counts = counts(logs, value);
    return counts.size() < 2
        ? Optional.empty()
        : Optional.of(
            "models are compared on different "
                + what
                + ", each on those of its own log: "
                + list(counts));
  }

  private static Optional<String> difference(Property setting, List<? extends DescribedLog> logs) {
    return areIn(setting, logs)
        ? Optional.of(
            "logs differ in %s: %s"
                .formatted(setting, list(counts(logs, log -> log.description().text(setting)))))
        : Optional.empty();
  }

  /** Where nothing is known of any log there is nothing to compare with. */
  private static Optional<String> unknown(List<? extends DescribedLog> logs) {
    List<? extends DescribedLog> unknown =
        logs.stream().filter(log -> log.description().get(Property.ALPHA).isEmpty()).toList();
    return unknown.isEmpty() || unknown.size() == logs.size()
        ? Optional.empty()
        : Optional.of(
            "alpha and the other settings are not known of %s of %d, such as %s"
                .formatted(count(unknown.size()), logs.size(), unknown.get(0).name()));
  }

  private static Map<String, Integer> counts(
      List<? extends DescribedLog> logs, Function<DescribedLog, String> value) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    logs.forEach(log -> counts.merge(value.apply(log), 1, Integer::sum));
    counts.remove("");
    return counts;
  }

  private static String list(Map<String, Integer> counts) {
    String more = counts.size() > NAMED ? " and " + (counts.size() - NAMED) + " others" : "";
    return counts.entrySet().stream()
        .limit(NAMED)
        .map(entry -> entry.getKey() + " (" + count(entry.getValue()) + ")")
        .collect(Collectors.joining(", ", "", more));
  }

  /** As in "1 log" or "2 logs". */
  static String count(int logs) {
    return logs == 1 ? "1 log" : logs + " logs";
  }
}
