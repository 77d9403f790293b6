package org.smoothadv.smoothing;

import org.smoothadv.smoothing.ClopperPearson.BinomialTail;

/**
 * The exact two-sided binomial test of a fair coin: given two counts, could each trial have been
 * either with probability one half? PREDICT asks this of the two leading classes (Cohen et al.
 * 2019, section 3.2.2; Hung and Fithian 2019), McNemar's test (1947) of the images that only one of
 * two models gets right.
 *
 * <p>With n = a + b trials and X ~ Binomial(n, 1/2), p-value = min(1, 2 P(X &ge; max(a, b))): the
 * distribution is symmetric, so both tails hold the same. To add up the outcomes that are no more
 * probable than (a, b) instead, as libraries do for any p, would leave to rounding whether its
 * mirror image (b, a) counts.
 */
public final class BinomialTest {
  private BinomialTest() {}

  /**
   * The probability, if both outcomes are equally likely, of counts at least as uneven as these.
   *
   * @return the p-value in [0, 1]; 0 where it is below the smallest double
   * @throws IllegalArgumentException if a count is negative or both are zero
   * @throws ArithmeticException if the counts add up to more than the largest int
   */
  public static double pValue(int count1, int count2) {
    return Math.exp(logPValue(count1, count2));
  }

  /**
   * The natural logarithm of {@link #pValue}, accurate also where that underflows.
   *
   * @throws IllegalArgumentException if a count is negative or both are zero
   * @throws ArithmeticException if the counts add up to more than the largest int
   */
  public static double logPValue(int count1, int count2) {
    if (count1 < 0 || count2 < 0 || (count1 == 0 && count2 == 0)) {
      throw new IllegalArgumentException(
          "counts must not be negative, nor both zero: " + count1 + " and " + count2);
    }
    if (count1 == count2) {
      return 0;
    }
    int trials = Math.addExact(count1, count2);
    BinomialTail tail = BinomialTail.of(Math.max(count1, count2), trials, 0.5, 0.5);
    return Math.min(0, Math.log(2) + tail.logProbability());
  }
}
