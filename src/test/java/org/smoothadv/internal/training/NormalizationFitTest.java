package org.smoothadv.internal.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.network.Normalization;

class NormalizationFitTest {
  @ParameterizedTest
  @CsvSource({
    "0.04, 0.89, true",
    "0.40, 3.46, true",
    "0.04, 0.25, false",
    "0.60, 1.10, false",
    // Neither is good: a network that hardly learned, or another sigma than that of training.
    "1.02, 7.37, true",
    "2.43, 12.06, true",
    "1.22, 2.85, false",
    "3.00, 2.00, false",
    // No network that was trained.
    "5, 1000, false",
  })
  void isClearlyBetterWhereTheOtherIsManyTimesFurtherOff(
      double deviation, double other, boolean expected) {
    assertEquals(expected, fit(deviation).isClearlyBetterThan(fit(other)));
  }

  private static NormalizationFit fit(double deviation) {
    NormalizationFit.Layer layer = new NormalizationFit.Layer(1, deviation, 0);
    return new NormalizationFit(Normalization.none(), List.of(layer));
  }
}
