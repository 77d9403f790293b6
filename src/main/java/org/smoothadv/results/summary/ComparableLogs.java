package org.smoothadv.results.summary;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.smoothadv.results.source.Property;

/**
 * Models that may be compared with each other.
 *
 * @param logs one certification log per model
 * @param notices what the user should know about the comparison
 */
public record ComparableLogs(List<CertifiedLog> logs, List<String> notices) {
  private static final int NAMED_DIFFERENCES = 4;

  /** Keeps unmodifiable copies. */
  public ComparableLogs {
    logs = List.copyOf(logs);
    notices = List.copyOf(notices);
  }

  /**
   * Prepares logs for a comparison. Logs of the training split are set aside when there are others.
   * Logs of different datasets or images are kept, with a notice: only the user can tell which of
   * them are meant.
   *
   * @param keys what sets models apart that are not compared with each other
   */
  public static ComparableLogs of(List<CertifiedLog> logs, List<GroupKey> keys) {
    if (keys.contains(GroupKey.LOG)) {
      return new ComparableLogs(logs, List.of());
    }
    List<String> notices = new ArrayList<>();
    List<CertifiedLog> kept = logs.stream().filter(log -> !isOfTrainingSplit(log)).toList();
    if (kept.isEmpty()) {
      kept = logs;
    } else if (kept.size() < logs.size()) {
      notices.add(count(logs.size() - kept.size()) + " of the training split set aside");
    }
    if (!keys.contains(GroupKey.DATASET)) {
      addDifference("datasets", kept, GroupKey.DATASET::value, notices);
    }
    addDifference("images", kept, CertifiedLog::images, notices);
    return new ComparableLogs(kept, notices);
  }

  private static boolean isOfTrainingSplit(CertifiedLog log) {
    return log.description().text(Property.SPLIT).equals("train");
  }

  private static void addDifference(
      String what,
      List<CertifiedLog> logs,
      Function<CertifiedLog, Object> value,
      List<String> notices) {
    Map<Object, Integer> counts = new LinkedHashMap<>();
    logs.forEach(log -> counts.merge(value.apply(log), 1, Integer::sum));
    counts.remove("");
    if (counts.size() < 2) {
      return;
    }
    String more =
        counts.size() > NAMED_DIFFERENCES
            ? " and " + (counts.size() - NAMED_DIFFERENCES) + " others"
            : "";
    notices.add(
        counts.entrySet().stream()
            .limit(NAMED_DIFFERENCES)
            .map(entry -> entry.getKey() + " (" + count(entry.getValue()) + ")")
            .collect(
                Collectors.joining(
                    ", ",
                    "models are compared on different " + what + ", each on those of its own log: ",
                    more)));
  }

  private static String count(int logs) {
    return logs == 1 ? "1 log" : logs + " logs";
  }
}
