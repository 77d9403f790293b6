package org.smoothadv.smoothing;

import static org.smoothadv.input.InvalidSettingException.require;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.noise.DiscreteNormal;

/**
 * What CERTIFY and PREDICT are asked for.
 *
 * @param sigma standard deviation of the noise, pixel units, positive
 * @param n0 votes that choose the class to certify, at least 1; PREDICT has no use for it
 * @param n votes that estimate, at least 1
 * @param alpha the failure probability, in (0, 1)
 * @param noise how it is drawn
 */
public record SmoothingParameters(double sigma, int n0, int n, double alpha, NoiseKind noise)
    implements Serializable {
  private static final int MAX_SAMPLES = 1_000_000_000;

  /** Beyond these, quantiles have no digits left. */
  private static final double MIN_ALPHA = 1e-100;

  private static final double MIN_DISTANCE_FROM_ONE = 1e-6;

  /**
   * Validates.
   *
   * @throws InvalidSettingException naming the setting, its value and what is accepted
   */
  public SmoothingParameters {
    require(
        sigma > 0 && sigma < 100,
        "sigma",
        sigma,
        "accepted is a positive standard deviation below 100, such as 0.25 (a smoothed classifier needs noise)");
    require(
        n0 >= 1 && n0 <= MAX_SAMPLES,
        "n0",
        n0,
        "accepted is a number of samples, 1 to " + MAX_SAMPLES);
    require(
        n >= 1 && n <= MAX_SAMPLES, "n", n, "accepted is a number of samples, 1 to " + MAX_SAMPLES);
    require(
        alpha >= MIN_ALPHA && alpha <= 1 - MIN_DISTANCE_FROM_ONE,
        "alpha",
        alpha,
        "accepted is a probability between 0 and 1, both excluded, and not nearer to them than 1e-100 and 1e-6");
    requireDrawable(noise, sigma);
  }

  /** Gaussian noise as published. */
  public SmoothingParameters(double sigma, int n0, int n, double alpha) {
    this(sigma, n0, n, alpha, NoiseKind.GAUSSIAN);
  }

  /**
   * Checks that there is such noise.
   *
   * @throws InvalidSettingException if it is discrete and has one value only, or very many
   */
  public static void requireDrawable(NoiseKind noise, double sigma) {
    if (noise == NoiseKind.DISCRETE && !DiscreteNormal.accepts(sigma)) {
      throw new InvalidSettingException(
          "sigma",
          "{sigma} is %s; of discrete noise, in steps of 1/255, accepted is %s",
          sigma,
          DiscreteNormal.accepted());
    }
  }

  /**
   * What the noise of an image may differ by from what it should be, an upper bound of the total
   * variation distance: 0 for Gaussian noise, of which this is not known.
   *
   * @param values the numbers of an image
   */
  public BigDecimal remainder(long values) {
    return noise == NoiseKind.GAUSSIAN
        ? BigDecimal.ZERO
        : DiscreteNormal.of(sigma).distance(Math.multiplyExact(values, (long) n0 + n));
  }

  /**
   * These parameters for statistics: of the failure probability only what a {@link #remainder}
   * leaves.
   *
   * @throws InvalidSettingException if it leaves nothing
   */
  public SmoothingParameters without(BigDecimal remainder) {
    if (remainder.signum() == 0) {
      return this;
    }
    BigDecimal left = new BigDecimal(alpha).subtract(remainder);
    double rounded = left.doubleValue();
    double below = new BigDecimal(rounded).compareTo(left) > 0 ? Math.nextDown(rounded) : rounded;
    if (below < MIN_ALPHA) {
      throw new InvalidSettingException(
          "alpha",
          "{alpha} is %s; with discrete noise accepted is more than %s, by which that may differ from what it should be",
          alpha,
          remainder);
    }
    return new SmoothingParameters(sigma, n0, n, below, noise);
  }

  /**
   * Checks that there is an answer to unanimous votes.
   *
   * @param answers whether there is, to so many
   * @throws InvalidSettingException if there is not, so that all would be abstentions
   */
  void requireAnswers(IntPredicate answers) {
    if (!answers.test(n)) {
      throw new InvalidSettingException(
          "alpha",
          "{alpha} is %s, which n %s cannot reach: every answer would be an abstention, even to unanimous votes; accepted are n from %s up, or a larger {alpha}",
          alpha,
          n,
          IntStream.iterate(n, more -> more + 1).filter(answers).findFirst().getAsInt());
    }
  }

  /** Sigma as people write it, such as 0.25, without exponent. */
  public String sigmaText() {
    return BigDecimal.valueOf(sigma).stripTrailingZeros().toPlainString();
  }
}
