package org.smoothadv.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import org.junit.jupiter.api.Test;
import org.smoothadv.support.SmallGraph;

/** Bounds are five standard errors; the seeds are fixed. */
class InitializationTest {
  private static final long[] CONVOLUTION = {64, 32, 3, 3};
  private static final int ELEMENTS = 64 * 32 * 3 * 3;

  @Test
  void convolutionsAreNormalWithVarianceOfTheFanOut() {
    double variance = 2.0 / (3 * 3 * 64); // of the 64 output channels, not the 32 input channels
    DescriptiveStatistics drawn = statistics(new Initialization.KaimingNormal(), CONVOLUTION, 1);
    assertEquals(ELEMENTS, drawn.getN());
    assertEquals(0, drawn.getMean(), 5 * Math.sqrt(variance / ELEMENTS));
    assertEquals(variance, drawn.getVariance(), 5 * variance * Math.sqrt(2.0 / ELEMENTS));
    // Of 18432 normal numbers about 50 lie beyond three deviations: it is not truncated.
    assertTrue(drawn.getMax() > 3 * Math.sqrt(variance), "largest " + drawn.getMax());
    assertEquals(0, drawn.getKurtosis(), 5 * Math.sqrt(24.0 / ELEMENTS));
  }

  @Test
  void linearLayersAreUniformInTheRangeOfTheFanIn() {
    double limit = 1 / Math.sqrt(64);
    DescriptiveStatistics drawn =
        statistics(new Initialization.FanInUniform(64), new long[] {100, 64}, 1);
    assertTrue(drawn.getMax() < limit && drawn.getMax() > 0.99 * limit, "max " + drawn.getMax());
    assertTrue(drawn.getMin() >= -limit && drawn.getMin() < -0.99 * limit, "" + drawn.getMin());
    assertEquals(0, drawn.getMean(), 5 * limit / Math.sqrt(3 * 6400));
  }

  @Test
  void seedsDecideWhatIsDrawn() {
    for (Initialization random :
        new Initialization[] {
          new Initialization.KaimingNormal(), new Initialization.FanInUniform(4)
        }) {
      assertArrayEquals(draw(random, CONVOLUTION, 7), draw(random, CONVOLUTION, 7));
      assertFalse(Arrays.equals(draw(random, CONVOLUTION, 7), draw(random, CONVOLUTION, 8)));
    }
  }

  @Test
  void batchNormalisationIsFilled() {
    assertArrayEquals(new float[] {1, 1, 1}, draw(new Initialization.Filled(1), new long[] {3}, 0));
  }

  private static DescriptiveStatistics statistics(
      Initialization initialization, long[] shape, long seed) {
    DescriptiveStatistics statistics = new DescriptiveStatistics();
    for (float value : draw(initialization, shape, seed)) {
      statistics.addValue(value);
    }
    return statistics;
  }

  private static float[] draw(Initialization initialization, long[] shape, long seed) {
    try (SmallGraph graph = new SmallGraph()) {
      return graph.values(initialization.draw(graph.tf(), shape, seed));
    }
  }
}
