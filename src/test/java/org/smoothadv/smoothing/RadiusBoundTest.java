package org.smoothadv.smoothing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.smoothing.VoteCounts.Tally;

class RadiusBoundTest {
  /**
   * Expected values: SciPy, with a = 0.0005: pABar = beta.ppf(a, kA, n-kA+1), pBBar = min(1 -
   * pABar, beta.ppf(1-a, kB+1, n-kB)), 0.25 * (norm.ppf(pABar) - norm.ppf(pBBar)).
   */
  @ParameterizedTest
  @CsvSource({"450, 200, 0.10865829078906798", "950, 20, 0.7973752055430887"})
  void topTwoIsEquationTwo(int top, int runnerUp, double expected) {
    assertEquals(
        expected, radius(RadiusBound.TOP_TWO, new Tally(top, runnerUp, 1000), 0.001), 1e-9);
  }

  @Test
  void topTwoCertifiesWhereOneVsRestCannot() {
    Tally spread = new Tally(450, 200, 1000);
    assertTrue(radius(RadiusBound.ONE_VS_REST, spread, 0.001) < 0);
    assertTrue(radius(RadiusBound.TOP_TWO, new Tally(950, 20, 1000), 0.001) > 0.75);
    // beta.ppf(0.001, 950, 51) = 0.925046780060944; 0.5 * norm.ppf(that)
    assertEquals(
        0.7199310106376186, radius(RadiusBound.ONE_VS_REST, new Tally(950, 20, 1000), 0.001), 1e-9);
  }

  /** The price of bounding two probabilities is at most that of half of alpha. */
  @Test
  void topTwoIsNeverBelowOneVsRestAtHalfOfAlpha() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 300; i++) {
      int samples = 1 + random.nextInt(3000);
      int top = random.nextInt(samples + 1);
      int runnerUp = random.nextInt(samples - top + 1);
      Tally tally = new Tally(top, runnerUp, samples);
      double oneVsRest = radius(RadiusBound.ONE_VS_REST, tally, 0.005);
      double topTwo = radius(RadiusBound.TOP_TWO, tally, 0.01);
      assertTrue(topTwo >= oneVsRest, tally + ": " + topTwo + " < " + oneVsRest);
      if (top + runnerUp == samples) {
        assertEquals(oneVsRest, topTwo, 1e-12, "there is no third class to gain from");
      }
    }
  }

  @Test
  void theFewerVotesTheRunnerUpHasTheLargerTheRadiusOfTopTwo() {
    double before = Double.NEGATIVE_INFINITY;
    for (int runnerUp = 300; runnerUp >= 0; runnerUp -= 20) {
      double radius = radius(RadiusBound.TOP_TWO, new Tally(700, runnerUp, 1000), 0.001);
      assertTrue(radius >= before, runnerUp + " votes");
      before = radius;
    }
  }

  @Test
  void aClassWithoutVotesIsNotCertified() {
    for (RadiusBound bound : RadiusBound.values()) {
      assertTrue(radius(bound, new Tally(0, 10, 10), 0.001) < 0);
    }
  }

  @Test
  void theRunnerUpIsTheLargestOtherClass() {
    assertEquals(new Tally(40, 35, 100), new VoteCounts(new int[] {5, 40, 35, 20}, 100).tally(1));
    assertEquals(new Tally(20, 40, 100), new VoteCounts(new int[] {5, 40, 35, 20}, 100).tally(3));
    assertEquals(new Tally(7, 0, 7), new VoteCounts(new int[] {7}, 7).tally(0));
  }

  @Test
  void samplesWithoutAVoteAreTheRunnerUpWhereTheyAreMost() {
    VoteCounts counts = new VoteCounts(new int[] {5, 40, 15}, 100);
    assertEquals(new Tally(40, 40, 100), counts.tally(1));
    assertEquals(new Tally(40, 40, 100), counts.tally(Certification.ABSTAIN));
    assertEquals(new Tally(15, 40, 100), counts.tally(2));
    assertEquals(new Tally(0, 100, 100), new VoteCounts(new int[2], 100).tally(0));
  }

  /** At sigma = 0.5. */
  private static double radius(RadiusBound bound, Tally tally, double alpha) {
    return 0.5 * bound.standardRadius(tally, ClopperPearson::lowerBound, alpha);
  }
}
