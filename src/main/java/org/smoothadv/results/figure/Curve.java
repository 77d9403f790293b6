package org.smoothadv.results.figure;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.IntStream;
import org.smoothadv.results.summary.Proportion;

/**
 * One curve of a figure: accuracy against radius.
 *
 * @param label what the legend calls it
 * @param kind what kind of accuracy it shows
 * @param color which of the palette's colours it has, from 0
 * @param dash which of the line patterns it has, from 0
 * @param points at least one, by ascending radius
 */
public record Curve(String label, Kind kind, int color, int dash, List<Point> points) {
  /** The kinds of accuracy. */
  public enum Kind {
    /** Certified at the radius. */
    CERTIFIED,
    /** Kept under an attack of that radius. */
    EMPIRICAL
  }

  /**
   * One point.
   *
   * @param radius L2 radius in pixel units
   * @param accuracy accuracy there
   */
  public record Point(BigDecimal radius, Proportion accuracy) {}

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

  /** The points that a line through all of them needs: those at which the accuracy changes. */
  List<Point> corners() {
    int last = points.size() - 1;
    return IntStream.rangeClosed(0, last)
        .filter(i -> i == 0 || i == last || differs(i, i - 1) || differs(i, i + 1))
        .mapToObj(points::get)
        .toList();
  }

  private boolean differs(int point, int other) {
    return points.get(point).accuracy().compareTo(points.get(other).accuracy()) != 0;
  }

  /** The same curve under another name. */
  public Curve labelled(String newLabel) {
    return new Curve(newLabel, kind, color, dash, points);
  }
}
