package org.smoothadv.internal.results.summary;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.smoothadv.internal.results.summary.DescribedLog.CertifiedLog;

/**
 * The upper envelope over several models: at each radius the highest certified accuracy that any of
 * them reaches (Salman et al. 2019, figure 1 and table 2).
 *
 * @param logs one certification log per model, at least one
 */
public record Envelope(List<CertifiedLog> logs) {
  /**
   * Keeps an unmodifiable copy.
   *
   * @throws IllegalArgumentException if there are no logs
   */
  public Envelope {
    logs = List.copyOf(logs);
    if (logs.isEmpty()) {
      throw new IllegalArgumentException("an envelope needs a log");
    }
  }

  /**
   * The model that reaches the highest accuracy at a radius. Of equals it is the one with the
   * higher accuracy at radius 0, then the first.
   */
  public CertifiedLog best(BigDecimal radius) {
    Comparator<CertifiedLog> order =
        Comparator.<CertifiedLog, Estimate>comparing(log -> log.summary().accuracyAt(radius))
            .thenComparing(log -> log.summary().standardAccuracy());
    CertifiedLog best = logs.get(0);
    for (CertifiedLog log : logs) {
      best = order.compare(log, best) > 0 ? log : best;
    }
    return best;
  }

  /** The highest accuracy at a radius. */
  public Estimate accuracyAt(BigDecimal radius) {
    return best(radius).summary().accuracyAt(radius);
  }

  /** The largest radius that any model certifies. */
  public BigDecimal largestRadius() {
    return logs.stream()
        .map(log -> log.summary().largestRadius())
        .max(BigDecimal::compareTo)
        .orElseThrow();
  }

  /**
   * The accuracy at each radius behind which it is lower, by ascending radius. Between two of them
   * it is the accuracy at the larger one.
   */
  public SortedMap<BigDecimal, Estimate> falls() {
    NavigableMap<BigDecimal, Estimate> highest = new TreeMap<>();
    for (CertifiedLog log : logs) {
      log.summary()
          .falls()
          .forEach(
              (radius, accuracy) ->
                  highest.merge(radius, accuracy, BinaryOperator.maxBy(Estimate::compareTo)));
    }
    SortedMap<BigDecimal, Estimate> falls = new TreeMap<>();
    Estimate above = new Proportion(0, 1);
    for (BigDecimal radius : highest.descendingKeySet()) {
      Estimate accuracy = highest.get(radius);
      if (accuracy.compareTo(above) > 0) {
        falls.put(radius, accuracy);
        above = accuracy;
      }
    }
    return falls;
  }
}
