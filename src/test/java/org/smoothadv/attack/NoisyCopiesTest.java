package org.smoothadv.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import org.junit.jupiter.api.Test;
import org.smoothadv.attack.DrawnNoise.Sampling;
import org.smoothadv.support.SmallGraph;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

class NoisyCopiesTest {
  @Test
  void copiesOfAnImageFollowEachOther() {
    try (SmallGraph graph = new SmallGraph()) {
      Operand<TFloat32> noise = graph.constant(new float[] {1, 2, 3, 4, 5, 6}, 6, 1, 1, 1);
      NoisyCopies copies = new NoisyCopies(noise, 3);
      Operand<TFloat32> images = graph.constant(new float[] {10, 20}, 2, 1, 1, 1);
      assertArrayEquals(
          new float[] {11, 12, 13, 24, 25, 26}, graph.values(copies.of(graph.tf(), images)));
      Operand<TFloat32> labels = graph.constant(new float[] {1, 0, 0, 1}, 2, 2);
      assertArrayEquals(
          new float[] {1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 1},
          graph.values(copies.repeat(graph.tf(), labels)));
      assertArrayEquals(
          new float[] {6, 15},
          graph.values(
              graph
                  .tf()
                  .reduceSum(
                      copies.group(graph.tf(), noise),
                      graph.tf().constant(new int[] {1, 2, 3, 4}))));
    }
  }

  @Test
  void noiseIsNormalWithDeviationSigma() {
    DescriptiveStatistics statistics = new DescriptiveStatistics();
    for (float value : draw(0.25, 4, 1)) {
      statistics.addValue(value);
    }
    // 4 images of 8 x 8 x 3 with 4 noises each; bounds are five standard errors.
    int count = 4 * 8 * 8 * 3 * 4;
    assertEquals(count, statistics.getN());
    assertEquals(0, statistics.getMean(), 5 * 0.25 / Math.sqrt(count));
    assertEquals(0.25, statistics.getStandardDeviation(), 5 * 0.25 / Math.sqrt(2.0 * count));
    assertEquals(0, statistics.getKurtosis(), 5 * Math.sqrt(24.0 / count));
  }

  @Test
  void seedDecidesTheNoise() {
    assertArrayEquals(draw(0.25, 2, 1), draw(0.25, 2, 1));
    assertNotEquals(draw(0.25, 2, 1)[0], draw(0.25, 2, 2)[0]);
  }

  @Test
  void needsANoiseForEachImage() {
    assertThrows(IllegalArgumentException.class, () -> new NoisyCopies(null, 0));
  }

  private static float[] draw(double sigma, int noiseSamples, long seed) {
    try (SmallGraph graph = new SmallGraph()) {
      Operand<TFloat32> images = graph.constant(new float[4 * 8 * 8 * 3], 4, 8, 8, 3);
      Operand<TFloat32> noise =
          new DrawnNoise(
                  graph.tf().constant(new long[] {seed, 0}),
                  Sampling.INDEPENDENT,
                  sigma,
                  noiseSamples)
              .copies(graph.tf(), images, graph.tf().constant(0), noiseSamples)
              .noise();
      return graph.values(noise);
    }
  }
}
