package org.smoothadv.results.table;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Prints tables as a LaTeX document: a long table with booktabs rules, which may run over several
 * pages. The best of a column is bold. Long names are broken into several lines, and the paper is
 * as wide as the table needs, at least A4.
 */
final class LatexPrinter {
  private static final String DOCUMENT =
      """
      \\documentclass[10pt]{article}
      \\usepackage[paperwidth=%dmm,paperheight=210mm,margin=15mm]{geometry}
      \\usepackage[utf8]{inputenc}
      \\usepackage{textcomp,array,booktabs,longtable}
      \\begin{document}
      \\setlength{\\tabcolsep}{4pt}
      \\setlength{\\LTcapwidth}{\\linewidth}
      \\small
      \\begin{longtable}{%s}
      \\caption{%s}\\\\
      \\toprule
      %s
      \\midrule
      \\endhead
      \\bottomrule
      \\endfoot
      %s\\end{longtable}
      \\end{document}
      """;

  private static final Map<String, String> SYMBOLS =
      Map.of("sigma", "$\\sigma$", "epsilon", "$\\epsilon$", "T", "$T$", "m", "$m$", "n", "$n$");

  private static final int LEAST_PAPER_WIDTH = 297;
  private static final int MARGINS = 30;

  /** In millimetres; of a bold digit, the widest character that is common. */
  private static final double CHARACTER_WIDTH = 1.9;

  private static final int COLUMN_GAP = 3;

  /** Text that is longer than this is broken. */
  private static final int WIDEST_TEXT = 120;

  private final Grid grid;

  private LatexPrinter(Grid grid) {
    this.grid = grid;
  }

  static String print(String caption, Grid grid) {
    return new LatexPrinter(grid).document(caption);
  }

  private String document(String caption) {
    return DOCUMENT.formatted(
        paperWidth(),
        everyColumn().mapToObj(this::alignment).collect(Collectors.joining()),
        escaped(caption),
        everyColumn().mapToObj(this::heading).collect(Collectors.joining(" & ", "", " \\\\")),
        grid.rows().stream().map(this::line).collect(Collectors.joining()));
  }

  private int paperWidth() {
    int table = everyColumn().map(i -> Math.min(width(i), WIDEST_TEXT) + COLUMN_GAP).sum();
    return Math.max(LEAST_PAPER_WIDTH, table + MARGINS);
  }

  /** In millimetres, as text that is not broken; rather too much than too little. */
  private int width(int column) {
    int heading = grid.columns().get(column).heading().length();
    int longest =
        grid.rows().stream().mapToInt(row -> row.get(column).text().length()).max().orElse(0);
    return (int) Math.ceil(CHARACTER_WIDTH * Math.max(heading, longest));
  }

  private boolean isBroken(int column) {
    return !grid.columns().get(column).numeric() && width(column) > WIDEST_TEXT;
  }

  private String alignment(int column) {
    if (isBroken(column)) {
      return ">{\\raggedright\\arraybackslash}p{" + WIDEST_TEXT + "mm}";
    }
    return grid.columns().get(column).numeric() ? "r" : "l";
  }

  private String heading(int column) {
    String heading = grid.columns().get(column).heading();
    return SYMBOLS.getOrDefault(heading, escaped(heading));
  }

  private String line(List<Cell> row) {
    return everyColumn()
        .mapToObj(i -> isBroken(i) ? breakable(cell(row.get(i))) : cell(row.get(i)))
        .collect(Collectors.joining(" & ", "", " \\\\\n"));
  }

  private IntStream everyColumn() {
    return IntStream.range(0, grid.columns().size());
  }

  private static String cell(Cell cell) {
    return cell.best() ? "\\textbf{" + escaped(cell.text()) + "}" : escaped(cell.text());
  }

  private static String breakable(String text) {
    return text.replace("/", "/\\allowbreak{}").replace("\\_", "\\_\\allowbreak{}");
  }

  private static String escaped(String text) {
    return text.codePoints().mapToObj(LatexPrinter::escaped).collect(Collectors.joining());
  }

  private static String escaped(int character) {
    return switch (character) {
      case '\\' -> "\\textbackslash{}";
      case '^' -> "\\textasciicircum{}";
      case '~' -> "\\textasciitilde{}";
      case '{', '}', '$', '&', '#', '%', '_' -> "\\" + Character.toString(character);
      case '[' -> "{[}"; // After a line break it would open an option.
      case '*' -> "{*}"; // There it would forbid a page break.
      case '<' -> "\\textless{}";
      case '>' -> "\\textgreater{}";
      case '|' -> "\\textbar{}";
      case '\u00b1' -> "$\\pm$";
      default -> isInFont(character) ? Character.toString(character) : "?";
    };
  }

  /** ASCII, and the letters that the font puts together of a letter and an accent. */
  private static boolean isInFont(int character) {
    boolean ascii = character >= ' ' && character < 0x7F;
    boolean accented = character >= 0xC0 && character <= 0xFF && Character.isLetter(character);
    return ascii || (accented && "\u00d0\u00de\u00f0\u00fe".indexOf(character) < 0);
  }
}
