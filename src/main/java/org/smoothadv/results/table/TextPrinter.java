package org.smoothadv.results.table;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Prints tables for a terminal, in ASCII. The best of a column carries a star. */
final class TextPrinter {
  private static final String GAP = "  ";

  private TextPrinter() {}

  static String print(ResultTable table) {
    Grid grid = table.grid();
    List<List<String>> columns =
        IntStream.range(0, grid.columns().size()).mapToObj(i -> column(grid, i)).toList();
    StringBuilder text = new StringBuilder(table.caption()).append("\n\n");
    for (int line = 0; line <= grid.rows().size(); line++) {
      int current = line;
      text.append(
              columns.stream()
                  .map(column -> column.get(current))
                  .collect(Collectors.joining(GAP))
                  .stripTrailing())
          .append('\n');
    }
    table.notes().forEach(note -> text.append("\nNote: ").append(note).append(".\n"));
    return text.toString();
  }

  /** Heading and cells, all of the same width. */
  private static List<String> column(Grid grid, int index) {
    Column column = grid.columns().get(index);
    List<Cell> cells = grid.rows().stream().map(row -> row.get(index)).toList();
    String place = cells.stream().anyMatch(Cell::best) ? " " : "";
    List<String> texts = new ArrayList<>();
    texts.add(column.heading() + place);
    cells.forEach(cell -> texts.add(ascii(cell.text()) + (cell.best() ? "*" : place)));
    int width = texts.stream().mapToInt(String::length).max().orElseThrow();
    return texts.stream().map(text -> padded(text, width, column.numeric())).toList();
  }

  private static String padded(String text, int width, boolean flushRight) {
    String padding = " ".repeat(width - text.length());
    return flushRight ? padding + text : text + padding;
  }

  private static String ascii(String text) {
    return Cell.printable(text).replace("\u00b1", "+-");
  }
}
