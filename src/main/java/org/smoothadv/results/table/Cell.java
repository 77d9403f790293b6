package org.smoothadv.results.table;

/**
 * One cell of a table for people.
 *
 * @param text what it says
 * @param best whether it is the best of its column, and to be marked
 */
public record Cell(String text, boolean best) {
  /** A cell without a mark. */
  static Cell of(String text) {
    return new Cell(text, false);
  }
}
