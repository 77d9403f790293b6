package org.smoothadv.internal.results.figure;

/**
 * How large a figure is. Lengths are in units of 1/96 inch, the pixel of web pages.
 *
 * @param width of the whole figure, in units
 * @param font height of its text, in units
 */
public record FigureSize(double width, double font) {
  /** Units in an inch. */
  public static final double INCH = 96;

  /** Units in a point. */
  public static final double POINT = INCH / 72;

  /** For a page on the screen. */
  public static final FigureSize SCREEN = new FigureSize(800, 9 * POINT);

  /** For one column of LaTeX's article in two columns, which on A4 is 221 of TeX's points. */
  public static final FigureSize COLUMN = new FigureSize(292, 8 * POINT);

  /** For the whole width of a paper's text. */
  public static final FigureSize PAGE = new FigureSize(5.5 * INCH, 9 * POINT);

  /** Of charts that are seen side by side. */
  static final FigureSize SMALL = new FigureSize(560, 9 * POINT);

  /** The least width, in widths of an "m". */
  private static final double LEAST_WIDTH = 18;

  private static final double LEAST_LINES = 21;
  private static final double ASPECT = 0.65;

  /** Below this width lines are thinner, and pixels finer, as in print. */
  private static final double WIDE = 5 * INCH;

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if there is no room for the text
   */
  public FigureSize {
    if (!(font > 0) || !(font <= mostFont(width))) {
      throw new IllegalArgumentException("text of " + font + " on a figure of " + width);
    }
  }

  /** The largest text for a width, in units. */
  public static double mostFont(double width) {
    return width / LEAST_WIDTH;
  }

  /** Height without a legend beneath, in units. */
  double height() {
    return Math.ceil(Math.max(ASPECT * width, LEAST_LINES * font));
  }

  /** Width of a curve's line, in units. */
  float line() {
    return width < WIDE ? 1.5f : 2;
  }

  /** Pixels per unit of a PNG, in each direction. */
  int pixels() {
    return width < WIDE ? 4 : 2;
  }
}
