package org.smoothadv.smoothing;

import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * One-sided confidence bounds on the success probability p of a binomial experiment with k
 * successes in n trials (Clopper and Pearson 1934). They are exact: whatever p is, the bound is on
 * its wrong side with probability at most alpha.
 *
 * <ul>
 *   <li>The lower bound solves P(X &ge; k; p) = alpha. It is the alpha-quantile of Beta(k,
 *       n&minus;k+1), and 0 if k = 0.
 *   <li>The upper bound solves P(X &le; k; p) = alpha. It is the (1&minus;alpha)-quantile of
 *       Beta(k+1, n&minus;k), and 1 if k = n.
 * </ul>
 *
 * <p>One minus the lower bound for k is the upper bound for n&minus;k. Where a bound is close to 1,
 * take its complement in that form: it keeps its relative accuracy.
 *
 * <p>Method: in the logit t = log(p/(1&minus;p)), log P(X &ge; k) is increasing and concave, so
 * Newton's iterates reach the root from below, the safe side, wherever they start. The accuracy is
 * some 1e-14 relative, for n up to the largest int and alpha down to the smallest double.
 */
public final class ClopperPearson {
  /** Newton squares the residual: from here one more step reaches the precision of double. */
  private static final double LAST_STEP_RESIDUAL = 1e-8;

  private static final int MAX_STEPS = 200;

  private ClopperPearson() {}

  /**
   * The lower bound on the success probability.
   *
   * @param successes k, from 0 to n
   * @param trials n, positive
   * @param alpha the probability of error, in (0, 1): the confidence is 1 &minus; alpha
   * @return a probability in [0, 1)
   * @throws IllegalArgumentException if an argument is outside of its range
   */
  public static double lowerBound(int successes, int trials, double alpha) {
    requireRanges(successes, trials, alpha);
    return successes == 0 ? 0 : logistic(lowerBoundLogit(successes, trials, alpha));
  }

  /**
   * The upper bound on the success probability.
   *
   * @param successes k, from 0 to n
   * @param trials n, positive
   * @param alpha the probability of error, in (0, 1): the confidence is 1 &minus; alpha
   * @return a probability in (0, 1]
   * @throws IllegalArgumentException if an argument is outside of its range
   */
  public static double upperBound(int successes, int trials, double alpha) {
    requireRanges(successes, trials, alpha);
    return successes == trials ? 1 : logistic(-lowerBoundLogit(trials - successes, trials, alpha));
  }

  private static void requireRanges(int successes, int trials, double alpha) {
    if (trials < 1) {
      throw new IllegalArgumentException("the number of trials must be positive, not " + trials);
    }
    if (successes < 0 || successes > trials) {
      throw new IllegalArgumentException(
          "%d successes in %d trials: must be from 0 to %2$d".formatted(successes, trials));
    }
    if (!(alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException("alpha must lie between 0 and 1, not be " + alpha);
    }
  }

  private static double lowerBoundLogit(int k, int n, double alpha) {
    // A tail above one half says little about p; its complement, seen from the failures, does.
    return alpha <= 0.5 ? solve(k, n, Math.log(alpha)) : -solve(n - k + 1, n, Math.log1p(-alpha));
  }

  /** The logit t at which log P(X >= k) is the target. */
  private static double solve(int k, int n, double target) {
    double t = start(k, n, target);
    for (int step = 0; step < MAX_STEPS; step++) {
      double q = logistic(-t);
      BinomialTail tail = BinomialTail.of(k, n, logistic(t), q);
      double residual = target - tail.logProbability();
      // d/dp P(X >= k) = k/p P(X = k) and dp/dt = p q, so d/dt log P(X >= k) = k q / S.
      t += residual * tail.sum() / (k * q);
      if (Math.abs(residual) <= LAST_STEP_RESIDUAL) {
        return t;
      }
    }
    throw new ArithmeticException(
        "no bound found for %d of %d at log alpha %s".formatted(k, n, target));
  }

  /** The logit of Wilson's bound (1927) for a z that is a little too large for the target. */
  private static double start(int k, int n, double target) {
    double z2 = -2 * target;
    double spread = Math.sqrt(z2 * ((double) k * (n - k) / n + z2 / 4));
    double p = (k + z2 / 2 - spread) / (n + z2);
    double q = (n - k + z2 / 2 + spread) / (n + z2);
    return Math.log(p / q);
  }

  private static double logistic(double t) {
    return 1 / (1 + Math.exp(-t));
  }

  /**
   * The upper tail P(X &ge; k) of a binomial variable X of n trials, as its first term times a sum:
   *
   * <p>P(X = k) &middot; S, with S = 1 + r<sub>k</sub> + r<sub>k</sub> r<sub>k+1</sub> + ... and
   * r<sub>j</sub> = P(X = j+1) / P(X = j) = (n&minus;j)/(j+1) &middot; p/(1&minus;p).
   *
   * <p>All terms are positive, so nothing cancels, and the first term is kept as its logarithm, so
   * nothing underflows: the relative accuracy holds in the far tails too. From k at or above the
   * mean on the terms fall at least geometrically at first and then faster; about 14,000 of them
   * count when n = 10<sup>7</sup>.
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
}
