package org.smoothadv.smoothing;

import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * The upper tail P(X &ge; k) of a binomial variable X of n trials, as its first term times a sum:
 *
 * <p>P(X = k) &middot; S, with S = 1 + r<sub>k</sub> + r<sub>k</sub> r<sub>k+1</sub> + ... and
 * r<sub>j</sub> = P(X = j+1) / P(X = j) = (n&minus;j)/(j+1) &middot; p/(1&minus;p).
 *
 * <p>All terms are positive, so nothing cancels, and the first term is kept as its logarithm, so
 * nothing underflows: the relative accuracy holds in the far tails too. From k at or above the mean
 * on the terms fall at least geometrically at first and then faster; about 14,000 of them count
 * when n = 10<sup>7</sup>.
 *
 * @param logFirstTerm log P(X = k), from the saddle-point expansion (Loader 2000)
 * @param sum S, at least 1
 */
record BinomialTail(double logFirstTerm, double sum) {

  /**
   * Computes P(X &ge; k).
   *
   * @param k from 0 to n
   * @param n the number of trials, positive
   * @param p the probability of a success, in (0, 1)
   * @param q 1 &minus; p, given apart so that it is accurate where it is small
   */
  static BinomialTail of(int k, int n, double p, double q) {
    return new BinomialTail(logProbability(k, n, p, q), sum(k, n, p / q));
  }

  /** log P(X &ge; k). */
  double logProbability() {
    return logFirstTerm + Math.log(sum);
  }

  private static double logProbability(int k, int n, double p, double q) {
    // The smaller of p and q is the accurate one, and the distribution wants only one of them.
    return p <= q
        ? new BinomialDistribution(null, n, p).logProbability(k)
        : new BinomialDistribution(null, n, q).logProbability(n - k);
  }

  private static double sum(int k, int n, double odds) {
    double sum = 1;
    double term = 1;
    for (int j = k; j < n; j++) {
      double ratio = (n - j) / (j + 1.0) * odds;
      term *= ratio;
      sum += term;
      if (ratio < 1 && term < sum * (1 - ratio) * 0x1p-54) {
        break; // What follows is less than term / (1 - ratio).
      }
    }
    return sum;
  }
}
