package org.smoothadv.smoothing;

import org.smoothadv.smoothing.VoteCounts.Tally;

/**
 * How votes become a certified radius: equation (2) of Salman et al. 2019 (theorem 1 of Cohen et
 * al. 2019),
 *
 * <p>R = sigma/2 (Phi<sup>-1</sup>(pABar) &minus; Phi<sup>-1</sup>(pBBar)),
 *
 * <p>where pABar &le; pA and pBBar &ge; max<sub>c&ne;A</sub> p<sub>c</sub> hold together with
 * probability at least 1 &minus; alpha. The constants differ in where pBBar comes from.
 */
public enum RadiusBound {
  /**
   * CERTIFY's choice, pBBar = 1 &minus; pABar: all of alpha is spent on pA, and R = sigma
   * Phi<sup>-1</sup>(pABar).
   */
  ONE_VS_REST {
    @Override
    double standardRadius(Tally votes, LowerConfidenceBound bound, double alpha) {
      double pABar = bound.of(votes.top(), votes.samples(), alpha);
      return quantile(pABar);
    }
  },

  /**
   * Half of alpha bounds pA from below, the other half bounds the largest of the other
   * probabilities from above by the runner-up's votes. It can certify where pA is below one half,
   * and gains most where what A leaves is spread over many classes.
   *
   * <p>Which class is the runner-up depends on the same votes, yet no correction for the choice is
   * needed. Let B be the class with the largest p<sub>c</sub>, c &ne; A: fixed, if unknown. The
   * runner-up has at least as many votes as B, and the bound does not decrease with the votes; so
   * it fails only where the bound from B's own votes fails, which has probability alpha/2.
   *
   * <p>Where pABar &le; pA holds, 1 &minus; pABar bounds the others as well, at no further cost:
   * the smaller of both bounds is taken. R is thus never below one-vs-rest's at alpha/2.
   */
  TOP_TWO {
    @Override
    double standardRadius(Tally votes, LowerConfidenceBound bound, double alpha) {
      int notRunnerUp = votes.samples() - votes.runnerUp();
      double pABar = bound.of(votes.top(), votes.samples(), alpha / 2);
      double pBBarComplement = bound.of(notRunnerUp, votes.samples(), alpha / 2);
      // -Phi^-1(pBBar) = Phi^-1(1 - pBBar)
      return (quantile(pABar) + quantile(Math.max(pABar, pBBarComplement))) / 2;
    }
  };

  /**
   * R / sigma.
   *
   * @param bound by which probabilities are bounded
   * @param alpha the failure probability, in (0, 1)
   * @return negative, perhaps infinitely, where nothing is certified
   */
  abstract double standardRadius(Tally votes, LowerConfidenceBound bound, double alpha);

  private static double quantile(double p) {
    return p == 0 ? Double.NEGATIVE_INFINITY : StandardNormal.quantile(p);
  }

  /**
   * A way to bound the success probability of a binomial experiment from below by its outcome.
   * Where an upper bound is needed, it is one minus the lower bound on the probability of a
   * failure.
   */
  @FunctionalInterface
  interface LowerConfidenceBound {
    /**
     * The bound.
     *
     * @param successes k, from 0 to n
     * @param trials n, positive
     * @param alpha the probability of error, in (0, 1): the confidence is 1 &minus; alpha
     * @return a probability in [0, 1), not decreasing in k
     */
    double of(int successes, int trials, double alpha);
  }
}
