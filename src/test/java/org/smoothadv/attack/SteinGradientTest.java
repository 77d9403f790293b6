package org.smoothadv.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.analysis.integration.SimpsonIntegrator;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/**
 * Estimator (7) against the gradient of G(x)_y, in a case where that is known: of two classes with
 * logits w.x + b and 0, F depends on w.x + b alone, which is normal under noise. With mu = w.x + b
 * and s = sigma |w|, G = E[F(mu + s z)] and its gradient is w E[F'(mu + s z)]; for the hard
 * classifier G = Phi(mu / s).
 */
class SteinGradientTest {
  private static final double SIGMA = 0.5;
  private static final int IMAGES = 4000;
  private static final NormalDistribution NORMAL = new NormalDistribution();
  private static final float[] W = {1, -2, 0.5f, 0, 3, -1, 0.25f, 1, -1, 2, 0, -0.5f};
  private static final double NORM =
      Math.sqrt(
          Arrays.stream(new double[] {1, -2, 0.5, 0, 3, -1, 0.25, 1, -1, 2, 0, -0.5})
              .map(w -> w * w)
              .sum());
  private static final double MU = 1.5;

  /** The image is 0, so that the logit is the offset. */
  private static final Classifier LINEAR =
      (tf, images) -> {
        Operand<TFloat32> rows = tf.reshape(images, tf.constant(new int[] {-1, W.length}));
        Operand<TFloat32> weights =
            tf.constant(Shape.of(W.length, 1), DataBuffers.of(W, true, false));
        Operand<TFloat32> logit =
            tf.math.add(tf.linalg.matMul(rows, weights), tf.constant((float) MU));
        return tf.concat(List.of(logit, tf.zerosLike(logit)), tf.constant(1));
      };

  @ParameterizedTest
  @CsvSource({
    "STEIN, 1", "STEIN, 4", "STEIN, 32",
    "STEIN_HARD, 1", "STEIN_HARD, 4", "STEIN_HARD, 32",
    "STEIN_BASELINE, 2", "STEIN_BASELINE, 4", "STEIN_BASELINE, 32",
    "STEIN_ANTITHETIC, 2", "STEIN_ANTITHETIC, 4", "STEIN_ANTITHETIC, 32"
  })
  void isUnbiased(Gradient gradient, int m) {
    double slope = gradient == Gradient.STEIN_HARD ? hardSlope() : softSlope();
    List<SummaryStatistics> estimates = estimates(gradient, m);
    for (int i = 0; i < W.length; i++) {
      SummaryStatistics estimate = estimates.get(i);
      double standardError = estimate.getStandardDeviation() / Math.sqrt(IMAGES);
      assertEquals(-slope * W[i], estimate.getMean(), 4 * standardError, "value " + i);
      assertTrue(standardError < 0.2 * slope * NORM, "too few estimates");
    }
  }

  @Test
  void baselineAndPairsTakeVarianceAway() {
    double plain = variance(Gradient.STEIN, 32);
    assertTrue(variance(Gradient.STEIN_BASELINE, 32) < 0.5 * plain);
    assertTrue(variance(Gradient.STEIN_ANTITHETIC, 32) < 0.5 * plain);
  }

  @Test
  void varianceFallsAsOneOverM() {
    assertEquals(8, variance(Gradient.STEIN, 4) / variance(Gradient.STEIN, 32), 0.8);
  }

  private static double hardSlope() {
    double s = SIGMA * NORM;
    return NORMAL.density(MU / s) / s;
  }

  private static double softSlope() {
    return new SimpsonIntegrator()
        .integrate(
            1_000_000,
            z -> {
              double f = 1 / (1 + Math.exp(-(MU + SIGMA * NORM * z)));
              return f * (1 - f) * NORMAL.density(z);
            },
            -10,
            10);
  }

  private static double variance(Gradient gradient, int m) {
    return estimates(gradient, m).stream().mapToDouble(SummaryStatistics::getVariance).sum();
  }

  /** Many estimates at the same image, by value. */
  private static List<SummaryStatistics> estimates(Gradient gradient, int m) {
    try (GraphRun run = new GraphRun()) {
      Noise noise = new DrawnNoise(run.seed(m), gradient.sampling(), SIGMA, m);
      Operand<TFloat32> label =
          run.tf.tile(
              run.tf.constant(new float[][] {{1, 0}}), run.tf.constant(new int[] {IMAGES, 1}));
      float[] ascent =
          run.floats(
              new Assessor<>(LINEAR, gradient.estimator(SIGMA), m)
                  .assess(run.tf, run.images(new float[IMAGES * W.length]), label, noise)
                  .ascent());
      List<SummaryStatistics> values = new ArrayList<>();
      for (int i = 0; i < W.length; i++) {
        SummaryStatistics value = new SummaryStatistics();
        for (int image = 0; image < IMAGES; image++) {
          value.addValue(ascent[image * W.length + i]);
        }
        values.add(value);
      }
      return values;
    }
  }
}
