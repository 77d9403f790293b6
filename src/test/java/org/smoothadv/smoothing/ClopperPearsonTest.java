package org.smoothadv.smoothing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClopperPearsonTest {
  private static final double RELATIVE = 1e-12;

  /** All successes: p^n = alpha. */
  @ParameterizedTest
  @CsvSource({"1, 0.5", "1, 0.001", "100, 0.1", "100000, 0.001", "10000000, 1e-9", "7, 0.9"})
  void allSuccessesGiveTheNthRootOfAlpha(int n, double alpha) {
    double logRoot = Math.log(alpha) / n;
    assertClose(Math.exp(logRoot), ClopperPearson.lowerBound(n, n, alpha));
    assertClose(-Math.expm1(logRoot), ClopperPearson.upperBound(0, n, alpha));
  }

  /** At least one success: 1 - (1-p)^n = alpha. */
  @ParameterizedTest
  @CsvSource({"2, 0.5", "100, 0.1", "100000, 0.001", "10000000, 1e-9", "10000000, 1e-300"})
  void oneSuccessGivesTheClosedForm(int n, double alpha) {
    double logFailure = Math.log1p(-alpha) / n;
    assertClose(-Math.expm1(logFailure), ClopperPearson.lowerBound(1, n, alpha));
    assertClose(Math.exp(logFailure), ClopperPearson.upperBound(n - 1, n, alpha));
  }

  /** The tail probability at the bound, in exact arithmetic, lies on either side of alpha. */
  @ParameterizedTest
  @ValueSource(doubles = {0.9, 0.6, 0.5, 0.1, 0.001, 1e-9})
  void exactTailSumsBracketAlphaAroundTheBound(double alpha) {
    int[][] counts = {{1, 1}, {2, 3}, {5, 10}, {9, 10}, {51, 100}, {99, 100}, {3, 300}, {280, 300}};
    for (int[] count : counts) {
      int k = count[0];
      int n = count[1];
      double bound = ClopperPearson.lowerBound(k, n, alpha);
      BigDecimal below = ExactBinomial.upperTail(k, n, bound * (1 - RELATIVE));
      BigDecimal above = ExactBinomial.upperTail(k, n, bound * (1 + RELATIVE));
      String where = k + " of " + n + " at " + alpha;
      assertTrue(below.compareTo(new BigDecimal(alpha)) < 0, where);
      assertTrue(above.compareTo(new BigDecimal(alpha)) > 0, where);
    }
  }

  /** Expected values: the same equation solved with mpmath in 50-digit arithmetic. */
  @ParameterizedTest
  @CsvSource({
    "99000, 100000, 0.001, 0.988989340377474759, 0.0110106596225252408",
    "99999, 100000, 0.001, 0.999907669666265446, 0.0000923303337345540227",
    "50500, 100000, 0.001, 0.50010895173958784, 0.49989104826041216",
    "5, 100000, 0.001, 7.39383786275887953e-6, 0.999992606162137241",
    "9999990, 10000000, 1e-9, 0.999995637209795495, 4.36279020450533464e-6",
    "5010000, 10000000, 1e-9, 0.500051613784935888, 0.499948386215064112",
    "9900000, 10000000, 1e-9, 0.989810039716759512, 0.0101899602832404878",
    "9999999, 10000000, 1e-9, 0.999997606029959295, 2.39397004070521826e-6",
    "1000, 10000000, 1e-9, 0.0000821840033900978288, 0.999917815996609902",
    "2, 10000000, 1e-9, 4.47220284663291166e-12, 0.999999999995527797",
    "7500000, 10000000, 0.001, 0.749576635087615961, 0.250423364912384039",
    "60, 100, 0.6, 0.607046940381618372, 0.392953059618381628",
  })
  void agreesWithHighPrecisionArithmetic(int k, int n, double alpha, double p, double complement) {
    assertClose(p, ClopperPearson.lowerBound(k, n, alpha));
    assertClose(complement, ClopperPearson.upperBound(n - k, n, alpha));
  }

  @Test
  void boundsNothingWithoutSuccessesOrWithoutFailures() {
    assertEquals(0, ClopperPearson.lowerBound(0, 100, 0.001));
    assertEquals(1, ClopperPearson.upperBound(100, 100, 0.001));
  }

  /** The definition of a confidence bound, over all outcomes, for a grid of true probabilities. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.01})
  void exceedsTheTrueProbabilityWithProbabilityAtMostAlpha(double alpha) {
    int n = 40;
    for (int percent = 1; percent < 100; percent++) {
      double p = percent / 100.0;
      int k = 0;
      while (k <= n && ClopperPearson.lowerBound(k, n, alpha) <= p) {
        k++;
      }
      BigDecimal missed = ExactBinomial.upperTail(k, n, p);
      assertTrue(missed.compareTo(new BigDecimal(alpha)) <= 0, "p = " + p + ": " + missed);
    }
  }

  @Test
  void worksAtTheEndsOfItsRanges() {
    int n = Integer.MAX_VALUE;
    assertClose(Math.exp(Math.log(0.001) / n), ClopperPearson.lowerBound(n, n, 0.001));
    double middle = ClopperPearson.lowerBound(n / 2, n, 0.001);
    assertEquals(0.5, middle, 1e-4);
    assertTrue(ClopperPearson.lowerBound(10, 100, Double.MIN_VALUE) > 0);
    assertTrue(ClopperPearson.lowerBound(10, 100, Math.nextDown(1.0)) < 1);
  }

  @Test
  void refusesArgumentsOutsideOfTheirRanges() {
    for (double alpha : new double[] {0, 1, -0.1, Double.NaN}) {
      String message = refusal(1, 2, alpha);
      assertTrue(message.contains("alpha") && message.contains(Double.toString(alpha)), message);
    }
    assertTrue(refusal(3, 2, 0.1).contains("3 successes in 2 trials"));
    assertTrue(refusal(-1, 2, 0.1).contains("-1 successes"));
    assertTrue(refusal(0, 0, 0.1).contains("trials must be positive"));
  }

  private static String refusal(int k, int n, double alpha) {
    assertThrows(IllegalArgumentException.class, () -> ClopperPearson.upperBound(k, n, alpha));
    return assertThrows(
            IllegalArgumentException.class, () -> ClopperPearson.lowerBound(k, n, alpha))
        .getMessage();
  }

  private static void assertClose(double expected, double actual) {
    assertEquals(expected, actual, RELATIVE * expected);
  }
}
