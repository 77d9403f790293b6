package org.smoothadv.results.table;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smoothadv.results.source.LogDescription;
import org.smoothadv.results.source.Property;
import org.smoothadv.results.summary.CertifiedLog;
import org.smoothadv.results.summary.Envelope;
import org.smoothadv.results.summary.GroupKey;
import org.smoothadv.results.summary.LogGroups;
import org.smoothadv.results.summary.Proportion;

/**
 * One group of models at one radius.
 *
 * @param group the values that the models share
 * @param radius L2 radius, pixel units
 * @param accuracy the highest certified accuracy of any of them
 * @param best the model that attains it; none where no model certifies anything
 * @param description of that model; without it, of what would have been certified
 */
record EnvelopeRow(
    List<String> group,
    BigDecimal radius,
    Proportion accuracy,
    Optional<CertifiedLog> best,
    LogDescription description) {

  /** One row per group and radius; all models are one group where there are no keys. */
  static List<EnvelopeRow> of(
      List<CertifiedLog> logs, List<BigDecimal> radii, List<GroupKey> keys) {
    Map<List<String>, List<CertifiedLog>> groups =
        LogGroups.by(logs, log -> keys.stream().map(key -> key.value(log)).toList());
    List<EnvelopeRow> rows = new ArrayList<>();
    groups.forEach(
        (group, members) -> {
          Envelope envelope = new Envelope(members);
          for (BigDecimal radius : radii) {
            rows.add(of(group, radius, envelope, keys.indexOf(GroupKey.ALPHA)));
          }
        });
    return rows;
  }

  private static EnvelopeRow of(
      List<String> group, BigDecimal radius, Envelope envelope, int alpha) {
    CertifiedLog best = envelope.best(radius);
    Proportion accuracy = best.summary().accuracyAt(radius);
    if (accuracy.count() > 0) {
      return new EnvelopeRow(group, radius, accuracy, Optional.of(best), best.description());
    }
    LogDescription nothing =
        alpha < 0
            ? LogDescription.EMPTY
            : new LogDescription(Map.of(Property.ALPHA, group.get(alpha)));
    return new EnvelopeRow(group, radius, accuracy, Optional.empty(), nothing);
  }

  /** Names of the columns for {@link #group()}. */
  static List<String> tidyColumns(List<GroupKey> keys) {
    return keys.stream().map(key -> key.toString().replace('-', '_')).toList();
  }

  String logName() {
    return best.map(CertifiedLog::name).orElse("");
  }
}
