package org.smoothadv.internal.results.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.internal.results.summary.Proportion.ConfidenceLevel;
import org.smoothadv.smoothing.ExactBinomial;

class IntervalTest {
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.9, 0.95, 0.99, 0.999999})
  void anIntervalOfNothingBeginsAtZeroAndOneOfEverythingEndsAtOne(double level) {
    ConfidenceLevel confidence = new ConfidenceLevel(level);
    for (int total = 1; total <= 2000; total++) {
      ConfidenceLevel.Interval none = confidence.interval(new Proportion(0, total));
      ConfidenceLevel.Interval all = confidence.interval(new Proportion(total, total));
      assertEquals(0, none.lower(), total + " images");
      assertEquals(1, all.upper(), total + " images");
      assertTrue(none.upper() > 0 && all.lower() < 1, total + " images");
    }
  }

  @Test
  void otherIntervalsHoldTheShareInside() {
    ConfidenceLevel confidence = new ConfidenceLevel(0.95);
    for (int count = 1; count < 500; count++) {
      ConfidenceLevel.Interval interval = confidence.interval(new Proportion(count, 500));
      assertTrue(0 < interval.lower() && interval.lower() < count / 500.0, count + " of 500");
      assertTrue(count / 500.0 < interval.upper() && interval.upper() < 1, count + " of 500");
    }
  }

  /** The sums of binomial coefficients over powers of two, by hand; the last is 2 / 2^120. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 1",
    "2, 1, 1",
    "3, 10, 0.09228515625",
    "13, 2, 0.00738525390625",
    "51, 51, 1",
    "120, 0, 1.5046327690525e-36"
  })
  void theExactTestOfMcNemar(int onlyModel, int onlyBaseline, double p) {
    double value = new PairedComparison(onlyModel, onlyBaseline, 200).pValue();
    assertEquals(1, value / p, 1e-9);
    assertTrue(value <= 1);
  }

  @Test
  void mcNemarsTestIsExactForAllCountsUpToSixty() {
    for (int model = 0; model <= 60; model++) {
      for (int baseline = 0; baseline <= 60; baseline++) {
        double expected = ExactBinomial.twoSidedTest(model, baseline).doubleValue();
        double value = new PairedComparison(model, baseline, 120).pValue();
        assertEquals(1, value / expected, 1e-12, model + " and " + baseline);
        assertTrue(value <= 1, model + " and " + baseline);
      }
    }
  }
}
