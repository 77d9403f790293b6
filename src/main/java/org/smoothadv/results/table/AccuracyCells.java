package org.smoothadv.results.table;

import java.util.List;
import java.util.Optional;
import org.smoothadv.results.summary.ConfidenceLevel;
import org.smoothadv.results.summary.Proportion;

/**
 * How accuracies are written: alone, or with their confidence intervals.
 *
 * @param confidence level of the intervals; none are written without it
 */
public record AccuracyCells(Optional<ConfidenceLevel> confidence) {
  /** For people: {@code 0.814}, or {@code 0.814 ±0.034} with the interval's half-width. */
  String text(Proportion accuracy) {
    String value = Numbers.rounded(accuracy.value());
    return confidence
        .map(level -> value + " \u00b1" + Numbers.rounded(level.interval(accuracy).halfWidth()))
        .orElse(value);
  }

  /** Columns that tidy tables get at their end. */
  List<String> tidyColumns() {
    return confidence.isPresent() ? List.of("lower", "upper", "half_width") : List.of();
  }

  /** Values for {@link #tidyColumns()}. */
  List<String> tidy(Proportion accuracy) {
    return confidence
        .map(level -> level.interval(accuracy))
        .map(
            interval ->
                List.of(
                    Numbers.full(interval.lower()),
                    Numbers.full(interval.upper()),
                    Numbers.full(interval.halfWidth())))
        .orElse(List.of());
  }
}
