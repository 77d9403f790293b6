package org.smoothadv.smoothing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.smoothadv.smoothing.Certification.ImageCertifier;
import org.smoothadv.smoothing.RadiusBound.LowerConfidenceBound;

/**
 * The guarantees themselves, by simulation: more than 200,000 images whose class probabilities are
 * known. A rate of false answers is held against alpha at a confidence of 1 - 1e-6 for each kind of
 * image.
 */
class GuaranteeTest {
  private static final double SIGMA = 1;
  private static final double ALPHA = 0.05;
  private static final double DOUBT = 1e-6;
  private static final int N0 = 20;

  /** Two classes: one minus pA is the other's probability, and the bounds have no slack. */
  private static final double[][] TWO_CLASSES = {
    {0.5, 0.5}, {0.55, 0.45}, {0.7, 0.3}, {0.8413447460685429, 0.15865525393145707},
    {0.9331927987311419, 0.06680720126885809}, {0.97, 0.03}, {0.99, 0.01}, {0.999, 0.001}
  };

  /** Among them runner-ups that are hard to tell apart, and no majority. */
  private static final double[][] MORE_CLASSES = {
    {0.34, 0.33, 0.33},
    {0.4, 0.2, 0.2, 0.2},
    {0.45, 0.4, 0.15},
    {0.6, 0.3, 0.1},
    {0.28, 0.08, 0.08, 0.08, 0.08, 0.08, 0.08, 0.08, 0.08, 0.08},
    {0.7, 0.1, 0.1, 0.1},
    {0.9, 0.02, 0.02, 0.02, 0.02, 0.02},
    {0.98, 0.005, 0.005, 0.005, 0.005}
  };

  /** Networks that overflow under some noises: the rest of the probability is that of no vote. */
  private static final double[][] SOME_WITHOUT_VOTE = {
    {0.5}, {0.55}, {0.9331927987311419}, {0.45, 0.1}, {0.4, 0.05}, {0.35, 0.3}, {0.8, 0.05, 0.05}
  };

  @Test
  void certificatesOfNetworksThatOverflowAreFalseWithProbabilityAlphaAtMost() {
    for (int n : new int[] {100, 1000}) {
      Certifier certifier = new Certifier(new SmoothingParameters(SIGMA, N0, n, ALPHA));
      for (double[] probabilities : SOME_WITHOUT_VOTE) {
        int falseOnes = falseCertificates(certifier, probabilities, 3000);
        assertAtMostAlpha(falseOnes, 3000, n, probabilities);
        if (probabilities[0] > 0.5 && probabilities.length == 1) {
          double atMost = ClopperPearson.upperBound(falseOnes, 3000, DOUBT);
          assertTrue(atMost >= 0.7 * ALPHA, n + ", " + probabilities[0] + ": " + falseOnes);
        }
      }
    }
  }

  @Test
  void certificatesAreFalseWithProbabilityAlphaAtMostAndNotFarLess() {
    for (int n : new int[] {100, 400, 1000}) {
      Certifier certifier = new Certifier(new SmoothingParameters(SIGMA, N0, n, ALPHA));
      for (double[] probabilities : TWO_CLASSES) {
        int falseOnes = falseCertificates(certifier, probabilities, 3000);
        assertAtMostAlpha(falseOnes, 3000, n, probabilities);
        if (n * probabilities[1] >= 30) {
          double atMost = ClopperPearson.upperBound(falseOnes, 3000, DOUBT);
          assertTrue(atMost >= 0.7 * ALPHA, n + ", " + probabilities[0] + ": " + falseOnes);
        }
      }
    }
  }

  @Test
  void certificatesByTheRunnerUpAreFalseWithProbabilityAlphaAtMost() {
    int certifiedWithoutMajority = 0;
    for (int n : new int[] {100, 300, 1000}) {
      Certifier certifier =
          new Certifier(new SmoothingParameters(SIGMA, N0, n, ALPHA), RadiusBound.TOP_TWO);
      int falseOnes = 0;
      for (double[] probabilities : images()) {
        int here = falseCertificates(certifier, probabilities, 1250);
        assertAtMostAlpha(here, 1250, n, probabilities);
        falseOnes += here;
      }
      assertTrue(falseOnes > 0, "the simulation reaches the limits of the certificates");
      SimulatedVotes spread = new SimulatedVotes(MORE_CLASSES[1], new SplittableRandom(n));
      certifiedWithoutMajority += certifier.certify(spread).predicted() == 0 ? 1 : 0;
    }
    assertTrue(certifiedWithoutMajority >= 2, "pA = 0.4 against 0.2");
  }

  @Test
  void adaptiveCertificatesAreFalseWithProbabilityAlphaAtMost() {
    // Phi(1) and Phi(1.5) are among the probabilities: pA lies exactly at a listed radius.
    List<BigDecimal> radii = Stream.of("0", "0.5", "1", "1.5").map(BigDecimal::new).toList();
    for (RadiusBound bound : RadiusBound.values()) {
      int falseOnes = 0;
      for (int n : new int[] {300, 2000}) {
        AdaptiveCertifier certifier = adaptive(n, ALPHA, bound, radii);
        for (double[] probabilities : images()) {
          int here = falseCertificates(certifier, probabilities, 500);
          assertAtMostAlpha(here, 500, n, probabilities);
          falseOnes += here;
        }
      }
      assertTrue(falseOnes > 0, "the simulation reaches the limits of the certificates");
    }
  }

