package org.smoothadv.internal.results.table;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.dataset.Datasets;
import org.smoothadv.internal.results.source.LogDescription;
import org.smoothadv.internal.results.source.LogDescription.Property;
import org.smoothadv.internal.results.summary.ComparableLogs;
import org.smoothadv.internal.results.summary.DescribedLog.CertifiedLog;
import org.smoothadv.internal.results.summary.Envelope;
import org.smoothadv.internal.results.summary.Estimate;
import org.smoothadv.internal.results.summary.GroupKey;
import org.smoothadv.internal.results.summary.Proportion.ConfidenceLevel;
import org.smoothadv.internal.results.table.ResultTable.Column;

/** The best certified accuracy at each radius, and what is known of the model that attains it. */
final class EnvelopeTable {
  private static final MathContext PRECISION = MathContext.DECIMAL64;

  private static final List<BigDecimal> USUAL_LINF_RADII = Radii.parse("1/255,2/255,4/255,8/255");

  private final Optional<ConfidenceLevel> confidence;

  EnvelopeTable(Optional<ConfidenceLevel> confidence) {
    this.confidence = confidence;
  }

  /**
   * One group of models at one radius.
   *
   * @param group the values that the models share
   * @param radius L2 radius, pixel units
   * @param accuracy the highest certified accuracy of any of them
   * @param best the model that attains it; none where no model certifies anything
   * @param description of that model; without it, of what would have been certified
   */
  private record Row(
      List<String> group,
      BigDecimal radius,
      Estimate accuracy,
      Optional<CertifiedLog> best,
      LogDescription description) {
    String log() {
      return best.map(CertifiedLog::name).orElse("");
    }

    /** Of the best model; the empty text without it. */
    String text(Function<CertifiedLog, Estimate> share, Function<Estimate, String> print) {
      return best.map(share).map(print).orElse("");
    }
  }

  private record LinfRow(String dataset, BigDecimal radius, Row l2) {}

  /** One row per group and radius; all models are one group where there are no keys. */
  private static List<Row> rows(
      List<CertifiedLog> logs, List<BigDecimal> radii, List<GroupKey> keys) {
    List<Row> rows = new ArrayList<>();
    GroupKey.groups(logs, log -> keys.stream().map(key -> key.value(log)).toList())
        .forEach(
            (group, members) -> {
              Envelope envelope = new Envelope(members);
              for (BigDecimal radius : radii) {
                rows.add(row(group, radius, envelope, keys.indexOf(GroupKey.ALPHA)));
              }
            });
    return rows;
  }

  private static Row row(List<String> group, BigDecimal radius, Envelope envelope, int alpha) {
    CertifiedLog best = envelope.best(radius);
    Estimate accuracy = best.summary().accuracyAt(radius);
    if (accuracy.value() > 0) {
      return new Row(group, radius, accuracy, Optional.of(best), best.description());
    }
    LogDescription nothing =
        alpha < 0
            ? LogDescription.EMPTY
            : new LogDescription(Map.of(Property.ALPHA, group.get(alpha)));
    return new Row(group, radius, accuracy, Optional.empty(), nothing);
  }

  /**
   * The best models with their accuracy at radius 0: Tables 1, 2, 16 and 17 of Salman et al.
   * (2019).
   *
   * @param keys one envelope per value of these; one over all logs where there are none
   * @param more what is said of the best models beside
   */
  ResultTable accuracy(
      List<CertifiedLog> logs,
      List<BigDecimal> radii,
      List<GroupKey> keys,
      List<SummaryColumn> more) {
    ComparableLogs models = ComparableLogs.of(logs, keys);
    List<Row> rows = rows(models.logs(), radii, models.keys());
    return new ResultTable(
        "Best certified accuracy at L2 radius r, and the model that attains it",
        shown(rows, models.keys())
            .result("at r=0", row -> row.text(EnvelopeTable::standardAccuracy, this::print))
            .models()
            .beside(more, Row::best, confidence)
            .add(Column.LOG, Row::log)
            .grid(),
        tidy(rows, models.keys())
            .value("log", Row::log)
            .value(
                "standard_accuracy",
                row -> row.text(EnvelopeTable::standardAccuracy, EnvelopeTable::full))
            .deviation("standard_deviation", row -> row.accuracy().standardDeviation())
            .interval(confidence, (level, row) -> level.interval(row.accuracy()))
            .settings()
            .valuesBeside(more, Row::best)
            .grid(),
        models.notices());
  }

  /**
   * How often the best models abstain: Table 4 of Salman et al. (2019).
   *
   * @param keys one best model per value of these; one of all logs where there are none
   */
  ResultTable abstention(List<CertifiedLog> logs, List<BigDecimal> radii, List<GroupKey> keys) {
    ComparableLogs models = ComparableLogs.of(logs, keys);
    List<Row> rows = rows(models.logs(), radii, models.keys());
    return new ResultTable(
        "Abstention rate of the model with the best certified accuracy at L2 radius r",
        shown(rows, models.keys())
            .result("abstention", row -> row.text(EnvelopeTable::abstention, this::print))
            .models()
            .add(Column.LOG, Row::log)
            .grid(),
        tidy(rows, models.keys())
            .value("abstention", row -> row.text(EnvelopeTable::abstention, EnvelopeTable::full))
            .value("log", Row::log)
            .deviation("standard_deviation", row -> row.accuracy().standardDeviation())
            .interval(confidence, (level, row) -> level.interval(row.accuracy()))
            .settings()
            .grid(),
        models.notices());
  }

