package org.smoothadv.smoothing;

import org.apache.commons.math3.special.Erf;

/**
 * Quantiles of the standard normal distribution: Phi<sup>-1</sup> of the certified radius (Cohen et
 * al. 2019, theorem 1).
 */
public final class StandardNormal {
  /** Below this tail probability the inverse error function is refined on the tail itself. */
  private static final double TAIL = 0.1;

  private static final double HALF_LOG_2_PI = 0.5 * Math.log(2 * Math.PI);

  /** Newton squares the residual: from here one more step reaches the precision of double. */
  private static final double LAST_STEP_RESIDUAL = 1e-8;

  private static final int MAX_STEPS = 20;

  private StandardNormal() {}

  /**
   * The z with P(Z &le; z) = p.
   *
   * <p>A p close to 1 has lost digits of 1 &minus; p already; where that is known, {@link
   * #upperQuantile} of it is the accurate way.
   *
   * @param p a probability in (0, 1)
   * @throws IllegalArgumentException if p is outside of its range
   */
  public static double quantile(double p) {
    requireProbability(p);
    return 0 - upperQuantile(p); // No negative zero.
  }

  /**
   * The z with P(Z &gt; z) = q.
   *
   * @param q a probability in (0, 1), as small as any double
   * @throws IllegalArgumentException if q is outside of its range
   */
  public static double upperQuantile(double q) {
    requireProbability(q);
    if (q > 0.5) {
      return -upperQuantile(1 - q); // The subtraction is exact.
    }
    return q > TAIL ? Math.sqrt(2) * Erf.erfInv(1 - 2 * q) : tailQuantile(q);
  }

  /**
   * Newton's method on log P(Z &gt; z), which is decreasing and concave, so that the iterates come
   * down on the root; from the leading terms of the tail's asymptotic expansion.
   */
  private static double tailQuantile(double q) {
    double logQ = Math.log(q);
    double z = Math.sqrt(-2 * logQ - Math.log(-4 * Math.PI * logQ));
    for (int step = 0; step < MAX_STEPS; step++) {
      double logTail = Math.log(0.5 * Erf.erfc(z / Math.sqrt(2)));
      double logHazard = -0.5 * z * z - HALF_LOG_2_PI - logTail;
      double residual = logTail - logQ;
      z += residual * Math.exp(-logHazard);
      if (Math.abs(residual) <= LAST_STEP_RESIDUAL) {
        return z;
      }
    }
    throw new ArithmeticException("no quantile found for the tail " + q);
  }

  private static void requireProbability(double p) {
    if (!(p > 0 && p < 1)) {
      throw new IllegalArgumentException("a probability between 0 and 1 is needed, not " + p);
    }
  }
}
