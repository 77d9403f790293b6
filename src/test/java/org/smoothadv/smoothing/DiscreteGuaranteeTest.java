package org.smoothadv.smoothing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smoothadv.internal.noise.DiscreteNormal;
import org.smoothadv.internal.noise.GridNoise;
import org.smoothadv.smoothing.VoteCounts.NoisyVotes;
import org.smoothadv.support.SmallGraph;
import org.tensorflow.op.Ops;

/**
 * The guarantee of certificates under the discrete noise that graphs draw. The base classifier
 * answers 0 up to a grey level and 1 above, of images of one pixel: what smoothing makes of it, and
 * how far that is constant, is known exactly.
 */
class DiscreteGuaranteeTest {
  private static final double SIGMA = 0.12;
  private static final double ALPHA = 0.1;
  private static final int IMAGES = 200_000;
  private static final int N0 = 10;
  private static final int N = 100;

  /** The last grey level of class 0. */
  private static final int LAST = 127;

  /** Grey levels of the images: class 0 has probabilities from 0.01 to 0.99. */
  private static final int FIRST_LEVEL = 57;

  private static final int LEVELS = 142;

  /**
   * Pixels of a large picture stand for images of one; sample k of pixel i is vote k on image i.
   */
  private static int[][] votesForClass0() {
    try (SmallGraph graph = new SmallGraph()) {
      Ops tf = graph.tf();
      float[] pixels = new float[IMAGES];
      for (int i = 0; i < IMAGES; i++) {
        pixels[i] = level(i) / 255f;
      }
      GridNoise.Asked asked =
          new GridNoise.Asked(
              tf.constant(pixels),
              tf.constant((float) SIGMA),
              tf.constant(11L),
              tf.constant(0L),
              tf.constant(0L));
      float[] noisy =
          graph.values(new GridNoise(DiscreteNormal.of(SIGMA)).copies(tf, List.of(asked), N0 + N));
      int[][] votes = new int[IMAGES][2];
      for (int k = 0; k < N0 + N; k++) {
        for (int i = 0; i < IMAGES; i++) {
          boolean zero = Math.round(noisy[k * IMAGES + i] * 255) <= LAST;
          votes[i][k < N0 ? 0 : 1] += zero ? 1 : 0;
        }
      }
      return votes;
    }
  }

  private static int level(int image) {
    return FIRST_LEVEL + image % LEVELS;
  }

  /** In Gaussian noise on any image, whole grey levels or not, the answer changes here. */
  private static double trueRadius(int image, int answer) {
    double distance = (LAST + 0.5 - level(image)) / 255;
    return answer == 0 ? distance : -distance;
  }

  private static final int[][] VOTES = votesForClass0();

  @Test
  void votesHaveTheirExactProbability() {
    DiscreteNormal law = DiscreteNormal.of(SIGMA);
    long[] counts = new long[LEVELS];
    long[] samples = new long[LEVELS];
    for (int i = 0; i < IMAGES; i++) {
      counts[i % LEVELS] += VOTES[i][0] + VOTES[i][1];
      samples[i % LEVELS] += N0 + N;
    }
    for (int each = 0; each < LEVELS; each++) {
      double p = 0;
      for (int k = -law.reach(); k <= LAST - FIRST_LEVEL - each; k++) {
        p += law.probability(k);
      }
      double deviation = Math.sqrt(p * (1 - p) / samples[each]);
      assertEquals(p, (double) counts[each] / samples[each], 5 * deviation, "level " + each);
      assertEquals(
          trueRadius(each, 0), SIGMA * StandardNormal.quantile(p), 1e-9, "and pA its radius");
    }
  }

  @ParameterizedTest
  @EnumSource(RadiusBound.class)
  void certificatesAreFalseWithProbabilityAlphaAtMostAndNotFarLess(RadiusBound bound) {
    SmoothingParameters parameters =
        new SmoothingParameters(SIGMA, N0, N, ALPHA, NoiseKind.DISCRETE);
    Certifier certifier = new Certifier(parameters.without(parameters.remainder(1)), bound);
    int[] falseOnes = new int[LEVELS];
    int[] all = new int[LEVELS];
    Map<List<Integer>, Certification> known = new HashMap<>();
    for (int i = 0; i < IMAGES; i++) {
      int[] votes = VOTES[i];
      Certification certified =
          known.computeIfAbsent(
              List.of(votes[0], votes[1]), it -> certifier.certify(votes(it.get(0), it.get(1))));
      int answer = certified.predicted();
      all[i % LEVELS]++;
      if (answer >= 0 && certified.certifiedRadius() > trueRadius(i, answer) + 1e-12) {
        falseOnes[i % LEVELS]++;
      }
    }
    int most = 0;
    for (int each = 0; each < LEVELS; each++) {
      double atLeast = ClopperPearson.lowerBound(falseOnes[each], all[each], 1e-6);
      assertTrue(atLeast <= ALPHA, "level %d: %d".formatted(each, falseOnes[each]));
      most = Math.max(most, falseOnes[each]);
    }
    double atMost = ClopperPearson.upperBound(most, IMAGES / LEVELS, 1e-6);
    assertTrue(atMost >= 0.7 * ALPHA, "the simulation reaches the limits: " + most);
  }

  private static NoisyVotes votes(int selecting, int estimating) {
    return (first, samples) -> {
      int zeros = first == 0 ? selecting : estimating;
      return new VoteCounts(new int[] {zeros, samples - zeros}, samples);
    };
  }
}
