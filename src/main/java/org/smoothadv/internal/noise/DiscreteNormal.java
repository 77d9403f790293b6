package org.smoothadv.internal.noise;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Normal noise on 8-bit pixels, rounded to whole grey levels: P(K = k) = Phi((k + 1/2) / (255
 * sigma)) - Phi((k - 1/2) / (255 sigma)), what is farther out than {@link #reach} folded in. A
 * uniform word of {@link #BITS} bits is turned into K by comparing it with integers, the
 * probabilities P(K &le; k) in multiples of 2<sup>-96</sup>, so that no rounding of floating-point
 * numbers lies between random bits and pixels.
 */
public final class DiscreteNormal {
  /** Of a word. */
  public static final int BITS = 96;

  /**
   * In standard deviations: so far a noisy pixel may leave the range of pixels before it is cut.
   */
  private static final int MARGIN = 8;

  private static final int WHITE = 255;

  /** Half a grey level is at most so many standard deviations: else the noise is 0. */
  private static final double LARGEST_HALF_LEVEL = 4;

  /** Indices of tables stay small, and most words are decided by their first bits. */
  private static final double LARGEST_SIGMA = 15;

  private static final double SMALLEST_SIGMA = 0.5 / WHITE / LARGEST_HALF_LEVEL;
  private static final BigInteger ONE = BigInteger.ONE.shiftLeft(BITS);
  private static final Map<Double, DiscreteNormal> KNOWN = new ConcurrentHashMap<>();

  private final double sigma;
  private final int margin;
  private final BigInteger[] upTo;
  private final BigDecimal distance;

  private DiscreteNormal(double sigma) {
    this.sigma = sigma;
    margin = (int) Math.ceil(MARGIN * WHITE * sigma);
    int reach = reach();
    upTo = new BigInteger[2 * reach];
    BigDecimal levels = new BigDecimal(sigma).multiply(BigDecimal.valueOf(2L * WHITE));
    BigInteger unit = BigInteger.TEN.pow(Math.max(0, levels.scale()));
    BigInteger denominator = levels.multiply(new BigDecimal(unit)).toBigIntegerExact();
    BigDecimal errors = BigDecimal.ZERO;
    for (int k = 0; k < reach; k++) {
      BigInteger numerator = BigInteger.valueOf(2L * k + 1).multiply(unit);
      BigInteger farthest = denominator.multiply(BigInteger.valueOf(ExactNormal.FARTHEST));
      if (numerator.compareTo(farthest) > 0) {
        upTo[reach + k] = ONE;
        errors = errors.add(ExactNormal.BEYOND);
      } else {
        BigInteger exact = ExactNormal.cumulative(numerator, denominator);
        upTo[reach + k] = rounded(exact);
        errors = errors.add(error(exact, upTo[reach + k]));
      }
      upTo[reach - 1 - k] = ONE.subtract(upTo[reach + k]); // by symmetry, as its error
    }
    // Half the sum of what single probabilities are off by, each by two thresholds at most.
    distance = errors.multiply(BigDecimal.valueOf(2));
  }

  private static BigInteger rounded(BigInteger exact) {
    int dropped = ExactNormal.BITS - BITS;
    return exact.add(BigInteger.ONE.shiftLeft(dropped - 1)).shiftRight(dropped);
  }

  private static BigDecimal error(BigInteger exact, BigInteger rounded) {
    BigInteger difference = rounded.shiftLeft(ExactNormal.BITS - BITS).subtract(exact).abs();
    BigDecimal unit = new BigDecimal(BigInteger.ONE.shiftLeft(ExactNormal.BITS));
    return new BigDecimal(difference)
        .divide(unit, new MathContext(40, RoundingMode.CEILING))
        .add(ExactNormal.ERROR);
  }

  /** Whether the noise of a standard deviation has more than one value, and not too many. */
  public static boolean accepts(double sigma) {
    return sigma >= SMALLEST_SIGMA && sigma <= LARGEST_SIGMA;
  }

  /** What {@link #accepts} in words. */
  public static String accepted() {
    return "a standard deviation from 0.0005 to 15";
  }

  /**
   * The noise of a standard deviation.
   *
   * @param sigma in units where pixels are in [0, 1]
   * @throws IllegalArgumentException if it is not {@link #accepts accepted}
   */
  public static DiscreteNormal of(double sigma) {
    if (!accepts(sigma)) {
      throw new IllegalArgumentException(accepted() + " is needed, not " + sigma);
    }
    return KNOWN.computeIfAbsent(sigma, DiscreteNormal::new);
  }

  /** The standard deviation, in units where pixels are in [0, 1]. */
  public double sigma() {
    return sigma;
  }

  /** K is from -reach to reach. */
  public int reach() {
    return margin + WHITE;
  }

  /**
   * Noisy pixels are cut to [-margin, 255 + margin], in grey levels. The largest K takes a pixel of
   * any grey level beyond: what is cut depends on pixel and noise together only.
   */
  public int margin() {
    return margin;
  }

  /**
   * P(K &le; k) in multiples of 2<sup>-96</sup>.
   *
   * @param k from -reach, below reach
   */
  public BigInteger upTo(int k) {
    return upTo[k + reach()];
  }

  /** P(K = k), as words have it. */
  public double probability(int k) {
    BigInteger above = k == reach() ? ONE : upTo(k);
    BigInteger below = k == -reach() ? BigInteger.ZERO : upTo(k - 1);
    return new BigDecimal(above.subtract(below))
        .divide(new BigDecimal(ONE), MathContext.DECIMAL64)
        .doubleValue();
  }

  /**
   * The K that a word stands for: how many thresholds it has reached, less the reach.
   *
   * @param word at least 0, below 2<sup>96</sup>
   */
  public int of(BigInteger word) {
    int low = 0;
    int high = upTo.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (upTo[middle].compareTo(word) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - reach();
  }

  /**
   * What rounding the probabilities to 96 bits changes: an upper bound, of three digits, of the
   * total variation distance between independent values so drawn and exact ones.
   *
   * @param values how many
   */
  public BigDecimal distance(long values) {
    return distance
        .multiply(BigDecimal.valueOf(values))
        .round(new MathContext(3, RoundingMode.CEILING));
  }
}