  /** Certified accuracies are those of CERTIFY within the chance of 3000 images each. */
  @Test
  void adaptiveSamplingCertifiesAsOftenAsFixedSamplingFromFewerSamples() {
    int n = 4000;
    List<BigDecimal> radii = Stream.of("0.5", "1", "1.5", "2").map(BigDecimal::new).toList();
    Certifier fixed = new Certifier(new SmoothingParameters(SIGMA, N0, n, 0.001));
    AdaptiveCertifier adaptive = adaptive(n, 0.001, RadiusBound.ONE_VS_REST, radii);
    int images = 3000;
    SplittableRandom random = new SplittableRandom(11);
    int[] byFixed = new int[radii.size()];
    int[] byAdaptive = new int[radii.size()];
    long samples = 0;
    for (int i = 0; i < images; i++) {
      double p = 0.3 + 0.7 * random.nextDouble();
      SimulatedVotes votes = new SimulatedVotes(new double[] {p, 1 - p}, random.split());
      Certification certification = adaptive.certify(votes);
      assertTrue(certification.samples() <= N0 + n);
      samples += certification.samples();
      count(certification, radii, byAdaptive);
      count(fixed.certify(votes), radii, byFixed);
    }
    for (int r = 0; r < radii.size(); r++) {
      // Both see the same images: they differ only in those whose radius is close to the listed
      // one.
      assertTrue(
          Math.abs(byFixed[r] - byAdaptive[r]) <= 0.01 * images, byFixed[r] + " " + byAdaptive[r]);
    }
    assertTrue(samples < (long) images * n / 3, samples / images + " per image");
  }

  @Test
  void predictionsAreWrongWithProbabilityAlphaAtMost() {
    int trials = 900;
    double[][] close = {{0.501, 0.499}, {0.51, 0.49}, {0.36, 0.35, 0.29}};
    for (int n : new int[] {50, 200, 500}) {
      Predictor predictor = new Predictor(new SmoothingParameters(SIGMA, 1, n, ALPHA));
      for (double[] probabilities : Stream.concat(images().stream(), Stream.of(close)).toList()) {
        int wrong =
            count(
                probabilities,
                trials,
                votes -> {
                  int predicted = predictor.predict(votes).predicted();
                  return predicted >= 0 && !votes.isAnswer(predicted);
                });
        assertAtMostAlpha(wrong, trials, n, probabilities);
        if (probabilities == close[0]) {
          // Half of alpha is for the other side; at 0.501 both sides are nearly as likely.
          double atMost = ClopperPearson.upperBound(wrong, trials, DOUBT);
          assertTrue(atMost >= 0.3 * ALPHA, n + ": " + wrong);
        }
      }
    }
  }

  private static List<double[]> images() {
    return Stream.of(TWO_CLASSES, MORE_CLASSES, SOME_WITHOUT_VOTE).flatMap(Stream::of).toList();
  }

  private static AdaptiveCertifier adaptive(
      int n, double alpha, RadiusBound bound, List<BigDecimal> radii) {
    return new AdaptiveCertifier(
        new SmoothingParameters(SIGMA, N0, n, alpha),
        bound,
        radii,
        remembered(BettingSequence::lowerBound),
        remembered(ClopperPearson::lowerBound));
  }

  private static int falseCertificates(
      ImageCertifier certifier, double[] probabilities, int trials) {
    return count(
        probabilities,
        trials,
        votes -> {
          Certification certification = certifier.certify(votes);
          int predicted = certification.predicted();
          return predicted != Certification.ABSTAIN
              && certification.certifiedRadius() > votes.trueRadius(predicted, SIGMA) + 1e-12;
        });
  }

  private static int count(double[] probabilities, int trials, Predicate<SimulatedVotes> holds) {
    SplittableRandom random = new SplittableRandom(7);
    int count = 0;
    for (int i = 0; i < trials; i++) {
      count += holds.test(new SimulatedVotes(probabilities, random.split())) ? 1 : 0;
    }
    return count;
  }

  private static void count(Certification certification, List<BigDecimal> radii, int[] certified) {
    for (int r = 0; r < certified.length; r++) {
      boolean reaches =
          certification.predicted() == 0
              && certification.certifiedRadius() >= radii.get(r).doubleValue();
      certified[r] += reaches ? 1 : 0;
    }
  }

  private static void assertAtMostAlpha(int falseOnes, int trials, int n, double[] probabilities) {
    double atLeast = ClopperPearson.lowerBound(falseOnes, trials, DOUBT);
    assertTrue(
        atLeast <= ALPHA,
        () -> "%d of %d at n = %d, pA = %s".formatted(falseOnes, trials, n, probabilities[0]));
  }

  /** The same few counts occur again and again. */
  private static LowerConfidenceBound remembered(LowerConfidenceBound bound) {
    record Arguments(int successes, int trials, double alpha) {}

    Map<Arguments, Double> known = new HashMap<>();
    return (successes, trials, alpha) ->
        known.computeIfAbsent(
            new Arguments(successes, trials, alpha), a -> bound.of(a.successes, a.trials, a.alpha));
  }
}
