package org.smoothadv.smoothing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.math3.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BettingSequenceTest {
  /** Expected values: W(p0) = 1/alpha solved with mpmath, 50 digits. */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 0.05, 0.0157489001828090431",
    "64, 64, 0.001, 0.862994618018261241",
    "60, 64, 0.0005, 0.725622196279765162",
    "97725, 100000, 0.0005, 0.975018145081052412",
    "5010000, 10000000, 1e-9, 0.499911702217073533",
    "9999990, 10000000, 1e-9, 0.999995107330237072",
    "10000000, 10000000, 1e-9, 0.99999753897954547",
  })
  void agreesWithHighPrecisionArithmetic(int successes, int tosses, double alpha, double expected) {
    double bound = BettingSequence.lowerBound(successes, tosses, alpha);
    assertEquals(expected, bound, 1e-11 * expected);
    assertEquals(1 - expected, 1 - bound, 1e-9 * (1 - expected));
  }

  /** The claim is fair to the gambler at p = p0: the mean of W over all outcomes stays 1. */
  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.5, 0.84, 0.999})
  void theMeanWealthStaysOneWhereTheClaimIsTrueAndSinksBelow(double p0) {
    for (int tosses : new int[] {1, 7, 200}) {
      assertEquals(1, meanWealth(tosses, p0, p0), 1e-10, tosses + " tosses");
      assertTrue(meanWealth(tosses, 0.9 * p0, p0) < 1, tosses + " tosses");
    }
  }

  /**
   * The definition of a confidence sequence, without chance: the probability that it is wrong after
   * any of 300 tosses, summed over all paths that have not been wrong before.
   */
  @ParameterizedTest
  @CsvSource({"0.05, 0.2", "0.001, 0.02"})
  void isEverWrongWithProbabilityAtMostAlpha(double alpha, double leastShare) {
    int tosses = 300;
    double[][] bounds = new double[tosses + 1][];
    for (int t = 1; t <= tosses; t++) {
      bounds[t] = new double[t + 1];
      for (int k = 0; k <= t; k++) {
        bounds[t][k] = BettingSequence.lowerBound(k, t, alpha);
      }
    }
    for (double p : new double[] {0.05, 0.3, 0.5, 0.7, 0.84, 0.95}) {
      double wrong = everWrong(bounds, p);
      assertTrue(wrong <= alpha, "p = " + p + ": " + wrong);
      assertTrue(wrong >= leastShare * alpha, "p = " + p + ": " + wrong);
    }
  }

  @Test
  void risesWithSuccessesAndFallsWithFailures() {
    for (int k = 0; k < 500; k++) {
      double bound = BettingSequence.lowerBound(k, 500, 0.001);
      assertTrue(BettingSequence.lowerBound(k + 1, 501, 0.001) > bound || bound == 0, "" + k);
      assertTrue(BettingSequence.lowerBound(k, 501, 0.001) < bound || bound == 0, "" + k);
      assertTrue(BettingSequence.lowerBound(k, 500, 0.01) > bound || bound == 0, "" + k);
    }
  }

  /** No bound that may be looked at once only, and rises with the successes, is larger. */
  @ParameterizedTest
  @ValueSource(ints = {1, 64, 1000, 100_000, 10_000_000})
  void isNeverAboveClopperPearson(int tosses) {
    for (double share : new double[] {0, 0.001, 0.3, 0.5, 0.84, 0.977, 0.9999, 1}) {
      int successes = (int) Math.round(share * tosses);
      double bound = BettingSequence.lowerBound(successes, tosses, 0.001);
      assertTrue(bound <= ClopperPearson.lowerBound(successes, tosses, 0.001), "" + share);
      assertTrue(successes == 0 ? bound == 0 : bound < share, "" + share);
    }
  }

  /** What looking at all times costs: z = 3.1 becomes less than 5.5. */
  @ParameterizedTest
  @CsvSource({"640, 0.7", "10000, 0.9", "100000, 0.5", "100000, 0.977", "10000000, 0.84"})
  void isNotFarBelowTheShareOfSuccesses(int tosses, double share) {
    double deviation = Math.sqrt(share * (1 - share) / tosses);
    double bound = BettingSequence.lowerBound((int) (share * tosses), tosses, 0.001);
    assertTrue(bound > share - 5.5 * deviation, (share - bound) / deviation + " deviations");
  }

  @Test
  void worksAtTheEndsOfItsRanges() {
    assertEquals(0, BettingSequence.lowerBound(0, 100, 0.001));
    assertEquals(0, BettingSequence.lowerBound(1, 10_000_000, 0.001), 1e-9);
    assertTrue(BettingSequence.lowerBound(10, 10, 1e-300) >= 0);
    double unsure = BettingSequence.lowerBound(999, 1000, 0.5);
    assertTrue(unsure > 0.9 && unsure < 0.9991, "" + unsure);
    double most = BettingSequence.lowerBound(Integer.MAX_VALUE, Integer.MAX_VALUE, 0.001);
    assertTrue(most > 0.99999999 && most < 1, "" + most);
  }

  private static double meanWealth(int tosses, double p, double p0) {
    BinomialDistribution successes = new BinomialDistribution(null, tosses, p);
    double mean = 0;
    for (int k = 0; k <= tosses; k++) {
      double logWealth = BettingSequence.logWealth(k, tosses - k, (1 - p0) / p0);
      mean += Math.exp(successes.logProbability(k) + logWealth);
    }
    return mean;
  }

  private static double everWrong(double[][] bounds, double p) {
    double wrong = 0;
    double[] right = {1};
    for (int t = 1; t < bounds.length; t++) {
      double[] next = new double[t + 1];
      for (int k = 0; k <= t; k++) {
        double reached = (k > 0 ? right[k - 1] * p : 0) + (k < t ? right[k] * (1 - p) : 0);
        if (bounds[t][k] > p) {
          wrong += reached;
        } else {
          next[k] = reached;
        }
      }
      right = next;
    }
    return wrong;
  }
}
