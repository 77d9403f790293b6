package org.smoothadv.smoothing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.results.LogRecord.CertificationRecord;

/**
 * Radii to be decided, pixel units. They are compared as tables do: inclusively and as decimals,
 * with the radius as it is logged.
 *
 * @param radii at least one, not negative, increasing
 */
record ListedRadii(List<BigDecimal> radii) {
  /**
   * Keeps an unmodifiable copy.
   *
   * @throws IllegalArgumentException if there is none, or one is negative or not larger than the
   *     one before
   */
  ListedRadii {
    radii = List.copyOf(radii);
    BigDecimal before = new BigDecimal(-1);
    for (BigDecimal radius : radii) {
      if (radius.signum() < 0 || radius.compareTo(before) <= 0) {
        throw new IllegalArgumentException("not increasing from 0 up: " + radii);
      }
      before = radius;
    }
    if (radii.isEmpty()) {
      throw new IllegalArgumentException("there must be a radius to decide");
    }
  }

  /**
   * Whether this radius certifies a listed one. A radius that is not positive certifies none: it is
   * that of an abstention.
   *
   * @param radius pixel units, perhaps infinitely negative
   */
  static boolean certifies(double radius, BigDecimal listed) {
    return radius > 0 && CertificationRecord.roundedDown(radius).compareTo(listed) >= 0;
  }

  /** The smallest that this radius does not certify. */
  Optional<BigDecimal> firstBeyond(double radius) {
    return radii.stream().filter(listed -> !certifies(radius, listed)).findFirst();
  }

  /**
   * Checks that all can be certified.
   *
   * @param most the largest radius that there can be
   * @throws InvalidInputException naming the first that cannot, and what is accepted
   */
  void requireWithin(double most, SmoothingParameters parameters) {
    Optional<BigDecimal> beyond = firstBeyond(most);
    if (beyond.isPresent()) {
      throw new InvalidSettingException(
          "radii",
          "{radii}: %s is beyond what {n} %s and {alpha} %s can certify at sigma %s; %s",
          beyond.get().toPlainString(),
          parameters.n(),
          parameters.alpha(),
          parameters.sigma(),
          !(most > 0)
              ? "they certify no radius at all"
              : "accepted are radii up to "
                  + new BigDecimal(most).setScale(4, RoundingMode.FLOOR).toPlainString());
    }
  }
}
