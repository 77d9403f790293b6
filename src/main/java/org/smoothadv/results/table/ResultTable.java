package org.smoothadv.results.table;

import java.util.List;

/**
 * One table of results, in both its shapes.
 *
 * @param caption what it shows
 * @param grid for people
 * @param tidy for programs
 * @param notices what the user should know about it
 */
public record ResultTable(String caption, Grid grid, TidyTable tidy, List<String> notices) {
  /** Keeps an unmodifiable copy of the notices. */
  public ResultTable {
    notices = List.copyOf(notices);
  }
}
