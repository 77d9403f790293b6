package org.smoothadv.smoothing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BinomialTestTest {
  /** By hand: 2 (C(4,4) + C(4,3)) / 2^4, and so on. */
  @ParameterizedTest
  @CsvSource({"1, 0, 1", "2, 0, 0.5", "3, 1, 0.625", "4, 0, 0.125", "5, 1, 0.21875"})
  void smallCountsGiveTheFractionsOfPascalsTriangle(int count1, int count2, double expected) {
    assertEquals(expected, BinomialTest.pValue(count1, count2), 1e-15);
  }

  @ParameterizedTest
  @CsvSource({"100, 80", "160, 100", "290, 10", "300, 0", "151, 150"})
  void agreesWithExactTailSums(int count1, int count2) {
    int n = count1 + count2;
    double expected = 2 * ExactBinomial.upperTail(count1, n, 0.5).doubleValue();
    assertEquals(expected, BinomialTest.pValue(count1, count2), 1e-12 * expected);
  }

  @Test
  void allCountsUpToSixtyGiveTheExactFraction() {
    for (int a = 0; a <= 60; a++) {
      for (int b = a == 0 ? 1 : 0; b <= 60; b++) {
        double expected = ExactBinomial.twoSidedTest(a, b).doubleValue();
        assertEquals(1, BinomialTest.pValue(a, b) / expected, 1e-12, a + " and " + b);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {100_000, 100_001})
  void ofManyTrialsTheMoreUnevenAreTheLessProbable(int trials) {
    double before = 1;
    for (int more = trials / 2 + 1; more <= trials; more++) {
      double log = BinomialTest.logPValue(more, trials - more);
      double value = BinomialTest.pValue(more, trials - more);
      assertTrue(log < before || more == trials / 2 + 1, more + ": " + log + " after " + before);
      assertTrue(value >= 0 && value <= 1, more + ": " + value);
      before = log;
    }
  }

  /** Expected values: mpmath, 50 digits. */
  @ParameterizedTest
  @CsvSource({
    "50774, 49226, -13.8180442352921888",
    "60000, 40000, -2017.72164119657678",
    "5010000, 4990000, -22.0917986754842307",
  })
  void theLogarithmIsAccurateInTheTailsAndForManyVotes(int count1, int count2, double expected) {
    double logPValue = BinomialTest.logPValue(count1, count2);
    assertEquals(expected, logPValue, 1e-14 * -expected);
    assertEquals(
        Math.exp(expected), BinomialTest.pValue(count1, count2), 1e-12 * Math.exp(expected));
  }

  /** All of n on one side: 2 / 2^n. */
  @Test
  void unanimityGivesAPowerOfOneHalfAlsoWhereThePValueUnderflows() {
    assertEquals(0x1p-59, BinomialTest.pValue(60, 0), 1e-12 * 0x1p-59);
    assertEquals(0, BinomialTest.pValue(100_000, 0));
    double expected = -99_999 * Math.log(2);
    assertEquals(expected, BinomialTest.logPValue(0, 100_000), 1e-14 * -expected);
  }

  @Test
  void equalCountsSayNothingAndTheOrderDoesNotMatter() {
    assertEquals(1, BinomialTest.pValue(1, 1));
    assertEquals(1, BinomialTest.pValue(50_000, 50_000));
    assertEquals(BinomialTest.pValue(70, 30), BinomialTest.pValue(30, 70));
  }

  @Test
  void thePValueNeverExceedsOne() {
    for (int n = 1; n < 200; n++) {
      assertTrue(BinomialTest.pValue(n + 1, n) <= 1);
    }
  }

  @Test
  void refusesCountsThatAreNone() {
    assertThrows(IllegalArgumentException.class, () -> BinomialTest.pValue(0, 0));
    String message =
        assertThrows(IllegalArgumentException.class, () -> BinomialTest.pValue(3, -1)).getMessage();
    assertTrue(message.contains("3 and -1"), message);
    assertThrows(ArithmeticException.class, () -> BinomialTest.pValue(Integer.MAX_VALUE, 1));
  }
}
