package org.smoothadv.internal.results.table;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.smoothadv.internal.results.source.LogDescription.Property;
import org.smoothadv.internal.results.summary.ComparableLogs;
import org.smoothadv.internal.results.summary.DescribedLog.AttackedLog;
import org.smoothadv.internal.results.summary.DescribedLog.CertifiedLog;
import org.smoothadv.internal.results.summary.Estimate;
import org.smoothadv.internal.results.summary.Proportion.ConfidenceLevel;
import org.smoothadv.internal.results.table.ResultTable.Cell;
import org.smoothadv.internal.results.table.ResultTable.Column;
import org.smoothadv.internal.results.table.ResultTable.Grid;

/** The accuracy of each model: certified at each radius, or kept under an attack. */
final class AccuracyTable {
  private record AtRadius(CertifiedLog log, BigDecimal radius) {
    Estimate accuracy() {
      return log.summary().accuracyAt(radius);
    }
  }

  private AccuracyTable() {}

  /**
   * Certified accuracy of each model at each radius, with the logs and radii in the given order:
   * Tables 6 to 15 of Salman et al. (2019).
   *
   * @param more what is said of each model beside
   */
  static ResultTable certified(
      List<CertifiedLog> logs,
      List<BigDecimal> radii,
      List<SummaryColumn> more,
      Optional<ConfidenceLevel> confidence) {
    Columns<CertifiedLog> shown =
        new Columns<>(logs, CertifiedLog::description)
            .models()
            .add(Column.IMAGES, log -> Integer.toString(log.summary().images()));
    for (BigDecimal radius : radii) {
      Optional<Estimate> best = best(logs, radius);
      shown.addCells(
          new Column(Column.RADIUS + radius.toPlainString(), true),
          log -> {
            Estimate accuracy = log.summary().accuracyAt(radius);
            return new Cell(
                Numbers.accuracy(accuracy, confidence),
                best.filter(it -> it.compareTo(accuracy) == 0).isPresent());
          });
    }
    return new ResultTable(
        "Certified accuracy at L2 radius r",
        shown.beside(more, Optional::of, confidence).add(Column.LOG, CertifiedLog::name).grid(),
        tidy(logs, radii, more, confidence),
        ComparableLogs.differences(logs, List.of()));
  }

  /**
   * The highest accuracy at a radius; none where nothing is certified, there is no choice, or what
   * is claimed with different probabilities cannot be compared.
   */
  private static Optional<Estimate> best(List<CertifiedLog> logs, BigDecimal radius) {
    if (logs.size() < 2 || ComparableLogs.differIn(Property.ALPHA, logs)) {
      return Optional.empty();
    }
    return logs.stream()
        .map(log -> log.summary().accuracyAt(radius))
        .max(Estimate::compareTo)
        .filter(accuracy -> accuracy.value() > 0);
  }

  private static Grid tidy(
      List<CertifiedLog> logs,
      List<BigDecimal> radii,
      List<SummaryColumn> more,
      Optional<ConfidenceLevel> confidence) {
    List<AtRadius> rows =
        logs.stream()
            .flatMap(log -> radii.stream().map(radius -> new AtRadius(log, radius)))
            .toList();
    return new Columns<>(rows, row -> row.log().description())
        .value("log", row -> row.log().name())
        .value("dataset", Property.DATASET)
        .trainingValues()
        .value("images", row -> Integer.toString(row.log().summary().images()))
        .value("radius", row -> Numbers.full(row.radius()))
        .value("accuracy", row -> Numbers.full(row.accuracy().value()))
        .furtherTrainingValues()
        .deviation("standard_deviation", row -> row.accuracy().standardDeviation())
        .interval(confidence, (level, row) -> level.interval(row.accuracy()))
        .settings()
        .valuesBeside(more, row -> Optional.of(row.log()))
        .grid();
  }

  /** One row per model: all that can be said of it whatever the radius, in the given order. */
  static ResultTable summary(List<CertifiedLog> logs, Optional<ConfidenceLevel> confidence) {
    Columns<CertifiedLog> shown =
        new Columns<>(logs, CertifiedLog::description)
            .models(
                logs.stream().map(CertifiedLog::description).toList(),
                Set.of(Property.SAMPLES, Property.ALPHA));
    Columns<CertifiedLog> tidy =
        new Columns<>(logs, CertifiedLog::description)
            .value("log", CertifiedLog::name)
            .value("dataset", Property.DATASET);
    for (SummaryColumn column : SummaryColumn.values()) {
      shown.add(column.column(), log -> column.shown(log, confidence));
      tidy.value(column.toString(), column::full);
      if (column.isResult()) {
        tidy.deviation(column + Columns.DEVIATION, column::deviation);
      }
    }
    return new ResultTable(
        "Accuracy at radius 0, abstentions, average certified radius (ACR), and what they rest on",
        shown.add(Column.LOG, CertifiedLog::name).grid(),
        tidy.trainingValues()
            .furtherTrainingValues()
            .interval(confidence, (level, log) -> level.interval(log.summary().standardAccuracy()))
            .settings()
            .grid(),
        ComparableLogs.differences(logs, List.of()));
  }

  /**
   * Accuracy of each model under each attack, with the logs in the given order: the numbers behind
   * the paper's empirical curves.
   */
  static ResultTable attacked(List<AttackedLog> logs, Optional<ConfidenceLevel> confidence) {
    return new ResultTable(
        "Empirical accuracy under an attack of L2 radius epsilon",
        new Columns<>(logs, AttackedLog::description)
            .attacks()
            .add(Column.IMAGES, log -> Integer.toString(log.accuracy().total()))
            .result("accuracy", log -> Numbers.accuracy(log.accuracy(), confidence))
            .result("abstention", log -> Numbers.accuracy(log.abstention(), confidence))
            .add(Column.LOG, AttackedLog::name)
            .grid(),
        new Columns<>(logs, AttackedLog::description)
            .value("log", AttackedLog::name)
            .value("attack", Property.ATTACK)
            .value("steps", Property.ATTACK_STEPS)
            .value("noise_samples", Property.ATTACK_NOISE_SAMPLES)
            .value("n", Property.SAMPLES)
            .value("epsilon", Property.ATTACK_EPSILON)
            .value("images", log -> Integer.toString(log.accuracy().total()))
            .value("accuracy", log -> Numbers.full(log.accuracy().value()))
            .value("abstention", log -> Numbers.full(log.abstention().value()))
            .value("attack_target", Property.ATTACK_TARGET)
            .value("gradient", Property.ATTACK_GRADIENT)
            .value("dataset", Property.DATASET)
            .value("sigma", Property.SIGMA)
            .value("alpha", Property.ALPHA)
            .value("precision", Property.PRECISION)
            .interval(confidence, (level, log) -> level.interval(log.accuracy()))
            .grid(),
        ComparableLogs.differences(logs, List.of()));
  }
}
