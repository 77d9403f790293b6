package org.smoothadv.internal.results.table;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.smoothadv.internal.results.table.ResultTable.Cell;
import org.smoothadv.internal.results.table.ResultTable.Grid;

/**
 * Prints tables as a LaTeX document: a long table with booktabs rules, which may run over several
 * pages. The best of a column is bold. Long names are broken into several lines, and the paper is
 * as wide as the table needs, at least A4. LaTeX has to run twice.
 */
public final class LatexDocument {
  private static final String DOCUMENT =
      """
      \\documentclass[10pt]{article}
      %% Run LaTeX twice: in the first pass the long table measures its columns.
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
      %s\\end{document}
      """;

  private static final int LEAST_PAPER_WIDTH = 297;
  private static final int MARGINS = 30;

  /** In millimetres; of a bold digit, the widest character that is common. */
  private static final double CHARACTER_WIDTH = 1.9;

  private static final int COLUMN_GAP = 3;

  /** Text that is longer than this is broken. */
  private static final int WIDEST_TEXT = 120;

  private final Grid grid;
  private final List<String> notes;

  private LatexDocument(ResultTable table) {
    grid = table.grid();
    notes = table.notes();
  }

  /** The whole document, ending in a line end. */
  public static String print(ResultTable table) {
    return new LatexDocument(table).document(table.caption());
  }

  private String document(String caption) {
    return DOCUMENT.formatted(
        paperWidth(),
        everyColumn().mapToObj(this::alignment).collect(Collectors.joining()),
        LatexText.escaped(caption),
        everyColumn().mapToObj(this::heading).collect(Collectors.joining(" & ", "", " \\\\")),
        grid.rows().stream().map(this::line).collect(Collectors.joining()),
        notes.stream()
            .map(note -> "Note: " + LatexText.escaped(note) + ".\n\n")
            .collect(Collectors.joining()));
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
    return LatexText.heading(grid.columns().get(column).heading());
  }

  private String line(List<Cell> row) {
    return everyColumn()
        .mapToObj(i -> isBroken(i) ? LatexText.breakable(cell(row, i)) : cell(row, i))
        .collect(Collectors.joining(" & ", "", " \\\\\n"));
  }

  private String cell(List<Cell> row, int column) {
    return LatexText.cell(grid.columns().get(column), row.get(column));
  }

  private IntStream everyColumn() {
    return IntStream.range(0, grid.columns().size());
  }
}
