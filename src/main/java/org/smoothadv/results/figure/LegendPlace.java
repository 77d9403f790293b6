package org.smoothadv.results.figure;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * Where a chart's legend covers no curve: in the first free corner, the usual one first, or beside
 * the plot.
 *
 * @param position as the chart library calls it
 * @param roomBeside units that the chart needs to be wider so that the legend fits beside the plot
 */
record LegendPlace(LegendPosition position, int roomBeside) {
  static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  static final int LINE_LENGTH = 30;

  /** Height of an entry, and what border and padding add, as the library sets them. */
  private static final int ENTRY_HEIGHT = 18;

  private static final int PADDING = 40;
  private static final int DISTANCE = 24;

  /** What axes and title take up of a chart, at most. */
  private static final int AXIS_WIDTH = 80;

  private static final int AXIS_HEIGHT = 100;

  /**
   * Finds the place.
   *
   * @param labels what the legend says
   * @param curves for each curve its points in order, as fractions of the plot's width and height,
   *     from its lower left corner
   * @param chartWidth of the chart, in units
   * @param chartHeight of the chart, in units
   */
  static LegendPlace of(
      List<String> labels, List<List<Point2D>> curves, int chartWidth, int chartHeight) {
    double width = width(labels);
    double w = (width + DISTANCE) / (chartWidth - AXIS_WIDTH);
    double h = (double) height(labels.size()) / (chartHeight - AXIS_HEIGHT);
    Map<LegendPosition, Rectangle2D> corners =
        Map.of(
            LegendPosition.InsideNE, new Rectangle2D.Double(1 - w, 1 - h, w, h),
            LegendPosition.InsideSW, new Rectangle2D.Double(0, 0, w, h),
            LegendPosition.InsideSE, new Rectangle2D.Double(1 - w, 0, w, h),
            LegendPosition.InsideNW, new Rectangle2D.Double(0, 1 - h, w, h));
    for (LegendPosition corner :
        List.of(
            LegendPosition.InsideNE,
            LegendPosition.InsideSW,
            LegendPosition.InsideSE,
            LegendPosition.InsideNW)) {
      if (curves.stream().noneMatch(curve -> touches(curve, corners.get(corner)))) {
        return new LegendPlace(corner, 0);
      }
    }
    return new LegendPlace(LegendPosition.OutsideE, (int) Math.ceil(width));
  }

  /** Units that a legend of so many entries takes up, with the distance it keeps. */
  static int height(int entries) {
    return ENTRY_HEIGHT * entries + PADDING;
  }

  private static double width(List<String> labels) {
    FontRenderContext context = new FontRenderContext(null, true, true);
    double text =
        labels.stream()
            .mapToDouble(label -> FONT.getStringBounds(label, context).getWidth())
            .max()
            .orElse(0);
    return LINE_LENGTH + PADDING + text;
  }

  private static boolean touches(List<Point2D> curve, Rectangle2D corner) {
    for (int i = 0; i < curve.size(); i++) {
      Point2D from = curve.get(Math.max(0, i - 1));
      Point2D to = curve.get(i);
      if (corner.intersectsLine(from.getX(), from.getY(), to.getX(), to.getY())) {
        return true;
      }
    }
    return false;
  }
}
