package org.smoothadv.results.table;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.results.source.Property;
import org.smoothadv.results.summary.CertifiedLog;
import org.smoothadv.results.summary.Differences;
import org.smoothadv.results.summary.PairedComparison;

/**
 * Each model against the first, image by image: the difference in certified accuracy at each
 * radius, and how many images only one of the two certifies.
 */
public final class PairedTable {
  private static final List<String> TIDY_COLUMNS =
      List.of(
          "log",
          "baseline",
          "images",
          "radius",
          "difference",
          "only_log",
          "only_baseline",
          "p_value");

  private static final String MEANING =
      "Difference in certified accuracy from the baseline %s (images that only the model, and only the baseline, certifies).";

  private final CertifiedLog baseline;
  private final List<CertifiedLog> models;
  private final List<BigDecimal> radii;
  private final AccuracyCells cells;

  private PairedTable(
      CertifiedLog baseline,
      List<CertifiedLog> models,
      List<BigDecimal> radii,
      AccuracyCells cells) {
    this.baseline = baseline;
    this.models = models;
    this.radii = radii;
    this.cells = cells;
  }

  /**
   * Makes the table, with the logs and radii in the given order.
   *
   * @param logs the baseline, and the models that are compared with it
   * @throws InvalidInputException if there is no model beside the baseline, or one was certified on
   *     other images
   */
  public static ResultTable of(
      List<CertifiedLog> logs, List<BigDecimal> radii, AccuracyCells cells) {
    CertifiedLog baseline = logs.get(0);
    List<CertifiedLog> models = logs.subList(1, logs.size());
    if (models.isEmpty()) {
      throw new InvalidInputException(
          "the paired table compares logs with the first one, and there is only "
              + baseline.name()
              + ": give a second certification log");
    }
    models.forEach(model -> requireSameImages(model, baseline));
    PairedTable table = new PairedTable(baseline, models, radii, cells);
    return new ResultTable(
        "Certified accuracy at L2 radius r less that of "
            + baseline.name()
            + ", and images that only the one and only the other certifies",
        table.grid(),
        table.tidy(),
        Differences.notices(logs, List.of()));
  }

  private static void requireSameImages(CertifiedLog model, CertifiedLog baseline) {
    String ofModel = images(model);
    String ofBaseline = images(baseline);
    boolean otherData = Differences.areIn(Property.DATA, List.of(model, baseline));
    if (!ofModel.equals(ofBaseline) || otherData || !model.images().equals(baseline.images())) {
      throw new InvalidInputException(
          "the paired table compares image by image, but %s is about %s, and %s about %s%s: certify the same ones, or leave one log out"
              .formatted(
                  baseline.name(),
                  ofBaseline,
                  model.name(),
                  ofModel,
                  !ofModel.equals(ofBaseline)
                      ? ""
                      : otherData ? ", of other data" : ", others between"));
    }
  }

  /** As in "500 images from 0 to 9980 of cifar10, test". */
  private static String images(CertifiedLog log) {
    List<String> source = new ArrayList<>();
    log.description().get(Property.DATASET).ifPresent(source::add);
    log.description().get(Property.SPLIT).ifPresent(source::add);
    return log.images() + (source.isEmpty() ? "" : " of " + String.join(", ", source));
  }

  private Grid grid() {
    PropertyColumns properties =
        PropertyColumns.ofModels(
            models.stream().map(CertifiedLog::description).toList(),
            Stream.concat(models.stream(), Stream.of(baseline))
                .map(CertifiedLog::description)
                .toList());
    List<Column> columns = new ArrayList<>(properties.columns());
    columns.add(Column.IMAGES);
    radii.forEach(radius -> columns.add(new Column(Column.RADIUS + radius.toPlainString(), true)));
    columns.add(Column.LOG);
    List<List<Cell>> rows = new ArrayList<>();
    for (CertifiedLog model : models) {
      List<Cell> row = new ArrayList<>(properties.cells(model.description()));
      row.add(Cell.of(Integer.toString(model.summary().images())));
      for (BigDecimal radius : radii) {
        PairedComparison comparison = PairedComparison.of(model, baseline, radius);
        row.add(
            Cell.of(
                "%s (%d, %d)"
                    .formatted(
                        cells.text(comparison),
                        comparison.onlyModel(),
                        comparison.onlyBaseline())));
      }
      row.add(Cell.of(model.name()));
      rows.add(row);
    }
    return new Grid(columns, rows, Optional.of(new Grid.Baseline(baseline.name(), MEANING)));
  }

  /** Settings that are not those of the baseline, as in "alpha n". */
  private String differing(CertifiedLog model) {
    return Differences.SETTINGS.stream()
        .filter(it -> !model.description().text(it).equals(baseline.description().text(it)))
        .map(Property::toString)
        .collect(Collectors.joining(" "));
  }

  /** More digits would be those of its computation. */
  private static String probability(double value) {
    return Numbers.full(new BigDecimal(value).round(MathContext.DECIMAL32));
  }

  private TidyTable tidy() {
    List<String> columns = new ArrayList<>(TIDY_COLUMNS);
    columns.addAll(cells.tidyColumns());
    columns.addAll(PropertyColumns.tidySettings(List.of()));
    columns.add("differs_from_baseline_in");
    List<List<String>> rows = new ArrayList<>();
    for (CertifiedLog model : models) {
      for (BigDecimal radius : radii) {
        PairedComparison comparison = PairedComparison.of(model, baseline, radius);
        List<String> row =
            new ArrayList<>(
                List.of(
                    model.name(),
                    baseline.name(),
                    Integer.toString(comparison.images()),
                    Numbers.full(radius),
                    Numbers.full(comparison.difference()),
                    Integer.toString(comparison.onlyModel()),
                    Integer.toString(comparison.onlyBaseline()),
                    probability(comparison.pValue())));
        row.addAll(cells.tidy(comparison));
        row.addAll(PropertyColumns.tidySettings(List.of(), model.description()));
        row.add(differing(model));
        rows.add(row);
      }
    }
    return new TidyTable(columns, rows);
  }
}
