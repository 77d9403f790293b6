package org.smoothadv.results.table;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.smoothadv.results.summary.CertifiedLog;
import org.smoothadv.results.summary.ComparableLogs;
import org.smoothadv.results.summary.GroupKey;

/**
 * The best certified accuracy at each radius, and the model that attains it with its standard
 * accuracy: Tables 1, 2, 16 and 17 of Salman et al. (2019).
 */
public final class EnvelopeTable {
  private final List<EnvelopeRow> rows;
  private final List<GroupKey> keys;
  private final AccuracyCells cells;

  private EnvelopeTable(List<EnvelopeRow> rows, List<GroupKey> keys, AccuracyCells cells) {
    this.rows = rows;
    this.keys = keys;
    this.cells = cells;
  }

  /**
   * Makes the table.
   *
   * @param keys one envelope per value of these; one over all logs where there are none
   */
  public static ResultTable of(
      List<CertifiedLog> logs, List<BigDecimal> radii, List<GroupKey> keys, AccuracyCells cells) {
    ComparableLogs models = ComparableLogs.of(logs, keys);
    EnvelopeTable table =
        new EnvelopeTable(
            EnvelopeRow.of(models.logs(), radii, models.keys()), models.keys(), cells);
    return new ResultTable(
        "Best certified accuracy at L2 radius r, and the model that attains it",
        table.grid(),
        table.tidy(),
        models.notices());
  }

  private Grid grid() {
    PropertyColumns properties =
        PropertyColumns.ofModels(rows.stream().map(EnvelopeRow::description).toList());
    List<Column> columns = new ArrayList<>();
    keys.forEach(key -> columns.add(Column.description("per " + key, key.isNumeric())));
    columns.add(new Column("r", true));
    columns.add(new Column("accuracy", true));
    columns.add(new Column("at r=0", true));
    columns.addAll(properties.columns());
    columns.add(Column.LOG);
    return new Grid(columns, rows.stream().map(row -> cells(row, properties)).toList());
  }

  private List<Cell> cells(EnvelopeRow row, PropertyColumns properties) {
    List<Cell> line = new ArrayList<>(row.group().stream().map(Cell::of).toList());
    line.add(Cell.of(Numbers.full(row.radius())));
    line.add(Cell.of(cells.text(row.accuracy())));
    line.add(
        Cell.of(row.best().map(log -> cells.text(log.summary().standardAccuracy())).orElse("")));
    line.addAll(properties.cells(row.description()));
    line.add(Cell.of(row.logName()));
    return line;
  }

  private TidyTable tidy() {
    List<String> columns = new ArrayList<>(EnvelopeRow.tidyColumns(keys));
    columns.addAll(List.of("radius", "accuracy", "log", "standard_accuracy"));
    columns.addAll(cells.tidyColumns());
    columns.addAll(PropertyColumns.tidySettings(keys));
    List<List<String>> lines = new ArrayList<>();
    for (EnvelopeRow row : rows) {
      List<String> line = new ArrayList<>(row.group());
      line.add(Numbers.full(row.radius()));
      line.add(Numbers.full(row.accuracy().value()));
      line.add(row.logName());
      line.add(
          row.best().map(log -> Numbers.full(log.summary().standardAccuracy().value())).orElse(""));
      line.addAll(cells.tidy(row.accuracy()));
      line.addAll(PropertyColumns.tidySettings(keys, row.description()));
      lines.add(line);
    }
    return new TidyTable(columns, lines);
  }
}
