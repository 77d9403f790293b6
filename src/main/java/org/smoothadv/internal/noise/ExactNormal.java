package org.smoothadv.internal.noise;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * The distribution function of the standard normal distribution as an integer: the series of its
 * integral in fixed point, with so many bits that its cancellation leaves 2<sup>-200</sup>.
 */
final class ExactNormal {
  /** Beyond, P(Z &gt; z) is below {@link #BEYOND}. */
  static final int FARTHEST = 14;

  /** More than P(Z &gt; 14) = 7.8e-45. */
  static final BigDecimal BEYOND = new BigDecimal("1e-44");

  /** Bits after the point. The largest term at 14 has 141 before it. */
  static final int BITS = 400;

  /** More than the error of a value. */
  static final BigDecimal ERROR = BigDecimal.ONE.divide(new BigDecimal(BigInteger.TWO.pow(200)));

  private static final BigInteger HALF = BigInteger.ONE.shiftLeft(BITS - 1);
  private static final BigInteger DENSITY_AT_0 = densityAt0();

  private ExactNormal() {}

  private static BigInteger densityAt0() {
    MathContext digits = new MathContext(130);
    BigDecimal pi =
        new BigDecimal(
            "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798214808651328230664709384460955");
    BigDecimal density =
        BigDecimal.ONE.divide(pi.multiply(BigDecimal.valueOf(2)).sqrt(digits), digits);
    return density.multiply(new BigDecimal(BigInteger.ONE.shiftLeft(BITS))).toBigInteger();
  }

  /**
   * P(Z &le; z), as a multiple of 2<sup>-400</sup>.
   *
   * @param numerator of z, at least 0
   * @param denominator of z, which is at most {@link #FARTHEST}
   */
  static BigInteger cumulative(BigInteger numerator, BigInteger denominator) {
    BigInteger z = numerator.shiftLeft(BITS).divide(denominator);
    BigInteger square = z.multiply(z).shiftRight(BITS);
    BigInteger power = z; // z^(2n+1) / (2^n n!)
    BigInteger sum = z;
    for (int n = 1; power.signum() > 0; n++) {
      power = power.multiply(square).shiftRight(BITS).divide(BigInteger.valueOf(2L * n));
      BigInteger term = power.divide(BigInteger.valueOf(2L * n + 1));
      sum = n % 2 == 0 ? sum.add(term) : sum.subtract(term);
    }
    return HALF.add(sum.multiply(DENSITY_AT_0).shiftRight(BITS));
  }
}
