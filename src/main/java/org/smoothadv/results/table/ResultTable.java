package org.smoothadv.results.table;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One table of results, in both its shapes.
 *
 * @param caption what it shows
 * @param grid for people
 * @param tidy for programs
 * @param notes what no reader of the table must miss, as in which settings its rows differ; printed
 *     beneath it in every form for people
 * @param leftOut which of the user's logs are not in it, if any
 */
public record ResultTable(
    String caption, Grid grid, TidyTable tidy, List<String> notes, Optional<String> leftOut) {
  /** Keeps an unmodifiable copy of the notes. */
  public ResultTable {
    notes = List.copyOf(notes);
  }

  /** A table of all logs. */
  ResultTable(String caption, Grid grid, TidyTable tidy, List<String> notes) {
    this(caption, grid, tidy, notes, Optional.empty());
  }

  /**
   * The same table, made from a part of the logs.
   *
   * @param flaws what is amiss with them
   */
  ResultTable of(List<String> flaws, Optional<String> others) {
    return new ResultTable(
        caption, grid, tidy, Stream.concat(notes.stream(), flaws.stream()).toList(), others);
  }

  /** What the user should know about it. */
  public List<String> notices() {
    return Stream.concat(notes.stream(), leftOut.stream()).toList();
  }
}
