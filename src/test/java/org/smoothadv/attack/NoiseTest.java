package org.smoothadv.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smoothadv.attack.DrawnNoise.Sampling;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

class NoiseTest {
  private static final int IMAGES = 3;
  private static final int VALUES = ToyClassifier.VALUES;

  @ParameterizedTest
  @EnumSource
  void aPartOfTheNoisesIsTheSameWhereverTheyAreCut(Sampling sampling) {
    try (GraphRun run = new GraphRun()) {
      Operand<TFloat32> images = run.images(new float[IMAGES * VALUES]);
      Noise drawn = new DrawnNoise(run.seed(1), sampling, 0.5, 10);
      NoisyCopies all = drawn.copies(run.tf, images, run.tf.constant(0), 10);
      float[] whole = run.floats(all.noise());
      float[] part = run.floats(drawn.copies(run.tf, images, run.tf.constant(4), 2).noise());
      float[] stored =
          run.floats(new Noise.Stored(all).copies(run.tf, images, run.tf.constant(4), 2).noise());
      for (int image = 0; image < IMAGES; image++) {
        assertArrayEquals(rows(whole, image * 10 + 4, 2), rows(part, image * 2, 2));
        assertArrayEquals(rows(whole, image * 10 + 4, 2), rows(stored, image * 2, 2));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void imagesOfAPartOfABatchHaveTheNoisesThatTheyHaveInTheWhole(Sampling sampling) {
    try (GraphRun run = new GraphRun()) {
      float[] whole = drawn(run, sampling, 4);
      for (int from = 0; from <= IMAGES; from++) {
        for (int to = from; to <= IMAGES; to++) {
          float[] part = drawnForPart(run, sampling, from, to);
          assertArrayEquals(rows(whole, from * 4, (to - from) * 4), part);
        }
      }
    }
  }

  @Test
  void antitheticNoisesComeInPairsOfOppositeSign() {
    try (GraphRun run = new GraphRun()) {
      float[] noise = drawn(run, Sampling.ANTITHETIC, 6);
      for (int pair = 0; pair < IMAGES * 3; pair++) {
        for (int i = 0; i < VALUES; i++) {
          assertEquals(-noise[2 * pair * VALUES + i], noise[(2 * pair + 1) * VALUES + i]);
        }
      }
    }
  }

  @Test
  void noisesThatAreNoPairsAreRefused() {
    try (GraphRun run = new GraphRun()) {
      assertThrows(IllegalArgumentException.class, () -> drawn(run, Sampling.ANTITHETIC, 3));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyNoiseIsGaussianWithTheStandardDeviationAskedFor(Sampling sampling) {
    try (GraphRun run = new GraphRun()) {
      int samples = 4000;
      float[] noise = drawn(run, sampling, samples);
      double squares = 0;
      double fourth = 0;
      for (float value : noise) {
        squares += value * value;
        fourth += Math.pow(value, 4);
      }
      // The variance of N(0, s^2) squared is 2 s^4, that of its fourth power 96 s^8; s = 0.5.
      int independent = noise.length / sampling.groupSize();
      double variance = 0.25;
      assertEquals(variance, squares / noise.length, 5 * Math.sqrt(2.0 / independent) * variance);
      assertEquals(
          3 * Math.pow(variance, 2),
          fourth / noise.length,
          5 * Math.sqrt(96.0 / independent) * Math.pow(variance, 2));
    }
  }

  @Test
  void imagesOfABatchHaveNoisesOfTheirOwn() {
    try (GraphRun run = new GraphRun()) {
      float[] noise = drawn(run, Sampling.INDEPENDENT, 2);
      for (int a = 0; a < IMAGES * 2; a++) {
        for (int b = 0; b < a; b++) {
          assertEquals(0, correlation(rows(noise, a, 1), rows(noise, b, 1)), 0.95);
        }
      }
    }
  }

  private static double correlation(float[] a, float[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += a[i] * b[i];
      aa += a[i] * a[i];
      bb += b[i] * b[i];
    }
    return ab / Math.sqrt(aa * bb);
  }

  private static float[] drawn(GraphRun run, Sampling sampling, int samples) {
    Operand<TFloat32> images = run.images(new float[IMAGES * VALUES]);
    return run.floats(
        new DrawnNoise(run.seed(1), sampling, 0.5, samples)
            .copies(run.tf, images, run.tf.constant(0), samples)
            .noise());
  }

  private static float[] drawnForPart(GraphRun run, Sampling sampling, int from, int to) {
    Operand<TFloat32> images = run.images(new float[(to - from) * VALUES]);
    return run.floats(
        new DrawnNoise(run.seed(1), sampling, 0.5, 4)
            .copiesOfPart(
                run.tf, images, run.tf.constant((long) from), run.tf.constant((long) IMAGES))
            .noise());
  }

  private static float[] rows(float[] noise, int first, int count) {
    return Arrays.copyOfRange(noise, first * VALUES, (first + count) * VALUES);
  }
}
