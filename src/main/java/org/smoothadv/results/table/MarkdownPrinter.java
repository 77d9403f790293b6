package org.smoothadv.results.table;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Prints tables as Markdown pipe tables. The best of a column is bold. */
final class MarkdownPrinter {
  private MarkdownPrinter() {}

  static String print(ResultTable table) {
    Grid grid = table.grid();
    StringBuilder text = new StringBuilder(escaped(table.caption())).append("\n\n");
    text.append(line(grid.columns(), column -> escaped(column.heading())));
    text.append(line(grid.columns(), column -> column.numeric() ? "---:" : "---"));
    for (List<Cell> row : grid.rows()) {
      text.append(line(row, MarkdownPrinter::cell));
    }
    table.notes().forEach(note -> text.append("\nNote: ").append(escaped(note)).append(".\n"));
    return text.toString();
  }

  private static <T> String line(List<T> items, Function<T, String> print) {
    return items.stream().map(print).collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private static String cell(Cell cell) {
    return cell.best() ? "**" + escaped(cell.text()) + "**" : escaped(cell.text());
  }

  private static String escaped(String text) {
    return Cell.printable(text).replaceAll("([\\\\|*_`<\\[\\]])", "\\\\$1");
  }
}
