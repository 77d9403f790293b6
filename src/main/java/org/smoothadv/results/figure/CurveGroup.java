package org.smoothadv.results.figure;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.smoothadv.results.source.LogDescription;
import org.smoothadv.results.source.Property;
import org.smoothadv.results.summary.DescribedLog;
import org.smoothadv.results.summary.GroupKey;
import org.smoothadv.results.summary.LogGroups;

/**
 * The logs that one curve is made from.
 *
 * @param values what they share and what sets them apart from the other groups
 * @param logs the logs, at least one
 */
record CurveGroup<L extends DescribedLog>(List<String> values, List<L> logs) {

  static <L extends DescribedLog> List<CurveGroup<L>> of(
      List<L> logs, Function<L, List<String>> values) {
    return LogGroups.by(logs, values).entrySet().stream()
        .map(group -> new CurveGroup<>(group.getKey(), group.getValue()))
        .toList();
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
