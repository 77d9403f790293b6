package org.smoothadv.internal.results.figure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntUnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.internal.results.figure.Figure.Curve;
import org.smoothadv.internal.results.figure.SvgParts.Text;
import org.smoothadv.internal.results.summary.Proportion;
import org.smoothadv.internal.results.summary.Proportion.ConfidenceLevel;

/** Figures are 800 units wide and 520 high; the vertical coordinate of an SVG points downwards. */
class FigureFormatTest {
  private static final int MIDDLE_X = 400;
  private static final int MIDDLE_Y = 260;
  private static final String LONG =
      " of a model with a name so long that no line of the figure has room for it, %&_#$~^{}\\";

  @Test
  void theLegendStandsAtTheTopRightOfFallingCurves() throws IOException {
    Text place = SvgParts.text("one", svg(curve("one", 0, FigureFormatTest::falling)));
    assertTrue(place.x() > MIDDLE_X && place.y() < MIDDLE_Y, place.toString());
  }

  @Test
  void theLegendStandsAtTheBottomLeftWhereACurveStaysHigh() throws IOException {
    Text place = SvgParts.text("one", svg(curve("one", 0, FigureFormatTest::high)));
    assertTrue(place.x() < MIDDLE_X && place.y() > MIDDLE_Y, place.toString());
  }

  @Test
  void theLegendStandsBeneathThePlotWhereNoCornerIsFree() throws IOException {
    String svg =
        svg(
            curve("one", 0, FigureFormatTest::high),
            curve("two", 1, radius -> radius < 100 ? 3 : 0));
    assertTrue(SvgParts.text("one", svg).y() > 520);
    double[] size = SvgParts.size(svg);
    assertEquals(800, size[0]);
    assertTrue(size[1] > SvgParts.text("two", svg).y(), svg);
  }

