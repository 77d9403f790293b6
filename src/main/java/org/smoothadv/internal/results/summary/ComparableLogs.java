package org.smoothadv.internal.results.summary;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.smoothadv.internal.results.source.LogDescription.Property;
import org.smoothadv.internal.results.summary.DescribedLog.CertifiedLog;
import org.smoothadv.internal.results.summary.DescribedLog.ImageSet;

/**
 * Models that may be compared with each other.
 *
 * @param logs one certification log per model
 * @param keys what sets models apart that are not compared with each other
 * @param notices what the user should know about the comparison
 */
public record ComparableLogs(List<CertifiedLog> logs, List<GroupKey> keys, List<String> notices) {
  /** What a log claims, with which probability, and what it was computed from. */
  public static final List<Property> SETTINGS =
      List.of(
          Property.ALPHA,
          Property.SAMPLES,
          Property.SELECTION_SAMPLES,
          Property.BOUND,
          Property.SAMPLING,
          Property.RADII,
          Property.PRECISION,
          Property.CHOSEN_AFTERWARDS,
          Property.NOISE);

  private static final int NAMED = 4;

  /** That of Cohen et al. (2019) and Salman et al. (2019). */
  private static final String USUAL_ALPHA = "0.001";

  /** Keeps unmodifiable copies. */
  public ComparableLogs {
    keys = List.copyOf(keys);
    logs = List.copyOf(logs);
    notices = List.copyOf(notices);
  }

  /**
   * Prepares logs for a comparison. Logs of the training split are set aside when there are others,
   * unless each log is shown for itself. Logs of different datasets or images are kept, with a
   * notice: only the user can tell which of them are meant. The best of certificates that hold with
   * different probabilities is none: logs of different alpha are set apart in any case.
   *
   * @param keys what the user wants to set apart
   */
  public static ComparableLogs of(List<CertifiedLog> logs, List<GroupKey> keys) {
    List<String> notices = new ArrayList<>();
    List<CertifiedLog> kept = logs.stream().filter(log -> !isOfTrainingSplit(log)).toList();
    if (kept.isEmpty() || keys.contains(GroupKey.LOG)) {
      kept = logs;
    } else if (kept.size() < logs.size()) {
      notices.add(count(logs.size() - kept.size()) + " of the training split set aside");
    }
    notices.addAll(differences(kept, keys));
    return new ComparableLogs(kept, withAlpha(keys, kept), notices);
  }

  private static List<GroupKey> withAlpha(List<GroupKey> keys, List<CertifiedLog> logs) {
    boolean apart = keys.contains(GroupKey.LOG) || keys.contains(GroupKey.ALPHA);
    return apart || !differIn(Property.ALPHA, logs)
        ? keys
        : Stream.concat(keys.stream(), Stream.of(GroupKey.ALPHA)).toList();
  }

  private static boolean isOfTrainingSplit(CertifiedLog log) {
    return log.description().text(Property.SPLIT).equals("train");
  }

  /**
   * One notice for different datasets, one for different images, one for each setting in which logs
   * differ, and one for settings that are known of some of them only.
   *
   * @param logs what is compared
   * @param keys what sets logs apart that are not compared with each other
   */
  public static List<String> differences(List<? extends DescribedLog> logs, List<GroupKey> keys) {
    List<String> notices = new ArrayList<>();
    if (!keys.contains(GroupKey.DATASET)) {
      notice("datasets", logs, GroupKey.DATASET::value).ifPresent(notices::add);
    }
    Map<DescribedLog, String> images = images(logs);
    notice("images", logs, images::get).ifPresent(notices::add);
    notices.addAll(ofAlpha(logs));
    for (Property setting : SETTINGS.subList(1, SETTINGS.size())) {
      difference(setting, logs).ifPresent(notices::add);
    }
    otherNoise(logs).ifPresent(notices::add);
    chosenAfterwards(logs).ifPresent(notices::add);
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

  /** Each of these logs alone keeps its promise, the best of several does not. */
  public static Optional<String> chosenAfterwards(List<? extends DescribedLog> logs) {
    Map<String, Integer> chosen =
        counts(logs, log -> log.description().text(Property.CHOSEN_AFTERWARDS));
    return chosen.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "chosen when the votes were known: %s; 1 - alpha holds for one choice, not for the best of several"
                .formatted(list(chosen)));
  }

  /** Gaussian noise is not named, being the usual one. */
  private static Optional<String> otherNoise(List<? extends DescribedLog> logs) {
    Map<String, Integer> noises =
        counts(
            logs,
            log -> log.description().get(Property.NOISE).orElse("gaussian, where nothing is told"));
    return noises.size() < 2
        ? Optional.empty()
        : Optional.of("logs differ in noise: " + list(noises));
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
  public static boolean differIn(Property property, List<? extends DescribedLog> logs) {
    return counts(logs, log -> log.description().text(property)).size() > 1;
  }

  /**
   * The images of each log, in equal words where they are the same. Those of equal numbers may be
   * of other data, as the digest of their split tells, or others between the first and the last.
   */
  private static Map<DescribedLog, String> images(List<? extends DescribedLog> logs) {
    boolean otherData = differIn(Property.DATA, logs);
    Map<String, List<ImageSet>> sets = new HashMap<>();
    Map<DescribedLog, String> images = new HashMap<>();
    for (DescribedLog log : logs) {
      List<ImageSet> alike =
          sets.computeIfAbsent(log.images().toString(), unused -> new ArrayList<>());
      if (!alike.contains(log.images())) {
        alike.add(log.images());
      }
      int other = alike.indexOf(log.images());
      String data = log.description().text(Property.DATA);
      images.put(
          log,
          log.images()
              + (other == 0 ? "" : other == 1 ? ", others between" : ", others again between")
              + (otherData && !data.isEmpty() ? " of images " + data : ""));
    }
    return images;
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
    return differIn(setting, logs)
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
