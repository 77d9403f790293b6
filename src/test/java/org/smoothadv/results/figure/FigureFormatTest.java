package org.smoothadv.results.figure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.smoothadv.results.summary.ConfidenceLevel;
import org.smoothadv.results.summary.Proportion;

/** Figures are 800 units wide and 520 high; the vertical coordinate of an SVG points downwards. */
class FigureFormatTest {
  private static final int MIDDLE_X = 400;
  private static final int MIDDLE_Y = 260;

  @Test
  void theLegendStandsAtTheTopRightOfFallingCurves() throws IOException {
    double[] place = placeOf("one", svg(curve("one", 0, FigureFormatTest::falling)));
    assertTrue(place[0] > MIDDLE_X && place[1] < MIDDLE_Y, place[0] + ", " + place[1]);
  }

  @Test
  void theLegendStandsAtTheBottomLeftWhereACurveStaysHigh() throws IOException {
    double[] place = placeOf("one", svg(curve("one", 0, FigureFormatTest::high)));
    assertTrue(place[0] < MIDDLE_X && place[1] > MIDDLE_Y, place[0] + ", " + place[1]);
  }

  @Test
  void theLegendStandsBesideThePlotWhereNoCornerIsFree() throws IOException {
    String svg =
        svg(
            curve("one", 0, FigureFormatTest::high),
            curve("two", 1, radius -> radius < 100 ? 3 : 0));
    assertTrue(placeOf("one", svg)[0] > 800);
    double width = Double.parseDouble(only(Pattern.compile("viewBox=\"0 0 (\\S+) 520\""), svg));
    assertTrue(width > 800, "" + width);
  }

  @Test
  void confidenceBandsKeepTheLegendAway() throws IOException {
    IntUnaryOperator beside = radius -> radius < 70 ? 80 : 0;
    Curve curve = curve("a long name of a curve", 0, beside);
    Figure bands =
        new Figure(
            "", List.of(curve), Optional.of(new ConfidenceLevel(0.999999)), OptionalDouble.empty());
    assertTrue(placeOf(curve.label(), svg(curve))[1] < MIDDLE_Y);
    assertTrue(placeOf(curve.label(), svg(bands))[1] > MIDDLE_Y);
  }

  @Test
  void textIsText() throws IOException {
    Curve curve = curve("\u03c3 = 0.5 & \u03b5 < 1", 0, FigureFormatTest::falling);
    String svg =
        svg(new Figure("A \"title\"", List.of(curve), Optional.empty(), OptionalDouble.empty()));
    List<String> texts =
        Pattern.compile("<text[^>]*>([^<]*)</text>")
            .matcher(svg)
            .results()
            .map(match -> match.group(1).replace("&quot;", "\""))
            .toList();
    for (String text :
        List.of(
            "A \"title\"",
            "certified accuracy",
            "L2 radius (pixel units, images in [0, 1])",
            "\u03c3 = 0.5 &amp; \u03b5 &lt; 1",
            "0.3")) {
      assertTrue(texts.contains(text), text + " is not among " + texts);
    }
  }

  @Test
  void aCurveIsDrawnWithThePointsAtWhichItTurns() throws IOException {
    String svg = svg(curve("one", 0, FigureFormatTest::high));
    String line = only(Pattern.compile("<path d=\"(M[^\"]*C[^\"]*)\""), svg);
    assertEquals(3, line.split("[MC]", -1).length - 1, line);
  }

  @Test
  void theAxisEndsAtTheRadiusAskedFor() throws IOException {
    List<Curve> curves = List.of(curve("one", 0, FigureFormatTest::falling));
    String all = svg(Figure.of(curves));
    String start = svg(new Figure("", curves, Optional.empty(), OptionalDouble.of(0.3)));
    assertEquals(2, occurrences(">0.9</text>", all));
    assertEquals(1, occurrences(">0.9</text>", start));
    assertEquals(0, occurrences(">0.02</text>", all));
    assertEquals(1, occurrences(">0.02</text>", start));
  }

  @Test
  void equalFiguresAreEqualFiles() throws IOException {
    Figure figure = Figure.of(List.of(curve("one", 0, FigureFormatTest::falling)));
    assertArrayEquals(FigureFormat.SVG.draw(figure), FigureFormat.SVG.draw(figure));
    assertArrayEquals(FigureFormat.PNG.draw(figure), FigureFormat.PNG.draw(figure));
  }

  private static int falling(int radius) {
    return 100 - radius;
  }

  private static int high(int radius) {
    return radius < 100 ? 95 : 0;
  }

  /** From radius 0 to 1 in steps of 0.01; the shape gives percentages of hundredths. */
  private static Curve curve(String label, int color, IntUnaryOperator shape) {
    return new Curve(
        label,
        Curve.Kind.CERTIFIED,
        color,
        0,
        IntStream.rangeClosed(0, 100)
            .mapToObj(
                i ->
                    new Curve.Point(
                        BigDecimal.valueOf(i, 2), new Proportion(shape.applyAsInt(i), 100)))
            .collect(Collectors.toList()));
  }

  private static String svg(Curve... curves) throws IOException {
    return svg(Figure.of(List.of(curves)));
  }

  private static String svg(Figure figure) throws IOException {
    return new String(FigureFormat.SVG.draw(figure), UTF_8);
  }

  private static double[] placeOf(String text, String svg) {
    Matcher matcher =
        Pattern.compile(
                "translate\\((\\S+) (\\S+)\\)\">\\s*<text[^>]*>" + Pattern.quote(text) + "<")
            .matcher(svg);
    assertTrue(matcher.find(), "'" + text + "' is no text of the figure");
    return new double[] {
      Double.parseDouble(matcher.group(1)), Double.parseDouble(matcher.group(2))
    };
  }

  private static int occurrences(String text, String svg) {
    return svg.split(Pattern.quote(text), -1).length - 1;
  }

  private static String only(Pattern pattern, String svg) {
    List<String> found = pattern.matcher(svg).results().map(match -> match.group(1)).toList();
    assertEquals(1, found.size(), () -> found.size() + " times: " + pattern);
    return found.get(0);
  }
}
