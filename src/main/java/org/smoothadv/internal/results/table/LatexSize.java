package org.smoothadv.internal.results.table;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.smoothadv.internal.results.table.ResultTable.Cell;
import org.smoothadv.internal.results.table.ResultTable.Column;

/**
 * How a {@code tabular} becomes no wider than a paper: how large its text is, and which columns
 * stand beside each other. Widths are estimates, rather too large, in points.
 *
 * @param text its size
 * @param widths of the columns of the table, with names broken into lines where they are long
 * @param broken whether a column is one of such names
 * @param blocks for each block the columns in it; each has those that are no results at a radius
 */
record LatexSize(Text text, List<Double> widths, List<Boolean> broken, List<List<Integer>> blocks) {
  /**
   * A size of text and what it is meant for. LaTeX's own class has the narrowest columns that are
   * common, NeurIPS the narrowest page.
   *
   * @param command of LaTeX
   * @param scale of 10 points
   * @param gap half the distance between columns
   * @param target what the table fits into
   */
  record Text(String command, double scale, double gap, double target) {
    private boolean isForColumn() {
      return target < PAGE;
    }
  }

  private static final double COLUMN = 197;
  private static final double PAGE = 394;

  private static final List<Text> TEXTS =
      List.of(
          new Text("\\normalsize", 1, 6, COLUMN),
          new Text("\\small", 0.9, 4, COLUMN),
          new Text("\\footnotesize", 0.8, 3, COLUMN),
          new Text("\\normalsize", 1, 6, PAGE),
          new Text("\\small", 0.9, 4, PAGE),
          new Text("\\footnotesize", 0.8, 3, PAGE));

  private static final double WIDEST_NAME = 0.35 * PAGE;

  /** As much wider is bold text. */
  private static final double BOLD = 1.16;

  /** Width of a quantity's symbol. */
  private static final double SYMBOL = 9;

  /** The largest size that fits into a column, else into the page, else into it in blocks. */
  static LatexSize fitting(List<Column> columns, List<List<Cell>> cells) {
    List<List<Integer>> whole = List.of(IntStream.range(0, columns.size()).boxed().toList());
    LatexSize size = null;
    for (Text text : TEXTS) {
      size = of(text, columns, cells, whole);
      if (size.fits()) {
        return size;
      }
    }
    for (int radii = (int) columns.stream().filter(Column::isAtRadius).count();
        radii > 0;
        radii--) {
      size = of(size.text, columns, cells, blocks(columns, radii));
      if (size.fits()) {
        return size;
      }
    }
    return size;
  }

  private static LatexSize of(
      Text text, List<Column> columns, List<List<Cell>> cells, List<List<Integer>> blocks) {
    List<Double> widths = new ArrayList<>();
    List<Boolean> broken = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      double width =
          cells.get(i).stream()
              .mapToDouble(cell -> (cell.best() ? BOLD : 1) * width(cell.text()))
              .reduce(width(columns.get(i)), Math::max);
      broken.add(!columns.get(i).numeric() && !text.isForColumn() && width > WIDEST_NAME);
      widths.add(text.scale * (broken.get(i) ? WIDEST_NAME : width));
    }
    return new LatexSize(text, widths, broken, blocks);
  }

  private static List<List<Integer>> blocks(List<Column> columns, int radii) {
    List<Integer> always = new ArrayList<>();
    List<Integer> results = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      (columns.get(i).isAtRadius() ? results : always).add(i);
    }
    List<List<Integer>> blocks = new ArrayList<>();
    for (int from = 0; from < results.size(); from += radii) {
      List<Integer> block = new ArrayList<>(always);
      block.addAll(results.subList(from, Math.min(results.size(), from + radii)));
      blocks.add(block);
    }
    return blocks;
  }

  private boolean fits() {
    return width() <= text.target;
  }

  /** A column is as wide as the widest of what the blocks have in its place. */
  double width() {
    double width = -2 * text.gap;
    for (int place = 0; place < blocks.get(0).size(); place++) {
      double widest = 0;
      for (List<Integer> block : blocks) {
        widest = Math.max(widest, place < block.size() ? widths.get(block.get(place)) : 0);
      }
      width += widest + 2 * text.gap;
    }
    return width;
  }

  /** What the author of a paper should know. */
  String advice() {
    return fits()
        ? text.isForColumn()
            ? "fits a column of two (table); needs the package booktabs"
            : "fits the width of the page (in two columns: table*); needs the package booktabs"
        : "wider than a page: leave columns out; needs the package booktabs";
  }

  /** A column of names, in the preamble of the table. */
  String brokenColumn(int column) {
    return "p{" + Math.round(widths.get(column)) + "pt}";
  }

  private static double width(Column column) {
    return LatexText.isSymbol(column.heading())
        ? SYMBOL
        : width(column.isAtRadius() ? column.radius() : column.heading());
  }

  /** Of text of 10 points, in LaTeX's font. */
  private static double width(String text) {
    return text.codePoints().mapToDouble(LatexSize::width).sum();
  }

  private static double width(int character) {
    if (character >= '0' && character <= '9') {
      return 5.1;
    }
    if (character > 0x17F) {
      return character < 0x400 ? 6.5 : 45;
    }
    return switch (character) {
      case '.', ',', ':', ';', '\'', '|', 'i', 'l', 'j' -> 3.2;
      case ' ', '-', 'I', 'f', 't', 'r', 's' -> 4;
      case '(', ')', '[', ']' -> 4.5;
      case '+', '<', '>', '=', '#', '&', '%', '@', '~', '\u00b1', 'w' -> 8.4;
      case 'm', 'M', 'W' -> 10.3;
      default -> Character.isUpperCase(character) ? 7.9 : 5.7;
    };
  }
}
