package org.smoothadv.internal.results.table;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.smoothadv.internal.results.summary.Estimate;
import org.smoothadv.internal.results.summary.PairedComparison;
import org.smoothadv.internal.results.summary.Proportion.ConfidenceLevel;
import org.smoothadv.internal.results.summary.Proportion.ConfidenceLevel.Interval;

/** How tables write numbers: never with an exponent, always with a decimal point. */
final class Numbers {
  private Numbers() {}

  /** At full precision, for programs. */
  static String full(double value) {
    return full(new BigDecimal(Double.toString(value)));
  }

  /** At full precision, for programs. */
  static String full(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }

  /** To three decimals, for people. */
  static String rounded(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  /**
   * For people: {@code 0.814}, or {@code 0.814 ±0.034} with the interval's half-width; of several
   * models {@code 0.814 (0.012)}, with the standard deviation between them.
   */
  static String accuracy(Estimate accuracy, Optional<ConfidenceLevel> confidence) {
    String deviation =
        accuracy.standardDeviation().isPresent()
            ? " (" + rounded(accuracy.standardDeviation().getAsDouble()) + ")"
            : "";
    return rounded(accuracy.value())
        + halfWidth(confidence, level -> level.interval(accuracy))
        + deviation;
  }

  /** For people: {@code +0.062}, or {@code +0.062 ±0.034} with the interval's half-width. */
  static String difference(PairedComparison comparison, Optional<ConfidenceLevel> confidence) {
    String text = String.format(Locale.ROOT, "%+.3f", comparison.difference());
    String signed = text.endsWith("0.000") ? "0.000" : text;
    return signed + halfWidth(confidence, comparison::interval);
  }

  private static String halfWidth(
      Optional<ConfidenceLevel> confidence, Function<ConfidenceLevel, Interval> interval) {
    return confidence
        .map(level -> " \u00b1" + rounded(interval.apply(level).halfWidth()))
        .orElse("");
  }
}
