package org.smoothadv.internal.results.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.font.LineBreakMeasurer;
import java.awt.font.TextAttribute;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.text.AttributedString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleEdge;

/**
 * A legend, laid out in columns of equal width. Labels that are wider than a column are broken into
 * lines; nothing is left out.
 */
final class Legend {
  private static final Color INK = new Color(0x222222);
  private static final Color BORDER = new Color(0xD0D0D0);

  /** Nearly opaque, over the lines of the grid. */
  private static final Color PAPER = new Color(255, 255, 255, 230);

  /** In heights of the text. */
  private static final double LINE = 1.3;

  private static final double ENTRY_GAP = 0.25;
  private static final double SAMPLE = 2.4;
  private static final double GAP = 0.5;
  private static final double COLUMN_GAP = 1.4;
  private static final double PADDING = 0.6;

  private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);

  private final List<LineChart.Line> entries;
  private final List<List<String>> lines;
  private final double font;
  private final int rows;
  private final int columns;
  private final double columnWidth;

  private Legend(List<LineChart.Line> entries, double font, double mostWidth, boolean oneColumn) {
    this.entries = List.copyOf(entries);
    this.font = font;
    double around = (SAMPLE + GAP) * font;
    double room = mostWidth - 2 * PADDING * font;
    this.lines = entries.stream().map(entry -> broken(entry.label(), font, room - around)).toList();
    double widest =
        lines.stream().flatMap(List::stream).mapToDouble(line -> width(line, font)).max().orElse(0);
    this.columnWidth = Math.min(room, around + widest);
    double gap = COLUMN_GAP * font;
    int fitting = oneColumn ? 1 : Math.max(1, (int) Math.floor((room + gap) / (columnWidth + gap)));
    this.rows = (entries.size() + fitting - 1) / fitting;
    this.columns = (entries.size() + rows - 1) / rows;
  }

  /** One column, no wider than is said. */
  static Legend column(List<LineChart.Line> entries, double font, double mostWidth) {
    return new Legend(entries, font, mostWidth, true);
  }

  /** As many columns as fit. */
  static Legend block(List<LineChart.Line> entries, double font, double mostWidth) {
    return new Legend(entries, font, mostWidth, false);
  }

  /** Whether no label had to be broken. */
  boolean isWhole() {
    return lines.stream().allMatch(label -> label.size() == 1);
  }

  /** In units, with the border. */
  double width() {
    return columns * columnWidth + (columns - 1) * COLUMN_GAP * font + 2 * PADDING * font;
  }

  /** In units, with the border. */
  double height() {
    double rowsHeight = 0;
    for (int row = 0; row < rows; row++) {
      rowsHeight += rowHeight(row);
    }
    return rowsHeight + 2 * PADDING * font - ENTRY_GAP * font;
  }

  private double rowHeight(int row) {
    int most = 1;
    for (int i = row; i < entries.size(); i += rows) {
      most = Math.max(most, lines.get(i).size());
    }
    return (most * LINE + ENTRY_GAP) * font;
  }

  /** Draws it with its upper left corner at a place; the entries go down the columns. */
  void draw(Graphics2D graphics, double x, double y) {
    Rectangle2D box = new Rectangle2D.Double(x, y, width(), height());
    graphics.setColor(PAPER);
    graphics.fill(box);
    graphics.setColor(BORDER);
    graphics.setStroke(new BasicStroke(1));
    graphics.draw(box);
    double top = y + PADDING * font;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; row + column * rows < entries.size(); column++) {
        double left = x + PADDING * font + column * (columnWidth + COLUMN_GAP * font);
        drawEntry(graphics, row + column * rows, left, top);
      }
      top += rowHeight(row);
    }
  }

  private void drawEntry(Graphics2D graphics, int index, double left, double top) {
    LineChart.Line entry = entries.get(index);
    double middle = top + LINE * font / 2;
    graphics.setColor(entry.color());
    graphics.setStroke(entry.stroke());
    graphics.draw(new Line2D.Double(left, middle, left + SAMPLE * font, middle));
    if (entry.marker() != null) {
      graphics.fill(
          AffineTransform.getTranslateInstance(left + SAMPLE * font / 2, middle)
              .createTransformedShape(entry.marker()));
    }
    graphics.setColor(INK);
    double baseline = middle + 0.35 * font;
    for (String line : lines.get(index)) {
      graphics.setFont(ChartFont.of(line, font));
      graphics.drawString(line, (float) (left + (SAMPLE + GAP) * font), (float) baseline);
      baseline += LINE * font;
    }
  }

  static double width(String text, double size) {
    return ChartFont.of(text, size).getStringBounds(text, CONTEXT).getWidth();
  }

  /** Between words where possible, else anywhere. */
  private static List<String> broken(String label, double size, double mostWidth) {
    if (label.isEmpty() || width(label, size) <= mostWidth) {
      return List.of(label);
    }
    Font font = ChartFont.of(label, size);
    AttributedString text = new AttributedString(label);
    text.addAttribute(TextAttribute.FONT, font);
    LineBreakMeasurer measurer = new LineBreakMeasurer(text.getIterator(), CONTEXT);
    List<String> lines = new ArrayList<>();
    while (measurer.getPosition() < label.length()) {
      int start = measurer.getPosition();
      int end = measurer.nextOffset((float) mostWidth);
      measurer.setPosition(Math.max(end, start + 1));
      lines.add(label.substring(start, measurer.getPosition()).strip());
    }
    return lines;
  }

  /**
   * Where a chart's legend covers no line: in the first free corner of the plot, the usual one
   * first, or beneath the plot.
   *
   * @param legend laid out for the place
   * @param x of its upper left corner, in units
   * @param y of its upper left corner, in units, downwards
   */
  record Place(Legend legend, double x, double y) {
    /** A legend inside the plot takes up at most this share of its width and of its height. */
    private static final double MOST_INSIDE = 0.6;

    private static final double DISTANCE = 8;

    /**
     * Finds the place.
     *
     * @param chart what the legend is of
     * @param drawn the same, as it will be drawn
     */
    static Place of(LineChart chart, JFreeChart drawn) {
      Rectangle2D plot = plotArea(chart, drawn);
      double font = chart.size().font();
      Legend column = Legend.column(chart.lines(), font, MOST_INSIDE * plot.getWidth());
      if (column.isWhole() && column.height() <= MOST_INSIDE * plot.getHeight()) {
        Optional<Rectangle2D> corner = freeCorner(column, plot, segments(chart, drawn, plot));
        if (corner.isPresent()) {
          return new Place(column, corner.get().getX(), corner.get().getY());
        }
      }
      double width = chart.size().width();
      Legend block = Legend.block(chart.lines(), font, width - 2 * DISTANCE);
      double centred = plot.getCenterX() - block.width() / 2;
      double x = Math.max(DISTANCE, Math.min(centred, width - DISTANCE - block.width()));
      return new Place(block, x, chart.size().height());
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
}
