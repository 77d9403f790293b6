package org.smoothadv.attack;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A classifier whose gradients are known in closed form: logits are the images, as rows, times a
 * matrix.
 */
final class LinearClassifier implements Classifier {
  private final double[][] weights;

  /** Takes the matrix, [pixels][classes]. */
  LinearClassifier(double[][] weights) {
    this.weights = weights;
  }

  @Override
  public Operand<TFloat32> logits(Ops tf, Operand<TFloat32> images) {
    int pixels = weights.length;
    int classes = weights[0].length;
    float[] values = new float[pixels * classes];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) weights[i / classes][i % classes];
    }
    Operand<TFloat32> matrix = tf.constant(Shape.of(pixels, classes), DataBuffers.of(values));
    return tf.linalg.matMul(tf.reshape(images, tf.constant(new int[] {-1, pixels})), matrix);
  }
}
