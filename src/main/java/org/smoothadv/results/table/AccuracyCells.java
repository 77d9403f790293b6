package org.smoothadv.results.table;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.smoothadv.results.summary.ConfidenceLevel;
import org.smoothadv.results.summary.ConfidenceLevel.Interval;
import org.smoothadv.results.summary.PairedComparison;
import org.smoothadv.results.summary.Proportion;

/**
 * How accuracies are written: alone, or with their confidence intervals.
 *
 * @param confidence level of the intervals; none are written without it
 */
public record AccuracyCells(Optional<ConfidenceLevel> confidence) {
  /** For people: {@code 0.814}, or {@code 0.814 ±0.034} with the interval's half-width. */
  String text(Proportion accuracy) {
    return text(Numbers.rounded(accuracy.value()), level -> level.interval(accuracy));
  }

  /** For people: {@code +0.062}, or {@code +0.062 ±0.034} with the interval's half-width. */
  String text(PairedComparison comparison) {
    return text(Numbers.signed(comparison.difference()), comparison::interval);
  }

  /** Columns that tidy tables get at their end. */
  List<String> tidyColumns() {
    return confidence.isPresent() ? List.of("lower", "upper", "half_width") : List.of();
  }

  /** Values for {@link #tidyColumns()}. */
  List<String> tidy(Proportion accuracy) {
    return tidy(level -> level.interval(accuracy));
  }

  /** Values for {@link #tidyColumns()}. */
  List<String> tidy(PairedComparison comparison) {
    return tidy(comparison::interval);
  }

  private String text(String value, Function<ConfidenceLevel, Interval> interval) {
    return confidence
        .map(level -> value + " \u00b1" + Numbers.rounded(interval.apply(level).halfWidth()))
        .orElse(value);
  }

  private List<String> tidy(Function<ConfidenceLevel, Interval> ofLevel) {
    return confidence
        .map(ofLevel)
        .map(
            interval ->
                List.of(
                    Numbers.full(interval.lower()),
                    Numbers.full(interval.upper()),
                    Numbers.full(interval.halfWidth())))
        .orElse(List.of());
  }
}
