package org.smoothadv.smoothing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StandardNormalTest {
  private static final double RELATIVE = 1e-14;

  /** Expected values: log(erfc(z/sqrt(2))/2) = log q solved with mpmath, 50 digits. */
  @ParameterizedTest
  @CsvSource({
    "0.49999994, 1.50397696537843711e-7",
    "0.4, 0.253347103135799741",
    "0.25, 0.674489750196081743",
    "0.1, 1.28155156554460044",
    "0.05, 1.64485362695147269",
    "0.001, 3.09023230616781354",
    "6.9e-7, 4.82787162816755425",
    "1e-12, 7.03448382530113193",
    "1e-100, 21.2734535609653243",
    "1e-300, 37.0470962993611992",
  })
  void agreesWithHighPrecisionArithmetic(double tail, double expected) {
    assertEquals(expected, StandardNormal.upperQuantile(tail), RELATIVE * expected);
    assertEquals(-expected, StandardNormal.quantile(tail), RELATIVE * expected);
  }

  @Test
  void theTwoTailsMirrorEachOther() {
    for (double p : new double[] {0.5000001, 0.75, 0.95, 0.999, 1 - 0x1p-50}) {
      assertEquals(StandardNormal.quantile(p), StandardNormal.upperQuantile(1 - p));
    }
    assertEquals(0.0, StandardNormal.quantile(0.5));
    assertEquals(0.0, StandardNormal.upperQuantile(0.5));
  }

  @Test
  void risesWithoutAStepWhereTheMethodsMeet() {
    double before = StandardNormal.upperQuantile(Math.nextUp(0.1));
    double after = StandardNormal.upperQuantile(0.1);
    assertEquals(before, after, RELATIVE);
  }

  @Test
  void theSmallestProbabilitiesHaveQuantiles() {
    double smallest = StandardNormal.upperQuantile(Double.MIN_VALUE);
    assertTrue(smallest > 38.4 && smallest < 38.5, "" + smallest); // mpmath: 38.4674
    double largest = StandardNormal.quantile(Math.nextDown(1.0));
    assertEquals(StandardNormal.upperQuantile(0x1p-53), largest);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.5, 1.5, Double.NaN})
  void refusesWhatIsNoProbabilityInsideTheInterval(double p) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> StandardNormal.quantile(p)).getMessage();
    assertTrue(message.contains(Double.toString(p)), message);
    assertThrows(IllegalArgumentException.class, () -> StandardNormal.upperQuantile(p));
  }
}
