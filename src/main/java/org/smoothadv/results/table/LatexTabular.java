package org.smoothadv.results.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.smoothadv.results.source.ShortNames;
import org.smoothadv.results.table.Column.Role;

/**
 * Prints tables as a bare {@code tabular} with booktabs rules, for a paper's {@code table} or
 * {@code table*}. What all rows share stands in a comment, and the names of logs only where nothing
 * else tells the rows apart. The text is as small, and the results are in as many blocks beneath
 * each other, as the table needs to be no wider than the text of a page.
 */
final class LatexTabular {
  private final String caption;
  private final List<String> shared = new ArrayList<>();
  private final List<Column> columns = new ArrayList<>();

  /** By column. */
  private final List<List<Cell>> cells = new ArrayList<>();

  private LatexTabular(String caption, Grid grid) {
    this.caption = caption;
    if (namesTell(grid)) {
      addNames(grid);
    }
    for (int i = 0; i < grid.columns().size(); i++) {
      add(grid.columns().get(i), cells(grid, i));
    }
  }

  static String print(String caption, Grid grid) {
    return new LatexTabular(caption, grid).tabular();
  }

  /** Whether two logs have the same description. */
  private static boolean namesTell(Grid grid) {
    Map<List<String>, String> logs = new HashMap<>();
    boolean tell = false;
    for (List<Cell> row : grid.rows()) {
      List<String> description = new ArrayList<>();
      String log = "";
      for (int i = 0; i < row.size(); i++) {
        switch (grid.columns().get(i).role()) {
          case DESCRIPTION -> description.add(row.get(i).text());
          case LOG -> log = row.get(i).text();
          case RESULT -> {}
        }
      }
      String other = log.isEmpty() ? null : logs.put(description, log);
      tell |= other != null && !other.equals(log);
    }
    return tell;
  }

  private static List<Cell> cells(Grid grid, int column) {
    return grid.rows().stream().map(row -> row.get(column)).toList();
  }

  private void addNames(Grid grid) {
    int log = grid.columns().indexOf(Column.LOG);
    List<String> names = cells(grid, log).stream().map(Cell::text).toList();
    List<String> given = names.stream().filter(name -> !name.isEmpty()).distinct().toList();
    List<String> shortened = ShortNames.of(given);
    columns.add(new Column("model", false, Role.DESCRIPTION));
    cells.add(
        names.stream()
            .map(name -> Cell.of(name.isEmpty() ? "" : shortened.get(given.indexOf(name))))
            .toList());
  }

  private void add(Column column, List<Cell> ofColumn) {
    boolean same = ofColumn.stream().map(Cell::text).distinct().count() == 1;
    if (column.role() == Role.DESCRIPTION && same && ofColumn.size() > 1) {
      shared.add(column.heading() + " " + ofColumn.get(0).text());
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
    return text.append("\\end{tabular}}\n").toString();
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
