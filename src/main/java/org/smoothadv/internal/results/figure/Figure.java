package org.smoothadv.internal.results.figure;

import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.smoothadv.internal.results.figure.Figure.Curve;
import org.smoothadv.internal.results.summary.Estimate;
import org.smoothadv.internal.results.summary.Proportion.ConfidenceLevel;

/**
 * A figure: accuracy against radius, or the distribution of a probability.
 *
 * @param title what stands above it; empty for none
 * @param curves its curves, at least one
 * @param bands level of the confidence bands around the curves, if they are wanted
 * @param maxRadius where the axis ends, above 0, in pixel units; where the curves end, if nothing
 *     is said
 * @param size of the whole, which grows in height where the legend needs it
 */
public record Figure(
    String title,
    List<Curve> curves,
    Optional<ConfidenceLevel> bands,
    OptionalDouble maxRadius,
    FigureSize size) {
  private static final List<String> RADIUS =
      List.of("L2 radius (pixel units, images in [0, 1])", "L2 radius (pixel units)", "L2 radius");

  private static final List<String> PROBABILITY =
      List.of("pA, the probability of the class that was chosen first", "pA");

  /** Half the size of a marker, in widths of a line. */
  private static final double MARKER = 1.75;

  /**
   * Keeps an unmodifiable copy of the curves.
   *
   * @throws IllegalArgumentException if there are none, or the largest radius is not above 0
   */
  public Figure {
    curves = List.copyOf(curves);
    if (curves.isEmpty()) {
      throw new IllegalArgumentException("a figure needs a curve");
    }
    if (maxRadius.isPresent() && !(maxRadius.getAsDouble() > 0)) {
      throw new IllegalArgumentException("the largest radius must be above 0, but is " + maxRadius);
    }
  }

  /** The figure of these curves, without title and bands, as far as the curves reach. */
  public static Figure of(List<Curve> curves) {
    return new Figure("", curves, Optional.empty(), OptionalDouble.empty(), FigureSize.SCREEN);
  }

  /** The largest radius of any curve. */
  double largestRadius() {
    return curves.stream()
        .mapToDouble(curve -> curve.points().get(curve.points().size() - 1).radius().doubleValue())
        .max()
        .orElseThrow();
  }

  /** The texts for which the fonts of this machine lack characters. */
  public List<String> withoutFont() {
    return ChartFont.withoutFont(chart().texts());
  }

  boolean shows(Curve.Kind kind) {
    return curves.stream().anyMatch(curve -> curve.kind() == kind);
  }

  /**
   * One curve of a figure: accuracy against radius.
   *
   * @param label what the legend calls it
   * @param kind what kind of accuracy it shows
   * @param color which of the palette's colours it has, from 0
   * @param dash which of the line patterns it has, from 0
   * @param points at least one, by ascending radius; of certified accuracy those behind which it
   *     falls, and the first at radius 0
   */
  public record Curve(String label, Kind kind, int color, int dash, List<Point> points) {
    /** The kinds of accuracy. */
    public enum Kind {
      /** Certified at the radius. */
      CERTIFIED,
      /** Kept under an attack of that radius. */
      EMPIRICAL,
      /** The share of images whose pA, in the place of the radius, is at most that large. */
      DISTRIBUTION
    }

    /**
     * One point.
     *
     * @param radius L2 radius in pixel units
     * @param accuracy accuracy there
     */
    public record Point(BigDecimal radius, Estimate accuracy) {}

    /**
     * Keeps an unmodifiable copy of the points.
     *
     * @throws IllegalArgumentException if there are none
     */
    public Curve {
      points = List.copyOf(points);
      if (points.isEmpty()) {
        throw new IllegalArgumentException("curve '" + label + "' has no points");
      }
    }

    /** The same curve under another name. */
    public Curve labelled(String newLabel) {
      return new Curve(newLabel, kind, color, dash, points);
    }
  }

  /** The figure as a chart. */
  LineChart chart() {
    boolean distribution = shows(Curve.Kind.DISTRIBUTION);
    double end = distribution ? 1 : maxRadius.orElseGet(() -> roundedUp(largestRadius()));
    return new LineChart(
        size,
        title,
        new LineChart.Axis(distribution ? PROBABILITY : RADIUS, end),
        new LineChart.Axis(yAxisTitles(), 1),
        curves.stream().map(curve -> line(curve, size, end)).toList(),
        bands.stream()
            .flatMap(level -> curves.stream().map(curve -> band(curve, level, end)))
            .toList());
  }

  /** To where a tick of the axis is likely to be. */
  private static double roundedUp(double radius) {
    double tick = radius <= 1 ? 0.1 : radius <= 2 ? 0.2 : 0.5;
    return Math.max(1, Math.ceil(radius / tick - 1e-9)) * tick;
  }

  private List<String> yAxisTitles() {
    if (shows(Curve.Kind.DISTRIBUTION)) {
      return List.of("share of images with at most this pA", "share of images");
    }
    if (!shows(Curve.Kind.EMPIRICAL)) {
      return List.of("certified accuracy", "accuracy");
    }
    return shows(Curve.Kind.CERTIFIED)
        ? List.of("certified or empirical accuracy", "accuracy")
        : List.of("empirical accuracy", "accuracy");
  }

  private static LineChart.Line line(Curve curve, FigureSize size, double end) {
    List<Point2D> points = points(curve, Estimate::value);
    return new LineChart.Line(
        curve.label(),
        Palette.color(curve.color()),
        Palette.stroke(curve, size.line()),
        curve.kind() != Curve.Kind.EMPIRICAL ? null : marker(curve.color(), MARKER * size.line()),
        switch (curve.kind()) {
          case CERTIFIED -> steps(points, 0, end);
          case EMPIRICAL -> points;
          case DISTRIBUTION -> rising(points);
        });
  }

  /** A distribution function: from each of its points on it is the share there. */
  private static List<Point2D> rising(List<Point2D> points) {
    List<Point2D> steps = new ArrayList<>();
    double before = 0;
    steps.add(new Point2D.Double(0, 0));
    for (Point2D point : points) {
      steps.add(new Point2D.Double(point.getX(), before));
      steps.add(point);
      before = point.getY();
    }
    steps.add(new Point2D.Double(1, before));
    return steps;
  }

  /** Along the upper bounds and back along the lower ones. */
  private static LineChart.Band band(Curve curve, ConfidenceLevel level, double end) {
    List<Point2D> outline = new ArrayList<>(bound(curve, a -> level.interval(a).upper(), end));
    List<Point2D> lower = new ArrayList<>(bound(curve, a -> level.interval(a).lower(), end));
    Collections.reverse(lower);
    outline.addAll(lower);
    return new LineChart.Band(Palette.color(curve.color()), outline);
  }

  private static List<Point2D> bound(Curve curve, ToDoubleFunction<Estimate> value, double end) {
    List<Point2D> points = points(curve, value);
    return curve.kind() == Curve.Kind.CERTIFIED
        ? steps(points, points.get(points.size() - 1).getY(), end)
        : points;
  }

  private static List<Point2D> points(Curve curve, ToDoubleFunction<Estimate> value) {
    return curve.points().stream()
        .<Point2D>map(
            point ->
                new Point2D.Double(
                    point.radius().doubleValue(), value.applyAsDouble(point.accuracy())))
        .toList();
  }

  /**
   * Certified accuracy as a function of the radius: up to each radius of the data, that radius
   * included, it is the accuracy there, and behind it that of the next one.
   *
   * @param behind the value behind the last point
   * @param end of the axis: to there a curve goes on that consists of one point
   */
  private static List<Point2D> steps(List<Point2D> points, double behind, double end) {
    List<Point2D> steps = new ArrayList<>();
    double before = points.get(0).getY();
    for (Point2D point : points) {
      if (point.getY() != before) {
        steps.add(new Point2D.Double(steps.get(steps.size() - 1).getX(), point.getY()));
      }
      steps.add(point);
      before = point.getY();
    }
    double last = points.size() == 1 ? end : points.get(points.size() - 1).getX();
    steps.add(new Point2D.Double(last, behind));
    return steps;
  }

  private static Shape marker(int number, double r) {
    return switch (number % 5) {
      case 0 -> new Ellipse2D.Double(-r, -r, 2 * r, 2 * r);
      case 1 -> new Rectangle2D.Double(-r, -r, 2 * r, 2 * r);
      case 2 -> polygon(-r, r, r, r, 0, -r);
      case 3 -> polygon(-1.2 * r, 0, 0, 1.2 * r, 1.2 * r, 0, 0, -1.2 * r);
      default -> polygon(-r, -r, r, -r, 0, r);
    };
  }

  private static Shape polygon(double... corners) {
    Path2D path = new Path2D.Double();
    path.moveTo(corners[0], corners[1]);
    for (int i = 2; i < corners.length; i += 2) {
      path.lineTo(corners[i], corners[i + 1]);
    }
    path.closePath();
    return path;
  }
}
