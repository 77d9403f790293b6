package org.smoothadv.internal.results.table;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.results.source.LogDescription.Property;
import org.smoothadv.internal.results.summary.ComparableLogs;
import org.smoothadv.internal.results.summary.DescribedLog.CertifiedLog;
import org.smoothadv.internal.results.summary.PairedComparison;
import org.smoothadv.internal.results.summary.Proportion.ConfidenceLevel;
import org.smoothadv.internal.results.table.ResultTable.Baseline;
import org.smoothadv.internal.results.table.ResultTable.Column;
import org.smoothadv.internal.results.table.ResultTable.Grid;

/**
 * Each model against the first, image by image: the difference in certified accuracy at each
 * radius, and how many images only one of the two certifies.
 */
final class PairedTable {
  private static final String MEANING =
      "Difference in certified accuracy from the baseline %s (images that only the model, and only the baseline, certifies).";

  private final CertifiedLog baseline;
  private final List<CertifiedLog> models;
  private final List<BigDecimal> radii;
  private final Optional<ConfidenceLevel> confidence;

  private record Row(CertifiedLog model, BigDecimal radius, PairedComparison comparison) {}

  private PairedTable(
      List<CertifiedLog> logs, List<BigDecimal> radii, Optional<ConfidenceLevel> confidence) {
    this.baseline = logs.get(0);
    this.models = logs.subList(1, logs.size());
    this.radii = radii;
    this.confidence = confidence;
  }

  /**
   * Makes the table, with the logs and radii in the given order.
   *
   * @param logs the baseline, and the models that are compared with it
   * @throws InvalidInputException if there is no model beside the baseline, or one was certified on
   *     other images
   */
  static ResultTable of(
      List<CertifiedLog> logs, List<BigDecimal> radii, Optional<ConfidenceLevel> confidence) {
    PairedTable table = new PairedTable(logs, radii, confidence);
    String baseline = table.baseline.name();
    if (table.models.isEmpty()) {
      throw new InvalidInputException(
          "the paired table compares logs with the first one, and there is only "
              + baseline
              + ": give a second certification log");
    }
    table.models.forEach(table::requireSameImages);
    return new ResultTable(
        "Certified accuracy at L2 radius r less that of "
            + baseline
            + ", and images that only the one and only the other certifies",
        table.grid(logs),
        table.tidy(),
        ComparableLogs.differences(logs, List.of()));
  }

  /** Logs of others seldom say what split they are about, and classes tell whether it is this. */
  private void requireSameImages(CertifiedLog model) {
    if (differ(model, Property.DATASET) || differ(model, Property.SPLIT)) {
      throw otherImages(model, "");
    }
    if (differ(model, Property.DATA)) {
      throw otherImages(model, ", of other data");
    }
    if (!model.images().equals(baseline.images())) {
      boolean sameWords = images(model).equals(images(baseline));
      throw otherImages(model, sameWords ? ", others between" : "");
    }
    OptionalInt other = model.images().firstOfAnotherClass(baseline.images());
    if (other.isPresent()) {
      throw otherImages(model, ", where image %d is of another class".formatted(other.getAsInt()));
    }
  }

  private boolean differ(CertifiedLog model, Property property) {
    return ComparableLogs.differIn(property, List.of(model, baseline));
  }

  /** A refusal, with what the words for the images do not say. */
  private InvalidInputException otherImages(CertifiedLog model, String more) {
    return new InvalidInputException(
        "the paired table compares image by image, but %s is about %s, and %s about %s%s: certify the same ones, or leave one log out"
            .formatted(baseline.name(), images(baseline), model.name(), images(model), more));
  }

  /** As in "500 images from 0 to 9980 of cifar10, test". */
  private static String images(CertifiedLog log) {
    List<String> source = new ArrayList<>();
    log.description().get(Property.DATASET).ifPresent(source::add);
    log.description().get(Property.SPLIT).ifPresent(source::add);
    return log.images() + (source.isEmpty() ? "" : " of " + String.join(", ", source));
  }

  private Grid grid(List<CertifiedLog> logs) {
    Columns<CertifiedLog> columns =
        new Columns<>(models, CertifiedLog::description)
            .models(logs.stream().map(CertifiedLog::description).toList(), Set.of())
            .add(Column.IMAGES, model -> Integer.toString(model.summary().images()));
    for (BigDecimal radius : radii) {
      columns.result(Column.RADIUS + radius.toPlainString(), model -> cell(model, radius));
    }
    Grid grid = columns.add(Column.LOG, CertifiedLog::name).grid();
    return new Grid(
        grid.columns(), grid.rows(), Optional.of(new Baseline(baseline.name(), MEANING)));
  }

  private String cell(CertifiedLog model, BigDecimal radius) {
    PairedComparison comparison = PairedComparison.of(model, baseline, radius);
    return "%s (%d, %d)"
        .formatted(
            Numbers.difference(comparison, confidence),
            comparison.onlyModel(),
            comparison.onlyBaseline());
  }

  private Grid tidy() {
    List<Row> rows = new ArrayList<>();
    for (CertifiedLog model : models) {
      for (BigDecimal radius : radii) {
        rows.add(new Row(model, radius, PairedComparison.of(model, baseline, radius)));
      }
    }
    return new Columns<>(rows, row -> row.model().description())
        .value("log", row -> row.model().name())
        .value("baseline", row -> baseline.name())
        .value("images", row -> Integer.toString(row.comparison().images()))
        .value("radius", row -> Numbers.full(row.radius()))
        .value("difference", row -> Numbers.full(row.comparison().difference()))
        .value("only_log", row -> Integer.toString(row.comparison().onlyModel()))
        .value("only_baseline", row -> Integer.toString(row.comparison().onlyBaseline()))
        .value("p_value", row -> probability(row.comparison().pValue()))
        .interval(confidence, (level, row) -> row.comparison().interval(level))
        .settings()
        .value("differs_from_baseline_in", row -> differing(row.model()))
        .grid();
  }

  /** Settings that are not those of the baseline, as in "alpha n". */
  private String differing(CertifiedLog model) {
    return ComparableLogs.SETTINGS.stream()
        .filter(it -> !model.description().text(it).equals(baseline.description().text(it)))
        .map(Property::toString)
        .collect(Collectors.joining(" "));
  }

  /** More digits would be those of its computation. */
  private static String probability(double value) {
    return Numbers.full(new BigDecimal(value).round(MathContext.DECIMAL32));
  }
}
