package org.smoothadv.smoothing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.input.InvalidSettingException;

/** CERTIFY on votes that are laid down beforehand. Expected radii: SciPy and mpmath. */
class CertifierTest {
  private static final Certifier CERTIFIER =
      new Certifier(new SmoothingParameters(0.5, 100, 1000, 0.001));

  @Test
  void radiusIsSigmaTimesTheQuantileOfTheLowerBound() {
    // beta.ppf(0.001, 950, 51) = 0.925046780060944; 0.5 * norm.ppf(that)
    Certification certification = certify(new int[] {2, 95, 3}, new int[] {20, 950, 30});
    assertEquals(1, certification.predicted());
    assertEquals(0.7199310106376186, certification.certifiedRadius(), 1e-9);
  }

  @ParameterizedTest
  @CsvSource({"0.5, 1000, 1.2316313073904", "0.25, 100000, 0.9528641408474880"})
  void unanimousVotesGiveTheLargestRadius(double sigma, int n, double expected) {
    // sigma * norm.ppf(0.001^(1/n)): 0.953 is the last radius of published logs at sigma 0.25.
    Certification certification =
        new Certifier(new SmoothingParameters(sigma, 100, n, 0.001))
            .certify((first, samples) -> counts(0, 0, samples));
    assertEquals(2, certification.predicted());
    assertEquals(expected, certification.certifiedRadius(), 1e-9);
  }

  @Test
  void abstainsWhenLowerBoundIsBelowOneHalf() {
    // beta.ppf(0.001, k, 1001 - k) is 0.49967 for k = 549 and 0.50068 for 550.
    assertEquals(
        new Certification(
            Certification.ABSTAIN, 0, 1100, 0, new VoteCounts(new int[] {549, 451}, 1000)),
        certify(new int[] {60, 40}, new int[] {549, 451}));
    Certification just = certify(new int[] {60, 40}, new int[] {550, 450});
    assertEquals(0, just.predicted());
    assertEquals(0.0008471907456342685, just.certifiedRadius(), 1e-9);
  }

  @Test
  void firstSamplesAloneChooseTheClass() {
    // Class 1 has the majority of the estimating samples, but class 0 was chosen.
    assertEquals(
        Certification.ABSTAIN, certify(new int[] {60, 40}, new int[] {100, 900}).predicted());
  }

  @Test
  void estimatesWithFreshSamples() {
    List<String> asked = new ArrayList<>();
    CERTIFIER.certify(
        (first, samples) -> {
          asked.add(first + "+" + samples);
          return counts(samples, 0);
        });
    assertEquals(List.of("0+100", "100+1000"), asked);
  }

  @Test
  void choosesTheFirstOfEqualClasses() {
    assertEquals(1, certify(new int[] {10, 45, 45}, new int[] {0, 1000, 0}).predicted());
  }

  @Test
  void samplesWithoutAVoteCountAgainstTheClass() {
    // As in radiusIsSigmaTimesTheQuantileOfTheLowerBound, where the 50 others have voted.
    Certification certification = certify(new int[] {2, 60, 3}, new int[] {0, 950, 0});
    assertEquals(1, certification.predicted());
    assertEquals(0.7199310106376186, certification.certifiedRadius(), 1e-9);
    assertEquals(
        Certification.ABSTAIN, certify(new int[] {0, 100}, new int[] {0, 549}).predicted());
  }

  @Test
  void samplesWithoutAVoteCanBeTheRunnerUp() {
    Certifier topTwo = new Certifier(CERTIFIER.parameters(), RadiusBound.TOP_TWO);
    Certification voted = certify(topTwo, new int[] {100, 0}, new int[] {600, 300, 100});
    Certification missing = certify(topTwo, new int[] {100, 0}, new int[] {600, 0, 100});
    assertEquals(voted.certifiedRadius(), missing.certifiedRadius());
    assertTrue(voted.certifiedRadius() > 0);
  }

  @Test
  void abstainsAtOnceWhereMostOfTheFirstSamplesHaveNoVote() {
    Certification abstention = Certification.withoutCandidate(100);
    assertEquals(abstention, certify(new int[] {0, 0}, new int[] {1000, 0}));
    assertEquals(abstention, certify(new int[] {49, 0}, new int[] {1000, 0}));
    assertEquals(0, certify(new int[] {50, 0}, new int[] {1000, 0}).predicted());
  }

  /** alpha^(1/n) must be above 1/2: 0.001^(1/9) = 0.464, 0.001^(1/10) = 0.501. */
  @Test
  void refusesAnAlphaThatUnanimousVotesCannotReach() {
    new Certifier(new SmoothingParameters(0.5, 1, 10, 0.001)).requireAnswers();
    Certifier none = new Certifier(new SmoothingParameters(0.5, 1, 9, 0.001));
    var error = assertThrows(InvalidSettingException.class, none::requireAnswers);
    assertTrue(error.getMessage().contains("n 9 cannot reach"), error.getMessage());
    assertTrue(error.getMessage().contains("n from 10 up"), error.getMessage());
    Certifier half = new Certifier(new SmoothingParameters(0.5, 1, 10, 0.001), RadiusBound.TOP_TWO);
    assertThrows(InvalidSettingException.class, half::requireAnswers);
  }

  /** One vote of one: pABar = alpha, exactly. */
  @Test
  void abstainsWhereTheLowerBoundIsOneHalf() {
    Certifier half = new Certifier(new SmoothingParameters(0.5, 1, 1, 0.5));
    assertEquals(
        new Certification(Certification.ABSTAIN, 0, 2, 0, new VoteCounts(new int[] {1, 0}, 1)),
        certify(half, new int[] {1, 0}, new int[] {1, 0}));
    assertEquals(0.5, ClopperPearson.lowerBound(1, 1, 0.5));
    Certifier above = new Certifier(new SmoothingParameters(0.5, 1, 1, 0.5001));
    assertEquals(0, certify(above, new int[] {1, 0}, new int[] {1, 0}).predicted());
  }

  /** Certifies votes of the first 100 samples and of the 1000 after them. */
  private static Certification certify(int[] counts0, int[] counts) {
    return certify(CERTIFIER, counts0, counts);
  }

  private static Certification certify(Certifier certifier, int[] counts0, int[] counts) {
    return certifier.certify(
        (first, samples) -> new VoteCounts(first == 0 ? counts0 : counts, samples));
  }

  private static VoteCounts counts(int... byClass) {
    return new VoteCounts(byClass, IntStream.of(byClass).sum());
  }
}
