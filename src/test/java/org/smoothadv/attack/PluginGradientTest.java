package org.smoothadv.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.smoothadv.support.SmallGraph;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Expected gradients come from the closed form of a linear classifier's, in double precision. */
class PluginGradientTest {
  private static final LinearClassifier CLASSIFIER =
      new LinearClassifier(new double[][] {{2, -1, 0.5}, {-3, 1, 2}, {0, 4, -2}, {1, 1, -1}});

  private static final double[][] IMAGES = {{0.1, 0.9, 0.4, 0.2}, {0.8, 0.3, 0.6, 0.5}};
  private static final int[] LABELS = {2, 0};

  /** Three noises for each image. */
  private static final double[][] NOISES = {
    {0.5, -0.2, 0.1, 0},
    {-0.7, 0.3, 0.4, 0.1},
    {0.2, 0.2, -0.9, 0.6},
    {0.3, 0.3, 0.3, -0.3},
    {-0.4, 0.8, 0.1, 0.2},
    {0.6, -0.6, 0.2, 0}
  };

  @Test
  void withOneNoiseItIsTheGradientOfTheCrossEntropy() {
    double[][] noises = {NOISES[0], NOISES[3]};
    double[] expected = new double[8];
    for (int j = 0; j < 2; j++) {
      double[] noisy = sum(IMAGES[j], noises[j]);
      double probability = CLASSIFIER.probabilities(noisy)[LABELS[j]];
      double[] gradient = CLASSIFIER.gradientOfProbability(LABELS[j], noisy);
      for (int p = 0; p < 4; p++) {
        expected[j * 4 + p] = -gradient[p] / probability;
      }
    }
    assertClose(expected, gradient(CLASSIFIER, noises, 1));
  }

  @Test
  void takesTheMeanOverTheNoisesInsideTheLogarithm() {
    double[] inside = new double[8];
    double[] outside = new double[8];
    for (int j = 0; j < 2; j++) {
      double probabilities = 0;
      for (int i = 0; i < 3; i++) {
        probabilities += probability(j, i);
      }
      for (int i = 0; i < 3; i++) {
        double[] gradient =
            CLASSIFIER.gradientOfProbability(LABELS[j], sum(IMAGES[j], NOISES[j * 3 + i]));
        for (int p = 0; p < 4; p++) {
          inside[j * 4 + p] -= gradient[p] / probabilities;
          outside[j * 4 + p] -= gradient[p] / probability(j, i) / 3;
        }
      }
    }
    float[] actual = gradient(CLASSIFIER, NOISES, 3);
    assertClose(inside, actual);
    assertTrue(Math.abs(inside[0] - outside[0]) > 0.1, "the two are told apart here");
  }

  @Test
  void lossIsMinusTheLogarithmOfTheMeanProbability() {
    try (SmallGraph graph = new SmallGraph()) {
      float[] loss =
          graph.values(
              estimator(graph, CLASSIFIER, NOISES, 3)
                  .loss(graph.tf(), images(graph), labels(graph)));
      assertEquals(2, loss.length);
      for (int j = 0; j < 2; j++) {
        double mean = (probability(j, 0) + probability(j, 1) + probability(j, 2)) / 3;
        assertEquals(-Math.log(mean), loss[j], 1e-5);
      }
    }
  }

  @Test
  void probabilitiesThatUnderflowStillHaveAGradient() {
    // Logits of 0 and 400 or 250: the label's probabilities, exp(-400) and exp(-250), are 0 as
    // floats. In the mean the larger one is all that counts, so that the gradient is that of the
    // second noise's cross-entropy, which is w_1 - w_0 = 1000 for the first pixel.
    LinearClassifier steep =
        new LinearClassifier(new double[][] {{0, 1000}, {0, 0}, {0, 0}, {0, 0}});
    double[][] noises = {{0.3, 0, 0, 0}, {0.15, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}};
    try (SmallGraph graph = new SmallGraph()) {
      Operand<TFloat32> labels = graph.constant(new float[] {1, 0, 1, 0}, 2, 2);
      float[] gradient =
          graph.values(
              estimator(graph, steep, noises, 2).gradient(graph.tf(), images(graph), labels));
      assertEquals(1000, gradient[0], 1e-2);
      assertEquals(0, gradient[1]);
    }
  }

  private static double probability(int image, int noise) {
    return CLASSIFIER.probabilities(sum(IMAGES[image], NOISES[image * 3 + noise]))[LABELS[image]];
  }

  private static float[] gradient(LinearClassifier classifier, double[][] noises, int m) {
    try (SmallGraph graph = new SmallGraph()) {
      return graph.values(
          estimator(graph, classifier, noises, m)
              .gradient(graph.tf(), images(graph), labels(graph)));
    }
  }

  private static PluginGradient estimator(
      SmallGraph graph, LinearClassifier classifier, double[][] noises, int m) {
    Operand<TFloat32> noise = graph.constant(flat(noises), noises.length, 2, 2, 1);
    return new PluginGradient(classifier.in(graph), new NoisyCopies(noise, m));
  }

  private static Operand<TFloat32> images(SmallGraph graph) {
    return graph.constant(flat(IMAGES), 2, 2, 2, 1);
  }

  private static Operand<TFloat32> labels(SmallGraph graph) {
    return graph.constant(new float[] {0, 0, 1, 1, 0, 0}, 2, 3);
  }

  private static double[] sum(double[] a, double[] b) {
    double[] sum = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      sum[i] = a[i] + b[i];
    }
    return sum;
  }

  private static float[] flat(double[][] rows) {
    float[] values = new float[rows.length * rows[0].length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) rows[i / rows[0].length][i % rows[0].length];
    }
    return values;
  }

  private static void assertClose(double[] expected, float[] actual) {
    float[] rounded = new float[expected.length];
    for (int i = 0; i < expected.length; i++) {
      rounded[i] = (float) expected[i];
    }
    assertArrayEquals(rounded, actual, 1e-5f);
  }
}
