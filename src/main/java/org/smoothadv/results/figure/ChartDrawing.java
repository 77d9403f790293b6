package org.smoothadv.results.figure;

import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.series.Series;
import org.knowm.xchart.style.XYStyler;

/**
 * A chart with its legend in place, ready to be drawn as the content of a file.
 *
 * @param chart the chart
 * @param width of the whole, in units
 * @param height of the whole, in units
 */
record ChartDrawing(XYChart chart, int width, int height) {
  /** Pixels per unit, in each direction. */
  private static final int SCALE = 2;

  /**
   * Finds a place for the legend, and makes the whole as large as that needs.
   *
   * @param chart a chart whose axes have their limits set
   */
  static ChartDrawing of(XYChart chart) {
    List<String> labels =
        chart.getSeriesMap().values().stream()
            .filter(Series::isShowInLegend)
            .map(XYSeries::getLabel)
            .toList();
    List<List<Point2D>> curves =
        chart.getSeriesMap().values().stream()
            .map(series -> inPlot(series, chart.getStyler()))
            .toList();
    LegendPlace place = LegendPlace.of(labels, curves, chart.getWidth(), chart.getHeight());
    chart.getStyler().setLegendPosition(place.position());
    return new ChartDrawing(
        chart,
        chart.getWidth() + place.roomBeside(),
        Math.max(chart.getHeight(), LegendPlace.height(labels.size())));
  }

  private static List<Point2D> inPlot(XYSeries series, XYStyler styler) {
    double right = styler.getXAxisMax();
    double left = styler.getXAxisMin();
    double top = styler.getYAxisMax();
    double bottom = styler.getYAxisMin();
    List<Point2D> points = new ArrayList<>();
    for (int i = 0; i < series.getXData().length; i++) {
      double x = (series.getXData()[i] - left) / (right - left);
      double y = (series.getYData()[i] - bottom) / (top - bottom);
      if (!Double.isNaN(y)) {
        points.add(new Point2D.Double(x, y));
      }
    }
    return points;
  }

  byte[] png() throws IOException {
    var image = new BufferedImage(SCALE * width, SCALE * height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.scale(SCALE, SCALE);
      chart.paint(graphics, width, height);
    } finally {
      graphics.dispose();
    }
    var bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  /**
   * Draws an SVG, with a title and a description for screen readers.
   *
   * @param curves what the description says of the curves
   */
  byte[] svg(String curves) throws IOException {
    SvgCanvas canvas = new SvgCanvas();
    expectTexts(canvas);
    chart.paint(canvas, width, height);
    var bytes = new ByteArrayOutputStream();
    new SVGProcessor()
        .getDocument(canvas.getCommands(), new PageSize(width, height))
        .writeTo(bytes);
    String title = chart.getTitle().isEmpty() ? chart.getYAxisTitle() : chart.getTitle();
    String description =
        "%s against %s: %s".formatted(chart.getYAxisTitle(), chart.getXAxisTitle(), curves);
    return new SvgText(bytes.toString(StandardCharsets.UTF_8))
        .described(title, description)
        .getBytes(StandardCharsets.UTF_8);
  }

  private void expectTexts(SvgCanvas canvas) {
    canvas.expect(chart.getTitle());
    canvas.expect(chart.getXAxisTitle());
    canvas.expect(chart.getYAxisTitle());
    chart.getSeriesMap().values().forEach(series -> canvas.expect(series.getLabel()));
    XYStyler styler = chart.getStyler();
    styler.setxAxisTickLabelsFormattingFunction(
        told(canvas, styler.getxAxisTickLabelsFormattingFunction()));
    styler.setyAxisTickLabelsFormattingFunction(
        told(canvas, styler.getyAxisTickLabelsFormattingFunction()));
  }

  /** The labels of an axis are known only when they are made. */
  private static Function<Double, String> told(SvgCanvas canvas, Function<Double, String> labels) {
    return value -> {
      String label = labels.apply(value);
      canvas.expect(label);
      return label;
    };
  }
}
