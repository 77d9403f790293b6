package org.smoothadv.smoothing;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/** Binomial tails term by term in 50-digit arithmetic, sharing nothing with what it checks. */
public final class ExactBinomial {
  private static final MathContext DIGITS = new MathContext(50);

  private ExactBinomial() {}

  /** P(X &ge; k) for exactly this double p. */
  static BigDecimal upperTail(int k, int n, double p) {
    BigDecimal success = new BigDecimal(p);
    BigDecimal failure = BigDecimal.ONE.subtract(success);
    BigDecimal sum = BigDecimal.ZERO;
    for (int j = k; j <= n; j++) {
      sum =
          sum.add(
              new BigDecimal(choose(n, j))
                  .multiply(success.pow(j, DIGITS), DIGITS)
                  .multiply(failure.pow(n - j, DIGITS), DIGITS),
              DIGITS);
    }
    return sum;
  }

  /**
   * min(1, 2 P(X &ge; max(a, b))) of X ~ Binomial(a + b, 1/2): a fraction of integers, divided
   * once.
   */
  public static BigDecimal twoSidedTest(int a, int b) {
    int n = a + b;
    BigInteger tail = BigInteger.ZERO;
    for (int k = Math.max(a, b); k <= n; k++) {
      tail = tail.add(choose(n, k));
    }
    BigInteger all = BigInteger.TWO.pow(n);
    return new BigDecimal(tail.shiftLeft(1).min(all)).divide(new BigDecimal(all), DIGITS);
  }

  private static BigInteger choose(int n, int k) {
    BigInteger ways = BigInteger.ONE;
    for (int i = 0; i < k; i++) {
      ways = ways.multiply(BigInteger.valueOf(n - i)).divide(BigInteger.valueOf(i + 1));
    }
    return ways;
  }
}
