package org.smoothadv.results.table;

/**
 * A column of a table for people.
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

  /** The name of the log, the last column of every table. */
  public static final Column LOG = new Column("log", false, Role.LOG);

  /** How many images the results of a row are about. */
  static final Column IMAGES = new Column("images", true, Role.EXTENT);

  /** A column of results. */
  public Column(String heading, boolean numeric) {
    this(heading, numeric, Role.RESULT);
  }

  /** Whether it holds results at the radius in its heading. */
  boolean isAtRadius() {
    return heading.startsWith(RADIUS);
  }

  /** The radius in its heading. */
  String radius() {
    return heading.substring(RADIUS.length());
  }

  /** A column that describes. */
  static Column description(String heading, boolean numeric) {
    return new Column(heading, numeric, Role.DESCRIPTION);
  }
}
