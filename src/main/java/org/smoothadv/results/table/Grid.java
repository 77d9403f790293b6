package org.smoothadv.results.table;

import java.util.List;
import java.util.Optional;

/**
 * A table for people, set out as in the paper.
 *
 * @param columns its columns
 * @param rows one cell per column
 * @param baseline what the rows are compared with, where they are
 */
public record Grid(List<Column> columns, List<List<Cell>> rows, Optional<Baseline> baseline) {
  /**
   * What results are the differences from.
   *
   * @param log its name
   * @param meaning what the cells say, with %s in place of the name
   */
  public record Baseline(String log, String meaning) {
    /** The sentence, for the reader of a table that calls the log by this name. */
    String sentence(String name) {
      return meaning.replace("%s", name);
    }
  }

  /** A table whose results stand for themselves. */
  public Grid(List<Column> columns, List<List<Cell>> rows) {
    this(columns, rows, Optional.empty());
  }

  /**
   * Keeps unmodifiable copies.
   *
   * @throws IllegalArgumentException if a row is not as wide as the header
   */
  public Grid {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<Cell> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(row + " does not fit the columns " + columns);
      }
    }
  }
}
