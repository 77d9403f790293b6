package org.smoothadv.results.table;

import java.util.ArrayList;
import java.util.List;
import org.smoothadv.results.source.LogDescription;
import org.smoothadv.results.source.Property;
import org.smoothadv.results.summary.AttackedLog;
import org.smoothadv.results.summary.Differences;

/** Accuracy of each model under each attack: the numbers behind the paper's empirical curves. */
public final class EmpiricalTable {
  private static final List<String> TIDY_COLUMNS =
      List.of(
          "log",
          "attack",
          "steps",
          "noise_samples",
          "n",
          "epsilon",
          "images",
          "accuracy",
          "abstention",
          "attack_target",
          "gradient",
          "dataset",
          "sigma",
          "alpha",
          "precision");

  private final List<AttackedLog> logs;
  private final AccuracyCells cells;

  private EmpiricalTable(List<AttackedLog> logs, AccuracyCells cells) {
    this.logs = logs;
    this.cells = cells;
  }

  /** Makes the table, with the logs in the given order. */
  public static ResultTable of(List<AttackedLog> logs, AccuracyCells cells) {
    EmpiricalTable table = new EmpiricalTable(logs, cells);
    return new ResultTable(
        "Empirical accuracy under an attack of L2 radius epsilon",
        table.grid(),
        table.tidy(),
        Differences.notices(logs, List.of()));
  }

  private Grid grid() {
    PropertyColumns properties =
        new PropertyColumns(logs.stream().map(AttackedLog::description).toList())
            .textWhereDifferent("dataset", Property.DATASET)
            .number("sigma", Property.SIGMA)
            .text("attack", Property.ATTACK)
            .textUnlessUsual("target", Property.ATTACK_TARGET, "smoothed")
            .textUnlessUsual("gradient", Property.ATTACK_GRADIENT, "plugin")
            .number("T", Property.ATTACK_STEPS)
            .number("m", Property.ATTACK_NOISE_SAMPLES)
            .extent("n", Property.SAMPLES)
            .number("epsilon", Property.ATTACK_EPSILON)
            .settingsWhereDifferent(logs.stream().map(AttackedLog::description).toList());
    List<Column> columns = new ArrayList<>(properties.columns());
    columns.add(Column.IMAGES);
    columns.add(new Column("accuracy", true));
    columns.add(new Column("abstention", true));
    columns.add(Column.LOG);
    List<List<Cell>> lines = new ArrayList<>();
    for (AttackedLog log : logs) {
      List<Cell> line = new ArrayList<>(properties.cells(log.description()));
      line.add(Cell.of(Integer.toString(log.accuracy().total())));
      line.add(Cell.of(cells.text(log.accuracy())));
      line.add(Cell.of(cells.text(log.abstention())));
      line.add(Cell.of(log.name()));
      lines.add(line);
    }
    return new Grid(columns, lines);
  }

  private TidyTable tidy() {
    List<String> columns = new ArrayList<>(TIDY_COLUMNS);
    columns.addAll(cells.tidyColumns());
    List<List<String>> lines = new ArrayList<>();
    for (AttackedLog log : logs) {
      LogDescription description = log.description();
      List<String> line =
          new ArrayList<>(
              List.of(
                  log.name(),
                  description.text(Property.ATTACK),
                  description.text(Property.ATTACK_STEPS),
                  description.text(Property.ATTACK_NOISE_SAMPLES),
                  description.text(Property.SAMPLES),
                  description.text(Property.ATTACK_EPSILON),
                  Integer.toString(log.accuracy().total()),
                  Numbers.full(log.accuracy().value()),
                  Numbers.full(log.abstention().value()),
                  description.text(Property.ATTACK_TARGET),
                  description.text(Property.ATTACK_GRADIENT),
                  description.text(Property.DATASET),
                  description.text(Property.SIGMA),
                  description.text(Property.ALPHA),
                  description.text(Property.PRECISION)));
      line.addAll(cells.tidy(log.accuracy()));
      lines.add(line);
    }
    return new TidyTable(columns, lines);
  }
}
