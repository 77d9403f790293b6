package org.smoothadv.results.table;

import java.nio.file.Path;
import java.util.Locale;

/** The forms in which a table is written. */
public enum TableFormat {
  /** Aligned columns for a terminal. */
  TEXT {
    @Override
    public String print(ResultTable table) {
      return TextPrinter.print(table);
    }
  },
  /** RFC 4180 with a header line, one value per row. */
  CSV {
    @Override
    public String print(ResultTable table) {
      return CsvPrinter.print(table.tidy());
    }
  },
  /** A pipe table, as GitHub shows it. */
  MARKDOWN {
    @Override
    public String print(ResultTable table) {
      return MarkdownPrinter.print(table);
    }
  },
  /** A {@code tabular} with booktabs rules, to be put into a paper. */
  LATEX {
    @Override
    public String print(ResultTable table) {
      return LatexTabular.print(table);
    }
  };

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
  public abstract String print(ResultTable table);

  /** The name as users write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
