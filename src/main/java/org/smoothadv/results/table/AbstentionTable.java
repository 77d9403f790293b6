package org.smoothadv.results.table;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.smoothadv.results.summary.CertifiedLog;
import org.smoothadv.results.summary.ComparableLogs;
import org.smoothadv.results.summary.GroupKey;

/**
 * How often the model with the best certified accuracy at each radius abstains: Table 4 of Salman
 * et al. (2019).
 */
public final class AbstentionTable {
  private final List<EnvelopeRow> rows;
  private final List<GroupKey> keys;
  private final AccuracyCells cells;

  private AbstentionTable(List<EnvelopeRow> rows, List<GroupKey> keys, AccuracyCells cells) {
    this.rows = rows;
    this.keys = keys;
    this.cells = cells;
  }

  /**
   * Makes the table.
   *
   * @param keys one best model per value of these; one of all logs where there are none
   */
  public static ResultTable of(
      List<CertifiedLog> logs, List<BigDecimal> radii, List<GroupKey> keys, AccuracyCells cells) {
    ComparableLogs models = ComparableLogs.of(logs, keys);
    AbstentionTable table =
        new AbstentionTable(
            EnvelopeRow.of(models.logs(), radii, models.keys()), models.keys(), cells);
    return new ResultTable(
        "Abstention rate of the model with the best certified accuracy at L2 radius r",
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
    columns.add(new Column("abstention", true));
    columns.addAll(properties.columns());
    columns.add(Column.LOG);
    return new Grid(columns, rows.stream().map(row -> cells(row, properties)).toList());
  }

  private List<Cell> cells(EnvelopeRow row, PropertyColumns properties) {
    List<Cell> line = new ArrayList<>(row.group().stream().map(Cell::of).toList());
    line.add(Cell.of(Numbers.full(row.radius())));
    line.add(Cell.of(cells.text(row.accuracy())));
    line.add(Cell.of(row.best().map(log -> cells.text(log.summary().abstention())).orElse("")));
    line.addAll(properties.cells(row.description()));
    line.add(Cell.of(row.logName()));
    return line;
  }

  private TidyTable tidy() {
    List<String> columns = new ArrayList<>(EnvelopeRow.tidyColumns(keys));
    columns.addAll(List.of("radius", "accuracy", "abstention", "log"));
    columns.addAll(cells.tidyColumns());
    columns.addAll(PropertyColumns.tidySettings(keys));
    List<List<String>> lines = new ArrayList<>();
    for (EnvelopeRow row : rows) {
      List<String> line = new ArrayList<>(row.group());
      line.add(Numbers.full(row.radius()));
      line.add(Numbers.full(row.accuracy().value()));
      line.add(row.best().map(log -> Numbers.full(log.summary().abstention().value())).orElse(""));
      line.add(row.logName());
      line.addAll(cells.tidy(row.accuracy()));
      line.addAll(PropertyColumns.tidySettings(keys, row.description()));
      lines.add(line);
    }
    return new TidyTable(columns, lines);
  }
}
