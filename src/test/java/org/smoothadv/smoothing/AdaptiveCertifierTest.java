package org.smoothadv.smoothing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.results.LogRecord.CertificationRecord;
import org.smoothadv.smoothing.AdaptiveCertifier.ListedRadii;
import org.smoothadv.smoothing.VoteCounts.NoisyVotes;

/** Adaptive sampling on votes whose shares are laid down beforehand. */
class AdaptiveCertifierTest {
  private static final SmoothingParameters PARAMETERS =
      new SmoothingParameters(0.25, 100, 100_000, 0.001);

  @Test
  void unanimousVotesAreCertifiedSoon() {
    Certification certification = certify("0.5", 0, 1);
    assertEquals(1, certification.predicted());
    assertTrue(certification.certifiedRadius() >= 0.5);
    // CERTIFY itself needs 331 at least: Phi(2)^330 > 0.0005.
    assertTrue(certification.samples() < 100 + 700, certification.toString());
  }

  @Test
  void hopelessVotesAreGivenUpSoon() {
    Certification certification = certify("0.5", 0.55, 0.45);
    assertTrue(certification.samples() <= 100 + 192, certification.toString());
    assertEquals(Certification.ABSTAIN, certification.predicted());
  }

  @Test
  void aRadiusBelowTheListedOnesIsReportedWhereItIsCertified() {
    Certification certification = certify("0.5", 0.93, 0.07);
    assertTrue(certification.samples() < 2000, certification.toString());
    assertEquals(0, certification.predicted());
    double radius = certification.certifiedRadius();
    assertTrue(radius > 0.2 && radius < 0.369, "" + radius); // 0.25 Phi^-1(0.93) = 0.369
  }

  @Test
  void stopsBetweenTwoListedRadii() {
    // Phi(1) = 0.841, Phi(2) = 0.977
    Certification certification = certify("0.25,0.5,0.75", 0.93, 0.07);
    assertTrue(certification.samples() < 2000, certification.toString());
    double radius = certification.certifiedRadius();
    assertTrue(radius >= 0.25 && radius < 0.5, "" + radius);
  }

  @Test
  void whatIsUndecidedToTheEndGetsTheExactBoundAtHalfOfAlpha() {
    double share = 0.979; // Phi(2) = 0.97725; after 100,000 votes the standard deviation is 0.00047
    Certification certification = certify("0.5", share, 1 - share);
    assertEquals(100_100, certification.samples());
    double pABar = ClopperPearson.lowerBound(97_900, 100_000, 0.0005);
    assertEquals(0.25 * StandardNormal.quantile(pABar), certification.certifiedRadius(), 1e-5);
    assertTrue(certification.certifiedRadius() >= 0.5);
  }

  @Test
  void topTwoDecidesWithTheRunnerUp() {
    double[] shares = {0.45, 0.1, 0.1, 0.1, 0.1, 0.15};
    assertEquals(Certification.ABSTAIN, certify("0.05", shares).predicted());
    Certification certification =
        new AdaptiveCertifier(PARAMETERS, RadiusBound.TOP_TWO, radii("0.05"))
            .certify(proportional(shares));
    assertEquals(0, certification.predicted());
    assertTrue(certification.certifiedRadius() >= 0.05);
    assertTrue(certification.samples() < 3000, certification.toString());
  }

  /** Every sample is asked for once, in order, in whole batches, and never more than n. */
  @ParameterizedTest
  @ValueSource(ints = {2, 63, 64, 1000, 12_345})
  void drawsEachSampleOnce(int n) {
    List<Integer> asked = new ArrayList<>();
    NoisyVotes fair = proportional(0.5, 0.5);
    Certification certification =
        new AdaptiveCertifier(
                new SmoothingParameters(0.25, 10, n, 0.7), RadiusBound.ONE_VS_REST, radii("0"))
            .certify(
                (first, samples) -> {
                  assertEquals(asked.stream().mapToInt(x -> x).sum(), first);
                  asked.add(samples);
                  return fair.count(first, samples);
                });
    int drawn = asked.stream().mapToInt(x -> x).sum();
    assertEquals(certification.samples(), drawn);
    assertTrue(drawn <= 10 + n, "" + drawn);
    asked.subList(1, asked.size() - 1).forEach(samples -> assertEquals(0, samples % 64));
  }

  @Test
  void aListedRadiusIsCertifiedInTheLogWhenSamplingStopsForIt() {
    // 127/255 has no end as a decimal: the logged radius is compared as it is rounded.
    for (String radius :
        List.of("0.5", "0.49803921568627450980392156862745", "0.50000000000000001")) {
      Certification certification = certify(radius, 1);
      assertTrue(certification.samples() < 1000, radius);
      assertTrue(
          new CertificationRecord(
                  0,
                  0,
                  0,
                  CertificationRecord.roundedDown(certification.certifiedRadius()),
                  Duration.ZERO,
                  OptionalInt.of(certification.samples()))
              .certifiedAt(new BigDecimal(radius)));
    }
  }

