package org.smoothadv.results.figure;

import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleEdge;

/**
 * Where a chart's legend covers no line: in the first free corner of the plot, the usual one first,
 * or beneath the plot.
 *
 * @param legend laid out for the place
 * @param x of its upper left corner, in units
 * @param y of its upper left corner, in units, downwards
 */
record LegendPlace(Legend legend, double x, double y) {
  /** A legend inside the plot takes up at most this share of its width and of its height. */
  private static final double MOST_INSIDE = 0.6;

  private static final double DISTANCE = 8;

  /**
   * Finds the place.
   *
   * @param chart what the legend is of
   * @param drawn the same, as it will be drawn
   */
  static LegendPlace of(LineChart chart, JFreeChart drawn) {
    Rectangle2D plot = plotArea(chart, drawn);
    double font = chart.size().font();
    Legend column = Legend.column(chart.lines(), font, MOST_INSIDE * plot.getWidth());
    if (column.isWhole() && column.height() <= MOST_INSIDE * plot.getHeight()) {
      Optional<Rectangle2D> corner = freeCorner(column, plot, segments(chart, drawn, plot));
      if (corner.isPresent()) {
        return new LegendPlace(column, corner.get().getX(), corner.get().getY());
      }
    }
    double width = chart.size().width();
    Legend block = Legend.block(chart.lines(), font, width - 2 * DISTANCE);
    double centred = plot.getCenterX() - block.width() / 2;
    double x = Math.max(DISTANCE, Math.min(centred, width - DISTANCE - block.width()));
    return new LegendPlace(block, x, chart.size().height());
  }

  /** Units that the whole needs, with a legend beneath the plot. */
  double bottom() {
    return y + legend.height() + DISTANCE;
  }

  private static Rectangle2D plotArea(LineChart chart, JFreeChart drawn) {
    var graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    try {
      ChartRenderingInfo info = new ChartRenderingInfo();
      drawn.draw(graphics, chart.area(), null, info);
      return info.getPlotInfo().getDataArea();
    } finally {
      graphics.dispose();
    }
  }

  private static Optional<Rectangle2D> freeCorner(
      Legend legend, Rectangle2D plot, List<Line2D> segments) {
    double left = plot.getX() + DISTANCE;
    double right = plot.getMaxX() - DISTANCE - legend.width();
    double top = plot.getY() + DISTANCE;
    double bottom = plot.getMaxY() - DISTANCE - legend.height();
    double[][] corners = {{right, top}, {left, bottom}, {right, bottom}, {left, top}};
    for (double[] corner : corners) {
      Rectangle2D box =
          new Rectangle2D.Double(corner[0], corner[1], legend.width(), legend.height());
      Rectangle2D kept =
          new Rectangle2D.Double(
              box.getX() - DISTANCE / 2,
              box.getY() - DISTANCE / 2,
              box.getWidth() + DISTANCE,
              box.getHeight() + DISTANCE);
      if (segments.stream().noneMatch(kept::intersectsLine)) {
        return Optional.of(box);
      }
    }
    return Optional.empty();
  }

  /** All pieces of lines and edges of bands, in units. */
  private static List<Line2D> segments(LineChart chart, JFreeChart drawn, Rectangle2D plot) {
    ValueAxis horizontal = ((XYPlot) drawn.getPlot()).getDomainAxis();
    ValueAxis vertical = ((XYPlot) drawn.getPlot()).getRangeAxis();
    List<Line2D> segments = new ArrayList<>();
    for (List<Point2D> line : chart.outlines()) {
      Point2D before = null;
      for (Point2D point : line) {
        Point2D here =
            new Point2D.Double(
                horizontal.valueToJava2D(point.getX(), plot, RectangleEdge.BOTTOM),
                vertical.valueToJava2D(point.getY(), plot, RectangleEdge.LEFT));
        if (!Double.isNaN(here.getY())) {
          segments.add(new Line2D.Double(before == null ? here : before, here));
        }
        before = Double.isNaN(here.getY()) ? null : here;
      }
    }
    return segments;
  }
}
