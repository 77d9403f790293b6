package org.smoothadv.internal.results.summary;

import java.util.Collection;
import java.util.function.Predicate;
import org.apache.commons.math3.stat.interval.ConfidenceInterval;
import org.apache.commons.math3.stat.interval.WilsonScoreInterval;
import org.smoothadv.internal.results.summary.Proportion.ConfidenceLevel.Interval;

/**
 * A share of images, kept as the two counts so that nothing is lost in comparing or printing.
 *
 * @param count images counted, from 0 to {@code total}
 * @param total all images, at least 1
 */
public record Proportion(int count, int total) implements Estimate {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value lies outside of its range
   */
  public Proportion {
    if (total < 1 || count < 0 || count > total) {
      throw new IllegalArgumentException(count + " of " + total + " is not a share of images");
    }
  }

  /**
   * The share of items that meet a condition.
   *
   * @throws IllegalArgumentException if there are no items
   */
  static <T> Proportion of(Collection<T> items, Predicate<? super T> condition) {
    return new Proportion((int) items.stream().filter(condition).count(), items.size());
  }

  /** The share, in [0, 1]. */
  @Override
  public double value() {
    return (double) count / total;
  }

  @Override
  public Proportion pooled() {
    return this;
  }

  /**
   * Wilson's score interval (Wilson 1927), within [0, 1]. It begins at 0 where nothing is counted
   * and ends at 1 where everything is: exactly, which its formula is not when rounded.
   */
  @Override
  public Interval interval(ConfidenceLevel level) {
    ConfidenceInterval interval =
        new WilsonScoreInterval().createInterval(total, count, level.value());
    return new Interval(
        count == 0 ? 0 : interval.getLowerBound(), count == total ? 1 : interval.getUpperBound());
  }

  /**
   * How sure an interval around an accuracy shall be. The images of a log are taken as a sample of
   * all images that could have been asked about.
   *
   * @param value confidence level, in (0, 1)
   */
  public record ConfidenceLevel(double value) {
    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the level does not lie in (0, 1)
     */
    public ConfidenceLevel {
      if (!(value > 0 && value < 1)) {
        throw new IllegalArgumentException("a confidence level lies in (0, 1), not at " + value);
      }
    }

    /** Bounds of a share among all that could have been asked about. */
    public Interval interval(Estimate share) {
      return share.interval(this);
    }

    /**
     * Bounds of a share, in [0, 1], or of the difference of two, in [-1, 1].
     *
     * @param lower the smallest value that the interval holds
     * @param upper the largest
     */
    public record Interval(double lower, double upper) {
      /** Half of the distance between the bounds. */
      public double halfWidth() {
        return (upper - lower) / 2;
      }
    }
  }
}
