package org.smoothadv.results.summary;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.smoothadv.input.Decimals;

/** Sorts logs into groups of equal values. */
public final class LogGroups {
  private LogGroups() {}

  /**
   * Groups logs. Groups whose values are numbers come in the order of these numbers, others in the
   * order of their first logs.
   *
   * @param values gives the values that the logs of a group share
   * @return by the shared values, in order
   */
  public static <L> Map<List<String>, List<L>> by(List<L> logs, Function<L, List<String>> values) {
    Map<List<String>, List<L>> groups = new LinkedHashMap<>();
    for (L log : logs) {
      groups.computeIfAbsent(values.apply(log), unused -> new ArrayList<>()).add(log);
    }
    Map<List<String>, List<L>> ordered = new LinkedHashMap<>();
    groups.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(LogGroups::compare))
        .forEach(group -> ordered.put(group.getKey(), group.getValue()));
    return ordered;
  }

  private static int compare(List<String> left, List<String> right) {
    for (int i = 0; i < left.size(); i++) {
      int order = Comparator.comparing(LogGroups::rank).compare(left.get(i), right.get(i));
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
