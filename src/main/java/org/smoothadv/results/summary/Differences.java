package org.smoothadv.results.summary;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What users should know when logs that are compared are not about the same images. */
public final class Differences {
  private static final int NAMED = 4;

  private Differences() {}

  /**
   * One notice for different datasets and one for different images.
   *
   * @param logs what is compared
   * @param keys what sets logs apart that are not compared with each other
   */
  public static List<String> notices(List<? extends DescribedLog> logs, List<GroupKey> keys) {
    List<String> notices = new ArrayList<>();
    if (!keys.contains(GroupKey.DATASET)) {
      notice("datasets", logs, GroupKey.DATASET::value).ifPresent(notices::add);
    }
    notice("images", logs, DescribedLog::images).ifPresent(notices::add);
    return notices;
  }

  private static Optional<String> notice(
      String what, List<? extends DescribedLog> logs, Function<DescribedLog, Object> value) {
    Map<Object, Integer> counts = new LinkedHashMap<>();
    logs.forEach(log -> counts.merge(value.apply(log), 1, Integer::sum));
    counts.remove("");
    if (counts.size() < 2) {
      return Optional.empty();
    }
    String more = counts.size() > NAMED ? " and " + (counts.size() - NAMED) + " others" : "";
    return Optional.of(
        counts.entrySet().stream()
            .limit(NAMED)
            .map(entry -> entry.getKey() + " (" + count(entry.getValue()) + ")")
            .collect(
                Collectors.joining(
                    ", ",
                    "models are compared on different " + what + ", each on those of its own log: ",
                    more)));
  }

  /** As in "1 log" or "2 logs". */
  static String count(int logs) {
    return logs == 1 ? "1 log" : logs + " logs";
  }
}