  /** Expected values: sigma * norm.ppf((alpha/2)^(1/n)), rounded down. */
  @ParameterizedTest
  @CsvSource({
    "0.25, 100000, 0.001, 0.9469",
    "0.25, 1000, 0.001, 0.6072",
    "1, 100, 0.05, 1.7963",
  })
  void refusesARadiusThatUnanimousVotesWouldNotCertify(
      double sigma, int n, double alpha, String largest) {
    SmoothingParameters parameters = new SmoothingParameters(sigma, 100, n, alpha);
    String message = refusal(parameters, "0.1,3,4");
    assertTrue(message.startsWith("radii: 3 is beyond what n " + n), message);
    assertTrue(message.endsWith("accepted are radii up to " + largest), message);
    Certification certification =
        new AdaptiveCertifier(parameters, RadiusBound.ONE_VS_REST, radii(largest))
            .certify((first, samples) -> new VoteCounts(new int[] {samples}, samples));
    assertTrue(certification.certifiedRadius() >= Double.parseDouble(largest));
  }

  @Test
  void saysSoWhereNothingCanBeCertified() {
    String message = refusal(new SmoothingParameters(0.25, 100, 3, 0.001), "0");
    assertTrue(message.endsWith("they certify no radius at all"), message);
    assertFalse(message.contains("Infinity"), message);
  }

  @Test
  void refusesListsThatAreNotIncreasing() {
    for (List<BigDecimal> list : List.of(List.<BigDecimal>of(), radii("-0.1"), radii("0.2,0.2"))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new AdaptiveCertifier(PARAMETERS, RadiusBound.ONE_VS_REST, list));
    }
  }

  @Test
  void samplesWithoutAVoteCountAsThoseOfAnotherClass() {
    for (RadiusBound bound : RadiusBound.values()) {
      AdaptiveCertifier certifier = new AdaptiveCertifier(PARAMETERS, bound, radii("0.25,0.5"));
      NoisyVotes voted = proportional(0.2, 0.8);
      NoisyVotes missing =
          (first, samples) ->
              new VoteCounts(new int[] {0, voted.count(first, samples).of(1)}, samples);
      assertEquals(
          certifier.certify(voted).certifiedRadius(), certifier.certify(missing).certifiedRadius());
      assertEquals(1, certifier.certify(missing).predicted());
    }
  }

  @Test
  void abstainsAtOnceWhereMostOfTheFirstSamplesHaveNoVote() {
    NoisyVotes votes = (first, samples) -> new VoteCounts(new int[] {samples / 3}, samples);
    assertEquals(
        Certification.withoutCandidate(100),
        new AdaptiveCertifier(PARAMETERS, RadiusBound.ONE_VS_REST, radii("0")).certify(votes));
  }

  /** One vote of one: pABar = alpha/2, exactly. */
  @Test
  void abstainsWhereTheLowerBoundIsOneHalf() {
    assertFalse(ListedRadii.certifies(0, BigDecimal.ZERO));
    assertTrue(ListedRadii.certifies(Double.MIN_VALUE, BigDecimal.ZERO));
    String message = refusal(new SmoothingParameters(0.25, 1, 1, 0.5), "0");
    assertTrue(message.endsWith("they certify no radius at all"), message);
  }

  private static String refusal(SmoothingParameters parameters, String radii) {
    return assertThrows(
            InvalidInputException.class,
            () -> new AdaptiveCertifier(parameters, RadiusBound.ONE_VS_REST, radii(radii)))
        .getMessage();
  }

  private static Certification certify(String radii, double... shares) {
    return new AdaptiveCertifier(PARAMETERS, RadiusBound.ONE_VS_REST, radii(radii))
        .certify(proportional(shares));
  }

  private static List<BigDecimal> radii(String list) {
    return Arrays.stream(list.split(",")).map(BigDecimal::new).toList();
  }

  /** Votes whose shares are the same from the first sample to any other, but for rounding. */
  private static NoisyVotes proportional(double... shares) {
    return (first, samples) -> {
      int[] counts = new int[shares.length];
      int rest = samples;
      for (int c = 1; c < shares.length; c++) {
        counts[c] =
            (int) (Math.round(shares[c] * (first + samples)) - Math.round(shares[c] * first));
        rest -= counts[c];
      }
      counts[0] = rest;
      return new VoteCounts(counts, samples);
    };
  }
}
