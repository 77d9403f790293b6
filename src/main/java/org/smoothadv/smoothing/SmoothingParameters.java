package org.smoothadv.smoothing;

import static org.smoothadv.input.InvalidSettingException.require;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.smoothadv.input.InvalidSettingException;

/**
 * What CERTIFY and PREDICT are asked for.
 *
 * @param sigma standard deviation of the noise, pixel units, positive
 * @param n0 votes that choose the class to certify, at least 1; PREDICT has no use for it
 * @param n votes that estimate, at least 1
 * @param alpha the failure probability, in (0, 1)
 */
public record SmoothingParameters(double sigma, int n0, int n, double alpha)
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
