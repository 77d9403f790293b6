package org.smoothadv.internal.results.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYPolygonAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.TickUnits;
import org.jfree.chart.plot.SeriesRenderingOrder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.DefaultXYDataset;

/**
 * Lines against two axes that begin at 0, without their legend.
 *
 * @param size of the whole
 * @param title what stands above; empty for none
 * @param x the horizontal axis
 * @param y the vertical axis
 * @param lines the lines, of which later ones cover earlier ones
 * @param bands areas behind the lines
 */
record LineChart(
    FigureSize size, String title, Axis x, Axis y, List<Line> lines, List<Band> bands) {
  private static final Color INK = new Color(0x222222);
  private static final Color GRID = new Color(0xE6E6E6);
  private static final double TITLE_SIZE = 1.2;

  /** Tick labels of which the widths, with this between them in heights of the text, just fit. */
  private static final double TICK_GAP = 1;

  /** What XML 1.0 has no place for, and so no SVG: most control characters, halves of pairs. */
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cs}\\uFFFE\\uFFFF]");

  LineChart {
    title = printable(title);
  }

  private static String printable(String text) {
    return UNPRINTABLE.matcher(text.replaceAll("\\s", " ")).replaceAll("\uFFFD");
  }

  static {
    // Else the title of the vertical axis would be drawn as outlines of letters.
    TextUtils.setUseDrawRotatedStringWorkaround(false);
  }

  /**
   * An axis.
   *
   * @param titles what it shows, in words as many as possible first, the fewest last
   * @param end where it ends, above 0
   */
  record Axis(List<String> titles, double end) {
    private String title(double room, double font) {
      return titles.stream()
          .filter(title -> Legend.width(title, font) <= room)
          .findFirst()
          .orElse(titles.get(titles.size() - 1));
    }
  }

  /**
   * A line from point to point.
   *
   * @param label its name
   * @param color of line and marker
   * @param stroke of the line
   * @param marker of each point, around (0, 0); null for none
   * @param points of the line; where the vertical coordinate is NaN it has a gap
   */
  record Line(String label, Color color, BasicStroke stroke, Shape marker, List<Point2D> points) {
    Line {
      label = printable(label);
    }

    private double[][] coordinates() {
      return new double[][] {
        points.stream().mapToDouble(Point2D::getX).toArray(),
        points.stream().mapToDouble(Point2D::getY).toArray()
      };
    }
  }

  /**
   * An area in a light shade.
   *
   * @param color the line's that it belongs to
   * @param outline its corners
   */
  record Band(Color color, List<Point2D> outline) {
    private static final int OPACITY = 45;

    private XYPolygonAnnotation polygon() {
      double[] byTurns =
          outline.stream().flatMapToDouble(p -> DoubleStream.of(p.getX(), p.getY())).toArray();
      return new XYPolygonAnnotation(byTurns, null, null, shade());
    }

    private Color shade() {
      return new Color(color.getRed(), color.getGreen(), color.getBlue(), OPACITY);
    }
  }

  /** Where the chart is drawn, in units. */
  Rectangle2D area() {
    return new Rectangle2D.Double(0, 0, size.width(), size.height());
  }

  /** All lines and edges, as {@link Line#points()}. */
  List<List<Point2D>> outlines() {
    return Stream.concat(lines.stream().map(Line::points), bands.stream().map(Band::outline))
        .toList();
  }

  /** Every text that comes from the user. */
  List<String> texts() {
    return Stream.concat(Stream.of(title), lines.stream().map(Line::label)).toList();
  }

  /** What it shows, in words. */
  String description() {
    return "%s against %s: %s"
        .formatted(
            y.titles().get(0),
            x.titles().get(0),
            lines.stream().map(Line::label).collect(Collectors.joining("; ")));
  }

  /** Builds the chart. */
  JFreeChart chart() {
    DefaultXYDataset data = new DefaultXYDataset();
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();
    renderer.setDrawSeriesLineAsPath(true);
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      data.addSeries(i, line.coordinates());
      renderer.setSeriesPaint(i, line.color());
      renderer.setSeriesStroke(i, line.stroke());
      renderer.setSeriesShapesVisible(i, line.marker() != null);
      renderer.setSeriesShape(i, line.marker());
    }
    for (Band band : bands) {
      renderer.addAnnotation(band.polygon(), Layer.BACKGROUND);
    }
    double gap = TICK_GAP * size.font() / 2;
    XYPlot plot =
        new XYPlot(
            data,
            axis(x, size.width() - 7 * size.font(), new RectangleInsets(2, 2 * gap, 2, 2 * gap)),
            axis(y, size.height(), new RectangleInsets(gap, 4, gap, 4)),
            renderer);
    plot.setSeriesRenderingOrder(SeriesRenderingOrder.FORWARD);
    plot.setBackgroundPaint(null);
    plot.setOutlinePaint(Color.GRAY);
    plot.setDomainGridlinePaint(GRID);
    plot.setRangeGridlinePaint(GRID);
    plot.setDomainGridlineStroke(new BasicStroke(1));
    plot.setRangeGridlineStroke(new BasicStroke(1));
    JFreeChart chart = new JFreeChart(null, null, plot, false);
    if (!title.isEmpty()) {
      chart.setTitle(new TextTitle(title, ChartFont.of(title, TITLE_SIZE * size.font())));
      chart.getTitle().setPaint(INK);
    }
    chart.setBackgroundPaint(null);
    chart.setPadding(new RectangleInsets(6, 6, 6, size.font()));
    return chart;
  }

  private NumberAxis axis(Axis axis, double room, RectangleInsets aroundTicks) {
    String text = axis.title(room, size.font());
    NumberAxis drawn = new NumberAxis(text);
    drawn.setLabelFont(ChartFont.of(text, size.font()));
    drawn.setTickLabelFont(ChartFont.of("0", size.font()));
    drawn.setLabelPaint(INK);
    drawn.setTickLabelPaint(INK);
    drawn.setAxisLineVisible(false);
    drawn.setStandardTickUnits(ticks());
    drawn.setTickLabelInsets(aroundTicks);
    // So that a line along the end of the axis is not cut in half.
    drawn.setRange(0, axis.end() * 1.005);
    return drawn;
  }

  /** Steps of 1, 2 and 5 times a power of ten, and all labels of an axis with equal decimals. */
  private static TickUnits ticks() {
    TickUnits units = new TickUnits();
    for (int decimals = 4; decimals >= -6; decimals--) {
      DecimalFormat format =
          new DecimalFormat(
              decimals > 0 ? "0." + "0".repeat(decimals) : "0",
              DecimalFormatSymbols.getInstance(Locale.ROOT));
      for (int factor : new int[] {1, 2, 5}) {
        units.add(new NumberTickUnit(factor * Math.pow(10, -decimals), format));
      }
    }
    return units;
  }
}
