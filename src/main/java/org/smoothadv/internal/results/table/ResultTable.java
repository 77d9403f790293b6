package org.smoothadv.internal.results.table;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One table of results, set out twice from the same rows.
 *
 * @param caption what it shows
 * @param grid for people, as in the paper
 * @param tidy for programs: one value per row, every row complete in itself; a text is empty where
 *     a value is not known
 * @param notes what no reader of the table must miss, as in which settings its rows differ; printed
 *     beneath it in every form for people
 */
public record ResultTable(String caption, Grid grid, Grid tidy, List<String> notes) {
  /** Keeps an unmodifiable copy of the notes. */
  public ResultTable {
    notes = List.copyOf(notes);
  }

  /** The same table with more notes. */
  ResultTable noting(List<String> more) {
    return new ResultTable(
        caption, grid, tidy, Stream.concat(notes.stream(), more.stream()).toList());
  }

  /** The same table as one of means over models. */
  public ResultTable overSeeds() {
    return new ResultTable(
        caption
            + ": mean over models of different training seeds (standard deviation between them)",
        grid,
        tidy,
        notes);
  }

  /**
   * Columns over rows.
   *
   * @param columns its columns
   * @param rows one cell per column
   * @param baseline what the rows are compared with, where they are
   */
  public record Grid(List<Column> columns, List<List<Cell>> rows, Optional<Baseline> baseline) {
    /** Columns whose results stand for themselves. */
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

    /** The cells of one column. */
    List<Cell> cells(int column) {
      return rows.stream().map(row -> row.get(column)).toList();
    }
  }

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

  /**
   * A column.
   *
   * @param heading what stands above it
   * @param numeric whether its cells are numbers, to be set flush right
   * @param role what it is there for
   */
  public record Column(String heading, boolean numeric, Role role) {
    /** What a column is there for. */
    public enum Role {
      /** Says how the model of a row was trained, smoothed or attacked. */
      DESCRIPTION,
      /**
       * Says on how much a row rests, such as images or samples: this tells no model from another.
       */
      EXTENT,
      /** Names the log. */
      LOG,
      /** A result, at the radius that the heading names where it begins with {@link #RADIUS}. */
      RESULT
    }

    /** What the headings of results at a radius begin with. */
    static final String RADIUS = "r=";

    /** The name of the log, the last column of every table for people. */
    public static final Column LOG = new Column("log", false, Role.LOG);

    /** How many images the results of a row are about. */
    static final Column IMAGES = new Column("images", true, Role.EXTENT);

    /** A column of results. */
    public Column(String heading, boolean numeric) {
      this(heading, numeric, Role.RESULT);
    }

    /** A column that describes. */
    static Column description(String heading, boolean numeric) {
      return new Column(heading, numeric, Role.DESCRIPTION);
    }

    /** Whether it holds results at the radius in its heading. */
    boolean isAtRadius() {
      return heading.startsWith(RADIUS);
    }

    /** The radius in its heading. */
    String radius() {
      return heading.substring(RADIUS.length());
    }
  }

  /**
   * One cell.
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
}
