package org.smoothadv.results.table;

import java.util.List;

/**
 * A table for people, set out as in the paper.
 *
 * @param columns its columns
 * @param rows one cell per column
 */
public record Grid(List<Column> columns, List<List<Cell>> rows) {
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
