package org.smoothadv.results.figure;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import java.awt.Font;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.geom.PathIterator;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes down a chart as vector graphics, its text as text. The chart library fills the outlines of
 * letters; where such an outline is that of an expected text, the text itself is set in its place.
 */
final class SvgCanvas extends VectorGraphics2D {
  /** Of text along the vertical axis. */
  private static final double QUARTER_TURN = -Math.PI / 2;

  /** What the outline of a text depends on. */
  private record Drawing(String text, double turn, Font font, FontRenderContext context) {}

  private final Set<String> expected = new HashSet<>();

  /** Laying out text takes long, and every marker of a curve is compared with every text. */
  private final Map<Drawing, double[]> outlines = new HashMap<>();

  /** Announces a text that may come. */
  void expect(String text) {
    if (!text.isBlank()) {
      expected.add(text);
    }
  }

  @Override
  public void fill(Shape shape) {
    if (!setAsText(shape, 0) && !setAsText(shape, QUARTER_TURN)) {
      super.fill(shape);
    }
  }

  private boolean setAsText(Shape shape, double turn) {
    double[] outline = numbers(shape);
    Optional<String> text =
        expected.stream()
            .filter(candidate -> Arrays.equals(outline, outline(candidate, turn)))
            .findFirst();
    if (text.isPresent()) {
      AffineTransform before = getTransform();
      rotate(turn);
      drawString(text.get(), 0f, 0f);
      setTransform(before);
    }
    return text.isPresent();
  }

  private double[] outline(String text, double turn) {
    return outlines.computeIfAbsent(
        new Drawing(text, turn, getFont(), getFontRenderContext()), SvgCanvas::laidOut);
  }

  private static double[] laidOut(Drawing drawing) {
    AffineTransform turned =
        drawing.turn == 0 ? null : AffineTransform.getRotateInstance(drawing.turn, 0, 0);
    return numbers(new TextLayout(drawing.text, drawing.font, drawing.context).getOutline(turned));
  }

  private static double[] numbers(Shape shape) {
    double[] numbers = new double[64];
    int count = 0;
    for (PathIterator path = shape.getPathIterator(null); !path.isDone(); path.next()) {
      if (count + 6 > numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * numbers.length);
      }
      double[] points = new double[6];
      path.currentSegment(points);
      System.arraycopy(points, 0, numbers, count, 6);
      count += 6;
    }
    return Arrays.copyOf(numbers, count);
  }
}
