package org.smoothadv.internal.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import org.junit.jupiter.api.Test;
import org.smoothadv.support.SmallGraph;
import org.tensorflow.ndarray.Shape;

class CountedNoiseTest {
  private static final int SIZE = 4 * 4 * 3;

  @Test
  void sampleIsTheSameAloneAndInAnyBatch() {
    float[] batch = draw(7, 3, 0, 50);
    for (int k : new int[] {0, 1, 17, 49}) {
      assertArrayEquals(sample(batch, k), draw(7, 3, k, 1), "sample " + k);
    }
    assertArrayEquals(sample(batch, 20), sample(draw(7, 3, 13, 10), 7));
  }

  @Test
  void samplesFarOutHaveTheirOwnNoise() {
    // Beyond the range of int: a sample number times the elements of a sample must not wrap.
    float[] far = draw(7, 3, 2_000_000_000L, 2);
    assertArrayEquals(sample(far, 1), draw(7, 3, 2_000_000_001L, 1));
    Set<Float> values = new HashSet<>();
    for (float value : far) {
      values.add(value);
    }
    assertEquals(2 * SIZE, values.size());
  }

  @Test
  void seedAndImageDecideTheNoise() {
    float[] noise = draw(7, 3, 0, 1);
    assertNotEquals(noise[0], draw(8, 3, 0, 1)[0]);
    assertNotEquals(noise[0], draw(7, 4, 0, 1)[0]);
    assertNotEquals(noise[0], draw(-7, 3, 0, 1)[0]);
  }

  @Test
  void imagesShareNoNoise() {
    // The first element of many samples of two images: no number occurs twice.
    Set<Float> values = new HashSet<>();
    for (long image = 0; image < 2; image++) {
      float[] batch = draw(7, image, 0, 500);
      for (int k = 0; k < 500; k++) {
        values.add(batch[k * SIZE]);
      }
    }
    assertEquals(1000, values.size());
  }

  @Test
  void noiseIsStandardNormal() {
    DescriptiveStatistics statistics = new DescriptiveStatistics();
    for (float value : draw(7, 3, 0, 1000)) {
      statistics.addValue(value);
    }
    // Bounds are five standard errors.
    double count = 1000.0 * SIZE;
    assertEquals(0, statistics.getMean(), 5 / Math.sqrt(count));
    assertEquals(1, statistics.getVariance(), 5 * Math.sqrt(2 / count));
    assertEquals(0, statistics.getSkewness(), 5 * Math.sqrt(6 / count));
    assertEquals(0, statistics.getKurtosis(), 5 * Math.sqrt(24 / count));
  }

  @Test
  void neighbouringSamplesAreUncorrelated() {
    float[] batch = draw(7, 3, 0, 1001);
    double product = 0;
    for (int i = 0; i < 1000 * SIZE; i++) {
      product += batch[i] * (double) batch[i + SIZE];
    }
    assertEquals(0, product / (1000 * SIZE), 5 / Math.sqrt(1000.0 * SIZE));
  }

  /** 9 values take three positions of four: three are left over,. */
  @Test
  void samplesOfAnySizeAreTheSameAloneAndInAnyBatch() {
    Shape odd = Shape.of(3, 3, 1);
    float[] batch = draw(7, 3, 0, 50, odd);
    for (int k : new int[] {0, 1, 17, 49}) {
      float[] alone = draw(7, 3, k, 1, odd);
      assertArrayEquals(Arrays.copyOfRange(batch, 9 * k, 9 * (k + 1)), alone, "sample " + k);
      assertArrayEquals(Arrays.copyOf(draw(7, 3, k, 1, Shape.of(12)), 9), alone);
    }
  }

  private static float[] draw(long seed, long image, long first, int samples) {
    return draw(seed, image, first, samples, Shape.of(4, 4, 3));
  }

  private static float[] draw(long seed, long image, long first, int samples, Shape shape) {
    try (SmallGraph graph = new SmallGraph()) {
      return graph.values(
          CountedNoise.draw(
              graph.tf(),
              graph.tf().constant(seed),
              graph.tf().constant(image),
              graph.tf().constant(first),
              graph.tf().constant(new long[] {samples}),
              shape));
    }
  }

  private static float[] sample(float[] batch, int k) {
    return Arrays.copyOfRange(batch, k * SIZE, (k + 1) * SIZE);
  }
}
