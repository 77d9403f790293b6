package org.smoothadv.results.table;

/**
 * One cell of a table for people.
 *
 * @param text what it says
 * @param best whether it is the best of its column, and to be marked
 */
public record Cell(String text, boolean best) {
  /**
   * A text without what moves a terminal's cursor or turns its direction, or begins another line:
   * names of files may hold it.
   */
  static String printable(String text) {
    return text.replaceAll("[\\p{Cntrl}\\p{Cf}\u2028\u2029]", "?");
  }

  /** A cell without a mark. */
  static Cell of(String text) {
    return new Cell(text, false);
  }
}