  private Columns<Row> shown(List<Row> rows, List<GroupKey> keys) {
    Columns<Row> columns = new Columns<>(rows, Row::description);
    for (int i = 0; i < keys.size(); i++) {
      int place = i;
      GroupKey key = keys.get(i);
      columns.add(Column.description("per " + key, key.isNumeric()), row -> row.group().get(place));
    }
    return columns
        .result("r", row -> Numbers.full(row.radius()))
        .result("accuracy", row -> print(row.accuracy()));
  }

  private static Columns<Row> tidy(List<Row> rows, List<GroupKey> keys) {
    Columns<Row> columns = new Columns<>(rows, Row::description);
    for (int i = 0; i < keys.size(); i++) {
      int place = i;
      columns.value(keys.get(i).toString().replace('-', '_'), row -> row.group().get(place));
    }
    return columns
        .value("radius", row -> Numbers.full(row.radius()))
        .value("accuracy", row -> full(row.accuracy()));
  }

  /**
   * The best certified accuracy at L-infinity radii: a ball of radius r in L-infinity lies in the
   * L2 ball of radius r * sqrt(d), where d is the number of values in an image (sections 4.1 and F
   * of Salman et al. 2019, Tables 3 and 5). Models of each dataset are compared among themselves.
   *
   * <p>The root is not rounded. The paper takes 0.435 for 2/255 on CIFAR-10, which is 0.43471, and
   * 1.5 for 1/255 on ImageNet, which is 1.52149: there the paper's accuracy is that of a slightly
   * smaller L-infinity ball (0.98588/255), and the accuracy here is at most as high. {@link
   * #accuracy} at L2 radius 1.5 has the paper's.
   *
   * @param radii L-infinity radii in pixel units; 1, 2, 4 and 8 255ths where there are none
   * @throws InvalidInputException if no log's dataset is known
   */
  ResultTable linf(List<CertifiedLog> logs, Optional<List<BigDecimal>> radii) {
    List<CertifiedLog> known =
        logs.stream()
            .filter(log -> Datasets.onlyShape(log.description().text(Property.DATASET)).isPresent())
            .toList();
    if (known.isEmpty()) {
      throw new InvalidInputException(
          "the linf table needs to know the size of the images: no log is known to be of "
              + Datasets.names().stream()
                  .filter(name -> Datasets.onlyShape(name).isPresent())
                  .collect(Collectors.joining(", ")));
    }
    List<String> notices = new ArrayList<>();
    if (known.size() < logs.size()) {
      notices.add((logs.size() - known.size()) + " logs of unknown datasets are set aside");
    }
    List<LinfRow> rows = new ArrayList<>();
    GroupKey.groups(known, log -> List.of(log.description().text(Property.DATASET)))
        .forEach(
            (dataset, ofDataset) -> {
              ComparableLogs models = ComparableLogs.of(ofDataset, List.of());
              notices.addAll(models.notices());
              rows.addAll(linfRows(dataset.get(0), models, radii.orElse(USUAL_LINF_RADII)));
            });
    return linf(rows, notices);
  }

  private static List<LinfRow> linfRows(
      String dataset, ComparableLogs models, List<BigDecimal> radii) {
    int values = Datasets.onlyShape(dataset).orElseThrow().values();
    BigDecimal root = BigDecimal.valueOf(values).sqrt(PRECISION);
    List<BigDecimal> l2Radii =
        radii.stream().map(radius -> radius.multiply(root, PRECISION)).toList();
    List<Row> envelope = rows(models.logs(), l2Radii, models.keys());
    List<LinfRow> rows = new ArrayList<>();
    for (int i = 0; i < envelope.size(); i++) {
      rows.add(new LinfRow(dataset, radii.get(i % radii.size()), envelope.get(i)));
    }
    return rows;
  }

  private ResultTable linf(List<LinfRow> rows, List<String> notices) {
    return new ResultTable(
        "Best certified accuracy at L-infinity radius, by way of L2",
        new Columns<>(rows, row -> row.l2().description())
            .add(Column.description("dataset", false), LinfRow::dataset)
            .result("r Linf", row -> decimals("%.5f", row.radius().doubleValue()))
            .result("x 255", row -> decimals("%.2f", row.radius().doubleValue() * 255))
            .result("r L2", row -> Numbers.rounded(row.l2().radius().doubleValue()))
            .result("accuracy", row -> print(row.l2().accuracy()))
            .result("at r=0", row -> row.l2().text(EnvelopeTable::standardAccuracy, this::print))
            .models()
            .add(Column.LOG, row -> row.l2().log())
            .grid(),
        new Columns<>(rows, row -> row.l2().description())
            .value("linf_radius", row -> Numbers.full(row.radius().doubleValue()))
            .value("l2_radius", row -> Numbers.full(row.l2().radius().doubleValue()))
            .value("accuracy", row -> full(row.l2().accuracy()))
            .value(
                "standard_accuracy",
                row -> row.l2().text(EnvelopeTable::standardAccuracy, EnvelopeTable::full))
            .value("log", row -> row.l2().log())
            .value("dataset", LinfRow::dataset)
            .deviation("standard_deviation", row -> row.l2().accuracy().standardDeviation())
            .interval(confidence, (level, row) -> level.interval(row.l2().accuracy()))
            .settings()
            .grid(),
        notices);
  }

  private static String full(Estimate share) {
    return Numbers.full(share.value());
  }

  private String print(Estimate share) {
    return Numbers.accuracy(share, confidence);
  }

  private static String decimals(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private static Estimate standardAccuracy(CertifiedLog log) {
    return log.summary().standardAccuracy();
  }

  private static Estimate abstention(CertifiedLog log) {
    return log.summary().abstention();
  }
}
