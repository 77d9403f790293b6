package org.smoothadv.results.table;

import java.util.List;

/**
 * A table for programs: one value per row, every row complete in itself.
 *
 * @param columns column names
 * @param rows one text per column; empty where a value is not known
 */
public record TidyTable(List<String> columns, List<List<String>> rows) {
  /**
   * Keeps unmodifiable copies.
   *
   * @throws IllegalArgumentException if a row is not as wide as the header
   */
  public TidyTable {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(row + " does not fit the columns " + columns);
      }
    }
  }
}
