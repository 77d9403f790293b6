package org.smoothadv.results.table;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.smoothadv.results.summary.ConfidenceLevel;
import org.smoothadv.results.summary.ConfidenceLevel.Interval;
import org.smoothadv.results.summary.PairedComparison;
import org.smoothadv.results.summary.Proportion;

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

  /** For people: {@code 0.814}, or {@code 0.814 ±0.034} with the interval's half-width. */
  static String accuracy(Proportion accuracy, Optional<ConfidenceLevel> confidence) {
    return rounded(accuracy.value()) + halfWidth(confidence, level -> level.interval(accuracy));
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
