package org.smoothadv.results.summary;

import java.util.Collection;
import java.util.function.Predicate;

/**
 * A share of images, kept as the two counts so that nothing is lost in comparing or printing.
 *
 * @param count images counted, from 0 to {@code total}
 * @param total all images, at least 1
 */
public record Proportion(int count, int total) implements Comparable<Proportion> {
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
  public double value() {
    return (double) count / total;
  }

  /** Compares the exact fractions; shares that compare as equal may have different totals. */
  @Override
  public int compareTo(Proportion other) {
    return Long.compare((long) count * other.total, (long) other.count * total);
  }
}
