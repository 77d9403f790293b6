package org.smoothadv.results.table;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.results.source.Property;
import org.smoothadv.results.summary.CertifiedLog;
import org.smoothadv.results.summary.ComparableLogs;
import org.smoothadv.results.summary.LogGroups;

/**
 * The best certified accuracy at L-infinity radii: a ball of radius r in L-infinity lies in the L2
 * ball of radius r * sqrt(d), where d is the number of values in an image (sections 4.1 and F of
 * Salman et al. 2019, Tables 3 and 5). Models of each dataset are compared among themselves.
 *
 * <p>The root is not rounded. The paper takes 0.435 for 2/255 on CIFAR-10, which is 0.43471, and
 * 1.5 for 1/255 on ImageNet, which is 1.52149: there the paper's accuracy is that of a slightly
 * smaller L-infinity ball (0.98588/255), and the accuracy here is at most as high. An {@link
 * EnvelopeTable} at L2 radius 1.5 has the paper's.
 */
public final class LinfTable {
  private static final MathContext PRECISION = MathContext.DECIMAL64;

  /** Values in an image: height * width * channels. */
  private static final Map<String, Integer> DIMENSIONS =
      Map.of(
          "cifar10", 32 * 32 * 3,
          "synthetic", 32 * 32 * 3,
          "imagenet32", 32 * 32 * 3,
          "imagenet", 224 * 224 * 3);

  private static final List<BigDecimal> USUAL_RADII = Radii.parse("1/255,2/255,4/255,8/255");

  private record Row(
      String dataset, BigDecimal linfRadius, BigDecimal l2Radius, EnvelopeRow envelope) {}

  private final List<Row> rows;
  private final AccuracyCells cells;

  private LinfTable(List<Row> rows, AccuracyCells cells) {
    this.rows = rows;
    this.cells = cells;
  }

  /**
   * Makes the table.
   *
   * @param linfRadii L-infinity radii in pixel units; 1, 2, 4 and 8 255ths where there are none
   * @throws InvalidInputException if no log's dataset is known
   */
  public static ResultTable of(
      List<CertifiedLog> logs, Optional<List<BigDecimal>> linfRadii, AccuracyCells cells) {
    List<CertifiedLog> known =
        logs.stream()
            .filter(log -> DIMENSIONS.containsKey(log.description().text(Property.DATASET)))
            .toList();
    if (known.isEmpty()) {
      throw new InvalidInputException(
          "the linf table needs to know the size of the images: no log is known to be of "
              + String.join(", ", DIMENSIONS.keySet().stream().sorted().toList()));
    }
    List<String> notices = new ArrayList<>();
    if (known.size() < logs.size()) {
      notices.add((logs.size() - known.size()) + " logs of unknown datasets are set aside");
    }
    List<Row> rows = new ArrayList<>();
    LogGroups.by(known, log -> List.of(log.description().text(Property.DATASET)))
        .forEach(
            (dataset, ofDataset) -> {
              ComparableLogs models = ComparableLogs.of(ofDataset, List.of());
              notices.addAll(models.notices());
              rows.addAll(rows(dataset.get(0), models, linfRadii.orElse(USUAL_RADII)));
            });
    LinfTable table = new LinfTable(rows, cells);
    return new ResultTable(
        "Best certified accuracy at L-infinity radius, by way of L2",
        table.grid(),
        table.tidy(),
        notices);
  }

  private static List<Row> rows(String dataset, ComparableLogs models, List<BigDecimal> linfRadii) {
    BigDecimal root = BigDecimal.valueOf(DIMENSIONS.get(dataset)).sqrt(PRECISION);
    List<BigDecimal> l2Radii =
        linfRadii.stream().map(radius -> radius.multiply(root, PRECISION)).toList();
    List<EnvelopeRow> envelope = EnvelopeRow.of(models.logs(), l2Radii, models.keys());
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < envelope.size(); i++) {
      int radius = i % linfRadii.size();
      rows.add(new Row(dataset, linfRadii.get(radius), l2Radii.get(radius), envelope.get(i)));
    }
    return rows;
  }

  private Grid grid() {
    PropertyColumns properties =
        PropertyColumns.ofModels(rows.stream().map(row -> row.envelope().description()).toList());
    List<Column> columns = new ArrayList<>();
    columns.add(Column.description("dataset", false));
    columns.add(new Column("r Linf", true));
    columns.add(new Column("x 255", true));
    columns.add(new Column("r L2", true));
    columns.add(new Column("accuracy", true));
    columns.add(new Column("at r=0", true));
    columns.addAll(properties.columns());
    columns.add(Column.LOG);
    List<List<Cell>> lines = new ArrayList<>();
    for (Row row : rows) {
      double radius = row.linfRadius().doubleValue();
      List<String> line =
          new ArrayList<>(
              List.of(
                  row.dataset(),
                  String.format(Locale.ROOT, "%.5f", radius),
                  String.format(Locale.ROOT, "%.2f", radius * 255),
                  Numbers.rounded(row.l2Radius().doubleValue()),
                  cells.text(row.envelope().accuracy()),
                  row.envelope()
                      .best()
                      .map(log -> cells.text(log.summary().standardAccuracy()))
                      .orElse("")));
      List<Cell> all = new ArrayList<>(line.stream().map(Cell::of).toList());
      all.addAll(properties.cells(row.envelope().description()));
      all.add(Cell.of(row.envelope().logName()));
      lines.add(all);
    }
    return new Grid(columns, lines);
  }

  private TidyTable tidy() {
    List<String> columns =
        new ArrayList<>(
            List.of("linf_radius", "l2_radius", "accuracy", "standard_accuracy", "log", "dataset"));
    columns.addAll(cells.tidyColumns());
    columns.addAll(PropertyColumns.tidySettings(List.of()));
    List<List<String>> lines = new ArrayList<>();
    for (Row row : rows) {
      List<String> line =
          new ArrayList<>(
              List.of(
                  Numbers.full(row.linfRadius().doubleValue()),
                  Numbers.full(row.l2Radius().doubleValue()),
                  Numbers.full(row.envelope().accuracy().value()),
                  row.envelope()
                      .best()
                      .map(log -> Numbers.full(log.summary().standardAccuracy().value()))
                      .orElse(""),
                  row.envelope().logName(),
                  row.dataset()));
      line.addAll(cells.tidy(row.envelope().accuracy()));
      line.addAll(PropertyColumns.tidySettings(List.of(), row.envelope().description()));
      lines.add(line);
    }
    return new TidyTable(columns, lines);
  }
}
