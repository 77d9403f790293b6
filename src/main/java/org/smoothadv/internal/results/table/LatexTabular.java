package org.smoothadv.internal.results.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.smoothadv.internal.results.source.ShortNames;
import org.smoothadv.internal.results.table.ResultTable.Baseline;
import org.smoothadv.internal.results.table.ResultTable.Cell;
import org.smoothadv.internal.results.table.ResultTable.Column;
import org.smoothadv.internal.results.table.ResultTable.Column.Role;
import org.smoothadv.internal.results.table.ResultTable.Grid;

/**
 * Prints tables as a bare {@code tabular} with booktabs rules, for a paper's {@code table} or
 * {@code table*}. What all rows share stands in a comment, and the names of logs are left out where
 * the models' descriptions tell all rows apart. A baseline is named beneath the results, and notes
 * stand there. The text is as small, and the results are in as many blocks beneath each other, as
 * the table needs to be no wider than the text of a page.
 */
final class LatexTabular {
  private static final double NOTE = 0.85;

  private final String caption;
  private final List<String> shared = new ArrayList<>();
  private final List<Column> columns = new ArrayList<>();

  /** By column. */
  private final List<List<Cell>> cells = new ArrayList<>();

  /** What the results are compared with, and what no reader must miss. */
  private final List<String> notes = new ArrayList<>();

  private LatexTabular(ResultTable table) {
    Grid grid = table.grid();
    caption = table.caption();
    List<String> logs = logs(grid);
    List<String> names = ShortNames.of(logs);
    grid.baseline().map(it -> it.sentence(names.get(logs.indexOf(it.log())))).ifPresent(notes::add);
    table.notes().forEach(note -> notes.add("Note: " + note + "."));
    if (grid.baseline().isPresent() || !descriptionsTell(grid)) {
      addNames(grid, logs, names);
    }
    for (int i = 0; i < grid.columns().size(); i++) {
      add(grid.columns().get(i), grid.cells(i));
    }
  }

  static String print(ResultTable table) {
    return new LatexTabular(table).tabular();
  }

  /** The names of all logs, of the baseline too. */
  private static List<String> logs(Grid grid) {
    return Stream.concat(
            grid.baseline().stream().map(Baseline::log),
            grid.cells(grid.columns().indexOf(Column.LOG)).stream().map(Cell::text))
        .filter(name -> !name.isEmpty())
        .distinct()
        .toList();
  }

  /**
   * Whether each log has a description of its own. Only what is known of all logs counts: a reader
   * cannot tell a model by an empty cell.
   */
  private static boolean descriptionsTell(Grid grid) {
    int log = grid.columns().indexOf(Column.LOG);
    List<List<Cell>> rows =
        grid.rows().stream().filter(row -> !row.get(log).text().isEmpty()).toList();
    List<Integer> known =
        IntStream.range(0, grid.columns().size())
            .filter(i -> grid.columns().get(i).role() == Role.DESCRIPTION)
            .filter(i -> rows.stream().noneMatch(row -> row.get(i).text().isEmpty()))
            .boxed()
            .toList();
    Map<List<Cell>, String> logs = new HashMap<>();
    for (List<Cell> row : rows) {
      String name = row.get(log).text();
      String other = logs.put(known.stream().map(row::get).toList(), name);
      if (known.isEmpty() || (other != null && !other.equals(name))) {
        return false;
      }
    }
    return true;
  }

  private void addNames(Grid grid, List<String> logs, List<String> names) {
    columns.add(new Column("model", false, Role.DESCRIPTION));
    cells.add(
        grid.cells(grid.columns().indexOf(Column.LOG)).stream()
            .map(Cell::text)
            .map(log -> Cell.of(log.isEmpty() ? "" : names.get(logs.indexOf(log))))
            .toList());
  }

  private void add(Column column, List<Cell> ofColumn) {
    boolean same = ofColumn.stream().map(Cell::text).distinct().count() == 1;
    boolean describes = column.role() == Role.DESCRIPTION || column.role() == Role.EXTENT;
    if (describes && same && ofColumn.size() > 1) {
      if (!ofColumn.get(0).text().isEmpty()) {
        shared.add(column.heading() + " " + ofColumn.get(0).text());
      }
    } else if (column.role() != Role.LOG) {
      columns.add(column);
      cells.add(ofColumn);
    }
  }

  private String tabular() {
    LatexSize size = LatexSize.fitting(columns, cells);
    List<List<Integer>> blocks = size.blocks();
    int last = blocks.size() - 1;
    StringBuilder text = new StringBuilder(LatexText.comment(caption));
    if (!shared.isEmpty()) {
      text.append(LatexText.comment("All rows: " + String.join(", ", shared)));
    }
    text.append(LatexText.comment(size.advice()));
    text.append("{")
        .append(size.text().command())
        .append("\\setlength{\\tabcolsep}{%.0fpt}".formatted(size.text().gap()))
        .append("%\n");
    text.append("\\begin{tabular}{@{}");
    blocks
        .get(0)
        .forEach(i -> text.append(size.broken().get(i) ? size.brokenColumn(i) : alignment(i)));
    text.append("@{}}\n\\toprule\n");
    for (int block = 0; block <= last; block++) {
      append(blocks.get(block), size, text);
      text.append(block < last ? "\\midrule\n" : "\\bottomrule\n");
    }
    notes.forEach(it -> text.append(note(it, size)));
    return text.append("\\end{tabular}}\n").toString();
  }

  /** As wide as the table, which is rather narrower than it is taken to be. */
  private static String note(String note, LatexSize size) {
    return "\\multicolumn{%d}{@{}p{%dpt}@{}}{\\raggedright\\footnotesize %s} \\\\\n"
        .formatted(
            size.blocks().get(0).size(),
            Math.round(NOTE * size.width()),
            LatexText.breakable(LatexText.escaped(note)));
  }

  private String alignment(int column) {
    return columns.get(column).numeric() ? "r" : "l";
  }

  private void append(List<Integer> block, LatexSize size, StringBuilder text) {
    text.append(overRadii(block));
    text.append(line(block.stream().map(this::heading).toList(), size)).append("\\midrule\n");
    int rows = cells.isEmpty() ? 0 : cells.get(0).size();
    for (int row = 0; row < rows; row++) {
      int current = row;
      text.append(line(block.stream().map(i -> cell(i, current, size)).toList(), size));
    }
  }

  private String heading(int column) {
    Column it = columns.get(column);
    return it.isAtRadius() ? it.radius() : LatexText.heading(it.heading());
  }

  /** A line that says that the headings beneath it are radii. */
  private String overRadii(List<Integer> block) {
    int first = (int) block.stream().takeWhile(i -> !columns.get(i).isAtRadius()).count();
    int count = (int) block.stream().filter(i -> columns.get(i).isAtRadius()).count();
    if (count == 0) {
      return "";
    }
    return "& ".repeat(first)
        + "\\multicolumn{%d}{c}{$r$} \\\\\n\\cmidrule%s{%d-%d}\n"
            .formatted(count, first == 0 ? "" : "(l)", first + 1, first + count);
  }

  private String cell(int column, int row, LatexSize size) {
    String text = LatexText.cell(columns.get(column), cells.get(column).get(row));
    return size.broken().get(column) ? "\\raggedright " + LatexText.breakable(text) : text;
  }

  /** In a line with broken text the usual command would end that text's own line. */
  private static String line(List<String> texts, LatexSize size) {
    String end = size.broken().contains(true) ? " \\tabularnewline\n" : " \\\\\n";
    return texts.stream().collect(Collectors.joining(" & ", "", end));
  }
}
