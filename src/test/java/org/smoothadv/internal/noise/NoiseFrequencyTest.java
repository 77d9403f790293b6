package org.smoothadv.internal.noise;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.smoothing.ClopperPearson;
import org.smoothadv.support.SmallGraph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * How often each value of the noise is drawn by a graph: four million values each, and as many as
 * {@code -Dnoise.draws} says where it is given.
 */
class NoiseFrequencyTest {
  private static final long DRAWS = Long.getLong("noise.draws", 4_000_000);
  private static final int SAMPLES = 256;
  private static final int VALUES = 4096;

  /** That a true probability is outside of its interval, all values together. */
  private static final double DOUBT = 1e-6;

  @ParameterizedTest
  @ValueSource(doubles = {0.12, 0.25, 0.5, 1})
  void frequenciesAreWithinTheIntervalsOfTheirProbabilities(double sigma) {
    DiscreteNormal law = DiscreteNormal.of(sigma);
    long[] counts = new long[2 * law.margin() + 1];
    long draws = draw(law, counts);
    for (int k = -law.margin(); k <= law.margin(); k++) {
      long count = counts[k + law.margin()];
      double p = law.probability(k);
      assertTrue(isWithin(count, draws, p, DOUBT / counts.length), sigma + ", " + k + ": " + count);
    }
  }

  private static boolean isWithin(long count, long draws, double p, double doubt) {
    int successes = Math.toIntExact(count);
    int trials = Math.toIntExact(draws);
    double low = ClopperPearson.lowerBound(successes, trials, doubt / 2);
    double high = ClopperPearson.upperBound(successes, trials, doubt / 2);
    return low <= p && p <= high;
  }

  private static long draw(DiscreteNormal law, long[] counts) {
    long draws = 0;
    try (SmallGraph graph = new SmallGraph()) {
      Ops tf = graph.tf();
      var number = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
      Operand<TInt64> first =
          tf.dtypes.cast(tf.math.mul(number, tf.constant((float) SAMPLES)), TInt64.class);
      GridNoise.Asked black =
          new GridNoise.Asked(
              tf.zeros(tf.constant(new int[] {VALUES}), TFloat32.class),
              tf.constant((float) law.sigma()),
              tf.constant(2024L),
              tf.constant(0L),
              first);
      var noise = new GridNoise(law).copies(tf, List.of(black), SAMPLES);
      for (int run = 0; draws < DRAWS; run++) {
        for (float pixel : graph.values(noise, number, new float[] {run})) {
          counts[Math.round(pixel * 255) + law.margin()]++;
          draws++;
        }
      }
    }
    return draws;
  }
}
