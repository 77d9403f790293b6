package org.smoothadv.smoothing;

import java.util.stream.IntStream;
import org.apache.commons.math3.analysis.UnivariateFunction;
import org.apache.commons.math3.analysis.solvers.AllowedSolution;
import org.apache.commons.math3.analysis.solvers.BracketingNthOrderBrentSolver;

/**
 * A confidence sequence for the success probability p of a coin: a lower bound after each toss, all
 * of which hold together with probability at least 1 &minus; alpha. One may look as often as one
 * likes and stop whenever one likes.
 *
 * <p>It is a game against the claim p &le; p0 (Waudby-Smith and Ramdas 2024; Voracek 2024 for
 * randomized smoothing). A gambler with the bet s in (0, 1) loses the fraction s of the wealth on a
 * failure, and multiplies it by 1 + s (1&minus;p0)/p0 on a success. Under the claim a toss changes
 * the wealth by the factor 1 + s (p/p0 &minus; 1) &le; 1 on average: whatever the gambler wins is
 * luck, and a wealth of 1/alpha is ever reached with probability at most alpha (Ville 1939). The
 * bound is the largest p0 at which the average wealth of gamblers with different bets,
 *
 * <p>W(p0) = 1/m &Sigma;<sub>s</sub> (1 + s (1&minus;p0)/p0)<sup>k</sup> (1&minus;s)<sup>t&minus;k
 * </sup>,
 *
 * <p>is at least 1/alpha after k successes in t tosses. W falls with p0, so every smaller p0 is
 * refuted as well, and rises with k.
 *
 * <p>The bets' log-odds are evenly spaced (a mixture over the alternatives p0 + s (1&minus;p0), as
 * in Robbins 1970): one of them is within a factor of two of the best odds wherever p0 is and
 * however long the game lasts, up to about 10<sup>7</sup> tosses. Not knowing the best one costs a
 * factor of m in wealth at most.
 */
final class BettingSequence {
  /** s = 1 / (1 + 2^j). Near 1: for unanimous votes. Near 0: for p close to p0 and many votes. */
  private static final double[] BETS =
      IntStream.rangeClosed(-4, 10).mapToDouble(j -> 1 / (1 + Math.scalb(1.0, j))).toArray();

  /** Of the logit of p0. */
  private static final double ACCURACY = 1e-12;

  private static final int MAX_EVALUATIONS = 1000;

  /** The logit of the smallest p0 that is looked at. */
  private static final double MIN_LOGIT = -700;

  private BettingSequence() {}

  /**
   * The lower bound on the success probability, for now.
   *
   * @param successes k, from 0 to t
   * @param tosses t, positive
   * @param alpha the probability that it is ever wrong, in (0, 1/2]
   * @return a probability in [0, 1)
   */
  static double lowerBound(int successes, int tosses, double alpha) {
    if (successes == 0) {
      return 0;
    }
    int failures = tosses - successes;
    UnivariateFunction refutation =
        logit -> logWealth(successes, failures, Math.exp(-logit)) + Math.log(alpha);
    double above = irrefutableLogit(successes, failures, alpha);
    double below = above - 1;
    for (double step = 2; refutation.value(below) <= 0; step *= 2) {
      below = above - step;
      if (below < MIN_LOGIT) {
        return 0;
      }
    }
    double logit =
        new BracketingNthOrderBrentSolver(ACCURACY, ACCURACY, 5)
            // On the left W is at least 1/alpha.
            .solve(MAX_EVALUATIONS, refutation, below, above, AllowedSolution.LEFT_SIDE);
    return 1 / (1 + Math.exp(-logit));
  }

  /**
   * A logit at which W is at most 1/alpha: W never exceeds the likelihood ratio of k/t against p0,
   * which is 1 at k/t, and p0^-t without failures.
   */
  private static double irrefutableLogit(int successes, int failures, double alpha) {
    return failures > 0
        ? Math.log((double) successes / failures)
        : -Math.log(Math.expm1(-Math.log(alpha) / successes));
  }

  /**
   * log W.
   *
   * @param odds (1&minus;p0)/p0
   */
  static double logWealth(int successes, int failures, double odds) {
    double[] logs = new double[BETS.length];
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < logs.length; i++) {
      logs[i] = successes * Math.log1p(BETS[i] * odds) + failures * Math.log1p(-BETS[i]);
      largest = Math.max(largest, logs[i]);
    }
    double sum = 0;
    for (double log : logs) {
      sum += Math.exp(log - largest);
    }
    return largest + Math.log(sum / logs.length);
  }
}
