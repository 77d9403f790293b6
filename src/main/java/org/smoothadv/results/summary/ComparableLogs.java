package org.smoothadv.results.summary;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.smoothadv.results.source.Property;

/**
 * Models that may be compared with each other.
 *
 * @param logs one certification log per model
 * @param keys what sets models apart that are not compared with each other
 * @param notices what the user should know about the comparison
 */
public record ComparableLogs(List<CertifiedLog> logs, List<GroupKey> keys, List<String> notices) {
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
      notices.add(
          Differences.count(logs.size() - kept.size()) + " of the training split set aside");
    }
    notices.addAll(Differences.notices(kept, keys));
    return new ComparableLogs(kept, withAlpha(keys, kept), notices);
  }

  private static List<GroupKey> withAlpha(List<GroupKey> keys, List<CertifiedLog> logs) {
    boolean apart = keys.contains(GroupKey.LOG) || keys.contains(GroupKey.ALPHA);
    return apart || !Differences.areIn(Property.ALPHA, logs)
        ? keys
        : Stream.concat(keys.stream(), Stream.of(GroupKey.ALPHA)).toList();
  }

  private static boolean isOfTrainingSplit(CertifiedLog log) {
    return log.description().text(Property.SPLIT).equals("train");
  }
}
