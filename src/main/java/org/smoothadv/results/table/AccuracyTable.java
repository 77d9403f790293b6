package org.smoothadv.results.table;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothadv.results.source.LogDescription;
import org.smoothadv.results.source.Property;
import org.smoothadv.results.summary.CertifiedLog;
import org.smoothadv.results.summary.Differences;
import org.smoothadv.results.summary.Proportion;

/** Certified accuracy of each model at each radius: Tables 6 to 15 of Salman et al. (2019). */
public final class AccuracyTable {
  private static final List<String> TIDY_COLUMNS =
      List.of(
          "log",
          "dataset",
          "attack",
          "steps",
          "noise_samples",
          "sigma",
          "epsilon",
          "images",
          "radius",
          "accuracy",
          "variant",
          "attack_target",
          "training_sigma",
          "split");

  private final List<CertifiedLog> logs;
  private final List<BigDecimal> radii;
  private final AccuracyCells cells;

  private AccuracyTable(List<CertifiedLog> logs, List<BigDecimal> radii, AccuracyCells cells) {
    this.logs = logs;
    this.radii = radii;
    this.cells = cells;
  }

  /** Makes the table, with the logs and radii in the given order. */
  public static ResultTable of(
      List<CertifiedLog> logs, List<BigDecimal> radii, AccuracyCells cells) {
    AccuracyTable table = new AccuracyTable(logs, radii, cells);
    return new ResultTable(
        "Certified accuracy at L2 radius r",
        table.grid(),
        table.tidy(),
        Differences.notices(logs, List.of()));
  }

  private Grid grid() {
    PropertyColumns properties =
        PropertyColumns.ofModels(logs.stream().map(CertifiedLog::description).toList());
    List<Column> columns = new ArrayList<>(properties.columns());
    columns.add(Column.IMAGES);
    radii.forEach(radius -> columns.add(new Column(Column.RADIUS + radius.toPlainString(), true)));
    columns.add(Column.LOG);
    List<Optional<Proportion>> best = radii.stream().map(this::best).toList();
    List<List<Cell>> rows = new ArrayList<>();
    for (CertifiedLog log : logs) {
      List<Cell> row = new ArrayList<>(properties.cells(log.description()));
      row.add(Cell.of(Integer.toString(log.summary().images())));
      for (int i = 0; i < radii.size(); i++) {
        Proportion accuracy = log.summary().accuracyAt(radii.get(i));
        boolean isBest = best.get(i).filter(value -> value.compareTo(accuracy) == 0).isPresent();
        row.add(new Cell(cells.text(accuracy), isBest));
      }
      row.add(Cell.of(log.name()));
      rows.add(row);
    }
    return new Grid(columns, rows);
  }

  /**
   * The highest accuracy at a radius; none where nothing is certified, there is no choice, or what
   * is claimed with different probabilities cannot be compared.
   */
  private Optional<Proportion> best(BigDecimal radius) {
    if (logs.size() < 2 || Differences.areIn(Property.ALPHA, logs)) {
      return Optional.empty();
    }
    return logs.stream()
        .map(log -> log.summary().accuracyAt(radius))
        .max(Proportion::compareTo)
        .filter(accuracy -> accuracy.count() > 0);
  }

  private TidyTable tidy() {
    List<String> columns = new ArrayList<>(TIDY_COLUMNS);
    columns.addAll(cells.tidyColumns());
    columns.addAll(PropertyColumns.tidySettings(List.of()));
    List<List<String>> rows = new ArrayList<>();
    for (CertifiedLog log : logs) {
      LogDescription description = log.description();
      for (BigDecimal radius : radii) {
        Proportion accuracy = log.summary().accuracyAt(radius);
        List<String> row =
            new ArrayList<>(
                List.of(
                    log.name(),
                    description.text(Property.DATASET),
                    description.text(Property.TRAINING_ATTACK),
                    description.text(Property.TRAINING_STEPS),
                    description.text(Property.TRAINING_NOISE_SAMPLES),
                    description.text(Property.SIGMA),
                    description.text(Property.TRAINING_EPSILON),
                    Integer.toString(log.summary().images()),
                    Numbers.full(radius),
                    Numbers.full(accuracy.value()),
                    description.text(Property.VARIANT),
                    description.text(Property.TRAINING_TARGET),
                    description.text(Property.TRAINING_SIGMA),
                    description.text(Property.SPLIT)));
        row.addAll(cells.tidy(accuracy));
        row.addAll(PropertyColumns.tidySettings(List.of(), description));
        rows.add(row);
      }
    }
    return new TidyTable(columns, rows);
  }
}
