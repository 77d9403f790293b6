package org.smoothadv.internal.results.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.smoothadv.internal.results.table.ResultTable.Cell;
import org.smoothadv.internal.results.table.ResultTable.Column;
import org.smoothadv.internal.results.table.ResultTable.Grid;

/** The forms in which a table is written. */
public enum TableFormat {
  /** Aligned columns of ASCII for a terminal. The best of a column carries a star. */
  TEXT,
  /** RFC 4180 with a header line, one value per row. */
  CSV,
  /** A pipe table, as GitHub shows it. The best of a column is bold. */
  MARKDOWN,
  /** A {@code tabular} with booktabs rules, to be put into a paper. */
  LATEX;

  private static final String GAP = "  ";

  private static final CSVFormat RFC_4180 =
      CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

  private static final Pattern FORMULA =
      Pattern.compile("[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20].*", Pattern.DOTALL);
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");

  /** The format that the end of a file's name suggests; text where it suggests none. */
  public static TableFormat suggestedBy(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".csv")) {
      return CSV;
    }
    if (name.endsWith(".md")) {
      return MARKDOWN;
    }
    return name.endsWith(".tex") ? LATEX : TEXT;
  }

  /** The whole text, ending in a line end. */
  public String print(ResultTable table) {
    return switch (this) {
      case TEXT -> text(table);
      case CSV -> csv(table.tidy());
      case MARKDOWN -> markdown(table);
      case LATEX -> LatexTabular.print(table);
    };
  }

  private static String text(ResultTable table) {
    Grid grid = table.grid();
    List<List<String>> columns =
        IntStream.range(0, grid.columns().size()).mapToObj(i -> padded(grid, i)).toList();
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
  private static List<String> padded(Grid grid, int index) {
    Column column = grid.columns().get(index);
    List<Cell> cells = grid.cells(index);
    String place = cells.stream().anyMatch(Cell::best) ? " " : "";
    List<String> texts = new ArrayList<>();
    texts.add(column.heading() + place);
    cells.forEach(
        cell ->
            texts.add(
                printable(cell.text()).replace("\u00b1", "+-") + (cell.best() ? "*" : place)));
    int width = texts.stream().mapToInt(String::length).max().orElseThrow();
    return texts.stream()
        .map(
            text -> {
              String padding = " ".repeat(width - text.length());
              return column.numeric() ? padding + text : text + padding;
            })
        .toList();
  }

  private static String csv(Grid grid) {
    StringBuilder text = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(text, RFC_4180)) {
      printer.printRecord(grid.columns().stream().map(Column::heading));
      for (List<Cell> row : grid.rows()) {
        printer.printRecord(row.stream().map(cell -> inert(cell.text())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory cannot fail", e);
    }
    return text.toString();
  }

  /**
   * Text that a spreadsheet would take for a formula gets an apostrophe before it; numbers are as
   * they are.
   *
   * @see <a href="https://owasp.org/www-community/attacks/CSV_Injection">CSV injection</a>
   */
  private static String inert(String cell) {
    return FORMULA.matcher(cell).matches() && !NUMBER.matcher(cell).matches() ? "'" + cell : cell;
  }

  private static String markdown(ResultTable table) {
    Grid grid = table.grid();
    StringBuilder text = new StringBuilder(escaped(table.caption())).append("\n\n");
    text.append(line(grid.columns(), column -> escaped(column.heading())));
    text.append(line(grid.columns(), column -> column.numeric() ? "---:" : "---"));
    for (List<Cell> row : grid.rows()) {
      text.append(
          line(
              row,
              cell -> cell.best() ? "**" + escaped(cell.text()) + "**" : escaped(cell.text())));
    }
    table.notes().forEach(note -> text.append("\nNote: ").append(escaped(note)).append(".\n"));
    return text.toString();
  }

  private static <T> String line(List<T> items, Function<T, String> print) {
    return items.stream().map(print).collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private static String escaped(String text) {
    return printable(text).replaceAll("([\\\\|*_`<\\[\\]])", "\\\\$1");
  }

  /**
   * A text without what moves a terminal's cursor or turns its direction, or begins another line:
   * names of files may hold it.
   */
  private static String printable(String text) {
    return text.replaceAll("[\\p{Cntrl}\\p{Cf}\u2028\u2029]", "?");
  }

  /** The name as users write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