  @Test
  void confidenceBandsKeepTheLegendAway() throws IOException {
    IntUnaryOperator beside = radius -> radius < 80 ? 80 : 0;
    Curve curve = curve("a long name of a curve", 0, beside);
    Figure bands =
        new Figure(
            "",
            List.of(curve),
            Optional.of(new ConfidenceLevel(0.999999)),
            OptionalDouble.empty(),
            FigureSize.SCREEN);
    assertTrue(SvgParts.text(curve.label(), svg(curve)).y() < MIDDLE_Y);
    assertTrue(SvgParts.text(curve.label(), svg(bands)).y() > MIDDLE_Y);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 24, 26, 32, 100})
  void noCurveAndNoEntryIsLost(int count) throws IOException {
    for (FigureSize size : List.of(FigureSize.SCREEN, FigureSize.COLUMN, FigureSize.PAGE)) {
      for (String name : List.of("", " \u03c3 = 0.25, \u03b5 = 1", LONG)) {
        List<Curve> curves =
            IntStream.range(0, count)
                .mapToObj(i -> curve("L" + i + "L" + name, i, radius -> falling(radius) * i / 100))
                .toList();
        String svg = svg(new Figure("", curves, Optional.empty(), OptionalDouble.empty(), size));
        assertEquals(2 * count, SvgParts.lines(svg, size.line()).size());
        assertEntriesStandInside(svg, curves, size);
      }
    }
  }

  private static void assertEntriesStandInside(String svg, List<Curve> curves, FigureSize size) {
    List<Text> texts = SvgParts.texts(svg);
    double[] canvas = SvgParts.size(svg);
    assertEquals(size.width(), canvas[0], 0.5);
    String all = String.join("", texts.stream().map(Text::text).toList()).replace(" ", "");
    List<Text> entries = new ArrayList<>();
    for (Curve curve : curves) {
      assertTrue(all.contains(curve.label().replace(" ", "")), curve.label());
      String start = curve.label().replaceFirst("(?<=L\\d{1,3}L).*", "");
      entries.add(texts.stream().filter(t -> t.text().startsWith(start)).findFirst().orElseThrow());
    }
    for (Text text : texts) {
      double right = text.x() + Legend.width(text.text(), size.font());
      assertTrue(text.y() > 0 && text.y() < canvas[1], text.toString());
      assertTrue(right <= canvas[0] + 1, text + " ends at " + right);
    }
    for (Text entry : entries) {
      long near =
          texts.stream()
              .filter(t -> Math.abs(t.y() - entry.y()) < size.font())
              .filter(t -> Math.abs(t.x() - entry.x()) < size.font())
              .count();
      assertEquals(1, near, "something covers " + entry);
    }
  }

  @Test
  void certifiedAccuracyFallsInStepsBehindTheRadiiOfTheData() throws IOException {
    Curve all = curve("all", 0, List.of("0", "0.3", "0.45", "0.90"), 90, 90, 60, 20);
    Curve half = curve("half", 1, List.of("0", "0.45"), 50, 50);
    String svg = svg(all, half);
    double[][] line = SvgParts.points(SvgParts.lines(svg, 2).get(0));
    double left = line[0][0];
    double unit = SvgParts.points(SvgParts.lines(svg, 2).get(1))[1][0] - left;
    double[] radii = Arrays.stream(line).mapToDouble(p -> (p[0] - left) / unit * 0.45).toArray();
    assertArrayEquals(new double[] {0, 0.3, 0.3, 0.45, 0.45, 0.9, 0.9}, radii, 1e-3);
    double bottom = line[6][1];
    double height = (bottom - line[0][1]) / 0.9;
    double[] accuracies = Arrays.stream(line).mapToDouble(p -> (bottom - p[1]) / height).toArray();
    assertArrayEquals(new double[] {0.9, 0.9, 0.6, 0.6, 0.2, 0.2, 0}, accuracies, 1e-3);
  }

  @Test
  void aCurveWithoutAnyCertificateLiesAtZero() throws IOException {
    String svg =
        svg(curve("none", 0, List.of("0"), 0), curve("some", 1, List.of("0", "0.5"), 50, 50));
    double[][] line = SvgParts.points(SvgParts.lines(svg, 2).get(0));
    assertTrue(line[line.length - 1][0] > MIDDLE_X, svg);
    assertEquals(line[0][1], line[line.length - 1][1]);
  }

  @Test
  void empiricalAccuracyRunsStraightFromMarkerToMarker() throws IOException {
    Curve certified = curve("one", 0, List.of("0", "0.5", "1"), 90, 60, 20);
    Curve empirical = new Curve("one", Curve.Kind.EMPIRICAL, 0, 0, certified.points());
    assertEquals(3, SvgParts.points(SvgParts.lines(svg(empirical), 2).get(0)).length);
  }

  @Test
  void textIsText() throws IOException {
    Curve curve = curve("\u03c3 = 0.5 & \u03b5 < 1", 0, FigureFormatTest::falling);
    List<String> texts =
        SvgParts.texts(svg(titled("A \"title\"", curve))).stream().map(Text::text).toList();
    for (String text :
        List.of(
            "A \"title\"",
            "certified accuracy",
            "L2 radius (pixel units, images in [0, 1])",
            "\u03c3 = 0.5 & \u03b5 < 1",
            "0.3")) {
      assertTrue(texts.contains(text), text + " is not among " + texts);
    }
  }

  @Test
  void aPdfHasTheFiguresSizeAndItsTextInAnEmbeddedFont() throws IOException {
    Curve curve = curve("\u03c3 = 0.5 & \u0416 {%}", 0, FigureFormatTest::falling);
    Figure figure =
        new Figure(
            "A title", List.of(curve), Optional.empty(), OptionalDouble.empty(), FigureSize.COLUMN);
    try (PDDocument document = Loader.loadPDF(FigureFormat.PDF.draw(figure))) {
      assertEquals(219, document.getPage(0).getMediaBox().getWidth(), 0.5);
      TextSizes text = new TextSizes();
      String all = text.getText(document);
      for (String part : List.of("A title", curve.label(), "L2 radius", "0.6")) {
        assertTrue(all.contains(part), part + " is not in " + all);
      }
      assertEquals(8, text.smallest, 0.05);
    }
  }

  /** Every text in a PDF must have its font embedded. */
  private static final class TextSizes extends PDFTextStripper {
    private double smallest = Double.MAX_VALUE;

    @Override
    protected void processTextPosition(TextPosition text) {
      assertTrue(text.getFont().isEmbedded(), text.getFont().getName());
      smallest = Math.min(smallest, text.getYScale());
      super.processTextPosition(text);
    }
  }

  @Test
  void aPngForAColumnHasTheDotsOfPrint() throws IOException {
    Figure figure =
        new Figure(
            "",
            List.of(curve("one", 0, FigureFormatTest::falling)),
            Optional.empty(),
            OptionalDouble.empty(),
            FigureSize.COLUMN);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(FigureFormat.PNG.draw(figure)));
    assertEquals(4 * 292, image.getWidth());
  }

  @Test
  void theAxisEndsAtTheRadiusAskedFor() throws IOException {
    List<Curve> curves = List.of(curve("one", 0, FigureFormatTest::falling));
    String all = svg(Figure.of(curves));
    String start =
        svg(new Figure("", curves, Optional.empty(), OptionalDouble.of(0.3), FigureSize.SCREEN));
    assertEquals(2, occurrences(">0.9</text>", all));
    assertEquals(1, occurrences(">0.9</text>", start));
    assertEquals(0, occurrences(">0.05</text>", all));
    assertEquals(1, occurrences(">0.05</text>", start));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.004, 0.03, 0.3, 1, 1.25, 2.4, 7, 60, 380})
  void theTicksOfAnAxisHaveEqualDecimals(double end) throws IOException {
    Figure figure =
        new Figure(
            "",
            List.of(curve("one", 0, FigureFormatTest::falling)),
            Optional.empty(),
            OptionalDouble.of(end),
            FigureSize.COLUMN);
    List<Text> ticks =
        SvgParts.texts(svg(figure)).stream().filter(t -> t.text().matches("[0-9.]+")).toList();
    double lowest = ticks.stream().mapToDouble(Text::y).max().orElseThrow();
    List<String> horizontal = ticks.stream().filter(t -> t.y() == lowest).map(Text::text).toList();
    assertTrue(horizontal.size() >= 3, horizontal.toString());
    assertEquals(
        1,
        horizontal.stream().map(t -> t.replaceFirst(".*(\\.|$)", "").length()).distinct().count());
  }

  @Test
  void equalFiguresAreEqualFiles() throws IOException {
    Figure figure = Figure.of(List.of(curve("one", 0, FigureFormatTest::falling)));
    for (FigureFormat format : FigureFormat.values()) {
      assertArrayEquals(format.draw(figure), format.draw(figure), format.name());
    }
  }

  private static int falling(int radius) {
    return 100 - radius;
  }

  private static int high(int radius) {
    return radius < 100 ? 95 : 0;
  }

  private static Figure titled(String title, Curve curve) {
    return new Figure(
        title, List.of(curve), Optional.empty(), OptionalDouble.empty(), FigureSize.SCREEN);
  }

  /** From radius 0 to 1 in steps of 0.01; the shape gives percentages of hundredths. */
  private static Curve curve(String label, int color, IntUnaryOperator shape) {
    return curve(
        label,
        color,
        IntStream.rangeClosed(0, 100).mapToObj(i -> BigDecimal.valueOf(i, 2).toString()).toList(),
        IntStream.rangeClosed(0, 100).map(shape).toArray());
  }

  private static Curve curve(String label, int color, List<String> radii, int... percentages) {
    return new Curve(
        label,
        Curve.Kind.CERTIFIED,
        color,
        0,
        IntStream.range(0, percentages.length)
            .mapToObj(
                i ->
                    new Curve.Point(
                        new BigDecimal(radii.get(i)), new Proportion(percentages[i], 100)))
            .toList());
  }

  private static String svg(Curve... curves) throws IOException {
    return svg(Figure.of(List.of(curves)));
  }

  private static String svg(Figure figure) throws IOException {
    return new String(FigureFormat.SVG.draw(figure), UTF_8);
  }

  private static int occurrences(String text, String svg) {
    return svg.split(Pattern.quote(text), -1).length - 1;
  }
}
