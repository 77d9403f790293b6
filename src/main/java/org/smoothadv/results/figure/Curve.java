package org.smoothadv.results.figure;

import java.math.BigDecimal;
import java.util.List;
import org.smoothadv.results.summary.Proportion;

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

  /** The same curve under another name. */
  public Curve labelled(String newLabel) {
    return new Curve(newLabel, kind, color, dash, points);
  }
}
