package org.smoothadv.smoothing;

/**
 * A way to bound the success probability of a binomial experiment from below by its outcome. Where
 * an upper bound is needed, it is one minus the lower bound on the probability of a failure.
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
