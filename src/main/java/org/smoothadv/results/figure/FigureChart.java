package org.smoothadv.results.figure;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.smoothadv.results.summary.ConfidenceLevel;

/** Sets a figure out as a chart. */
final class FigureChart {
  /** Wide enough for steps of 0.1 up to radius 1, of 0.2 up to 2, of 0.5 up to 4. */
  private static final int TICK_SPACING = 60;

  private static final List<Marker> MARKERS =
      List.of(
          SeriesMarkers.CIRCLE,
          SeriesMarkers.SQUARE,
          SeriesMarkers.TRIANGLE_UP,
          SeriesMarkers.DIAMOND,
          SeriesMarkers.TRIANGLE_DOWN,
          SeriesMarkers.CROSS);

  private FigureChart() {}

  static ChartDrawing of(Figure figure) {
    XYChart chart =
        new XYChartBuilder()
            .width(ChartStyle.WIDTH)
            .height(ChartStyle.HEIGHT)
            .title(figure.title())
            .xAxisTitle("L2 radius (pixel units, images in [0, 1])")
            .yAxisTitle(yAxisTitle(figure))
            .build();
    style(chart.getStyler(), figure);
    List<Curve> curves = figure.curves();
    for (int i = 0; i < curves.size() && figure.bands().isPresent(); i++) {
      addBand(chart, "band " + i, curves.get(i), figure.bands().get());
    }
    for (int i = 0; i < curves.size(); i++) {
      addCurve(chart, "curve " + i, curves.get(i));
    }
    return ChartDrawing.of(chart);
  }

  /** To where a tick of the axis is likely to be. */
  private static double roundedUp(double radius) {
    double tick = radius <= 1 ? 0.1 : radius <= 2 ? 0.2 : 0.5;
    return Math.max(1, Math.ceil(radius / tick - 1e-9)) * tick;
  }

  private static String yAxisTitle(Figure figure) {
    if (!figure.shows(Curve.Kind.EMPIRICAL)) {
      return "certified accuracy";
    }
    return figure.shows(Curve.Kind.CERTIFIED)
        ? "certified or empirical accuracy"
        : "empirical accuracy";
  }

  private static void style(XYStyler styler, Figure figure) {
    ChartStyle.apply(styler);
    styler.setChartTitleVisible(!figure.title().isEmpty());
    styler
        .setXAxisTickMarkSpacingHint(TICK_SPACING)
        .setXAxisMin(0.0)
        .setXAxisMax(figure.maxRadius().orElseGet(() -> roundedUp(figure.largestRadius())))
        .setYAxisMin(0.0)
        .setYAxisMax(1.0)
        .setxAxisTickLabelsFormattingFunction(ChartStyle.labels("0.0#"))
        .setyAxisTickLabelsFormattingFunction(ChartStyle.labels("0.0"));
  }

  private static void addCurve(XYChart chart, String id, Curve curve) {
    List<Curve.Point> points = drawn(curve, chart.getStyler().getXAxisMax());
    XYSeries series =
        chart.addSeries(
            id,
            points.stream().mapToDouble(point -> point.radius().doubleValue()).toArray(),
            points.stream().mapToDouble(point -> point.accuracy().value()).toArray());
    series.setLabel(curve.label());
    // Drawn as one path, so that line patterns run on from point to point. Level parts stay level;
    // elsewhere the points are too close for the rounding to be seen.
    series.setSmooth(curve.kind() == Curve.Kind.CERTIFIED);
    series.setLineColor(Palette.color(curve.color()));
    series.setLineStyle(Palette.stroke(curve));
    series.setMarkerColor(Palette.color(curve.color()));
    series.setMarker(
        curve.kind() == Curve.Kind.CERTIFIED
            ? SeriesMarkers.NONE
            : MARKERS.get(curve.color() % MARKERS.size()));
  }

  /** Along the upper bounds and back along the lower ones. */
  private static void addBand(XYChart chart, String id, Curve curve, ConfidenceLevel level) {
    List<Double> radii = new ArrayList<>();
    List<Double> bounds = new ArrayList<>();
    List<Curve.Point> points = drawn(curve, chart.getStyler().getXAxisMax());
    for (Curve.Point point : points) {
      radii.add(point.radius().doubleValue());
      bounds.add(level.interval(point.accuracy()).upper());
    }
    for (int i = points.size() - 1; i >= 0; i--) {
      radii.add(points.get(i).radius().doubleValue());
      bounds.add(level.interval(points.get(i).accuracy()).lower());
    }
    Color color = Palette.color(curve.color());
    XYSeries band = chart.addSeries(id, radii, bounds);
    band.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.PolygonArea);
    band.setFillColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), 45));
    band.setLineStyle(SeriesLines.NONE);
    band.setMarker(SeriesMarkers.NONE);
    band.setShowInLegend(false);
  }

  /** What the line needs, up to the first point beyond the axis; every point that has a marker. */
  private static List<Curve.Point> drawn(Curve curve, double maxRadius) {
    List<Curve.Point> points =
        curve.kind() == Curve.Kind.CERTIFIED ? curve.corners() : curve.points();
    int inside = (int) points.stream().filter(p -> p.radius().doubleValue() <= maxRadius).count();
    return points.subList(0, Math.min(points.size(), inside + 1));
  }
}
