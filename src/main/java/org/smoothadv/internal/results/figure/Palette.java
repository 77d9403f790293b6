package org.smoothadv.internal.results.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import org.smoothadv.internal.results.figure.Figure.Curve;

/**
 * Colours that stay apart for people with any colour vision (Okabe and Ito 2008, with grey in the
 * place of the yellow, which is too light for lines on white), and line patterns.
 */
final class Palette {
  private static final List<Color> COLORS =
      List.of(
          new Color(0x0072B2),
          new Color(0xD55E00),
          new Color(0x009E73),
          new Color(0xCC79A7),
          new Color(0x56B4E9),
          new Color(0xE69F00),
          new Color(0x000000),
          new Color(0x8C8C8C));

  private static final List<float[]> PATTERNS =
      List.of(new float[] {}, new float[] {7, 4}, new float[] {2, 3}, new float[] {9, 3, 2, 3});

  /** How many curves can be told apart. */
  static final int LOOKS = COLORS.size() * PATTERNS.size();

  /** How many colours there are. */
  static final int HUES = COLORS.size();

  private Palette() {}

  /** The colour of this number, from 0; they come again. */
  static Color color(int number) {
    return COLORS.get(number % COLORS.size());
  }

  /** A line of this width, without a break. */
  static BasicStroke solid(float width) {
    return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);
  }

  /** The curve's own pattern, or a later one where the colours had to start anew. */
  static BasicStroke stroke(Curve curve, float width) {
    float[] pattern =
        PATTERNS.get((curve.dash() + curve.color() / COLORS.size()) % PATTERNS.size());
    return pattern.length == 0
        ? solid(width)
        : new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, pattern, 0);
  }
}
