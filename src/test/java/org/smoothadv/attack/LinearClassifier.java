package org.smoothadv.attack;

import org.smoothadv.support.SmallGraph;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * A classifier whose gradients are known in closed form: logits are the images, as rows, times a
 * matrix.
 */
final class LinearClassifier {
  private final double[][] weights;

  /** Takes the matrix, [pixels][classes]. */
  LinearClassifier(double[][] weights) {
    this.weights = weights;
  }

  /** Builds its logits. */
  Classifier in(SmallGraph graph) {
    int pixels = weights.length;
    int classes = weights[0].length;
    float[] values = new float[pixels * classes];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) weights[i / classes][i % classes];
    }
    Operand<TFloat32> matrix = graph.constant(values, pixels, classes);
    return images ->
        graph
            .tf()
            .linalg
            .matMul(
                graph.tf().reshape(images, graph.tf().constant(new int[] {-1, pixels})), matrix);
  }

  /** The softmax at one image. */
  double[] probabilities(double... image) {
    double[] logits = new double[weights[0].length];
    double largest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < logits.length; c++) {
      for (int p = 0; p < image.length; p++) {
        logits[c] += image[p] * weights[p][c];
      }
      largest = Math.max(largest, logits[c]);
    }
    double sum = 0;
    for (int c = 0; c < logits.length; c++) {
      logits[c] = Math.exp(logits[c] - largest);
      sum += logits[c];
    }
    for (int c = 0; c < logits.length; c++) {
      logits[c] /= sum;
    }
    return logits;
  }

  /** The gradient of a class's softmax probability: {@code p_y (w_y - sum_k p_k w_k)}. */
  double[] gradientOfProbability(int label, double... image) {
    double[] probabilities = probabilities(image);
    double[] gradient = new double[image.length];
    for (int p = 0; p < image.length; p++) {
      double mean = 0;
      for (int c = 0; c < probabilities.length; c++) {
        mean += probabilities[c] * weights[p][c];
      }
      gradient[p] = probabilities[label] * (weights[p][label] - mean);
    }
    return gradient;
  }
}
