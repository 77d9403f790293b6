package org.smoothadv.attack;

import java.util.SplittableRandom;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A small smooth network, {@code logits = V tanh(W x)}, for images of 2x2 pixels and three
 * channels: as a graph, and once more in double precision for comparison.
 */
final class ToyClassifier implements Classifier {
  static final int SIZE = 2;
  static final int VALUES = SIZE * SIZE * 3;
  static final int CLASSES = 3;
  private static final int HIDDEN = 8;

  private final float[] w;
  private final float[] v;

  ToyClassifier(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    w = normal(random, VALUES * HIDDEN, 1.5 / Math.sqrt(VALUES));
    v = normal(random, HIDDEN * CLASSES, 3 / Math.sqrt(HIDDEN));
  }

  private static float[] normal(SplittableRandom random, int count, double deviation) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
    return values;
  }

  @Override
  public Operand<TFloat32> logits(Ops tf, Operand<TFloat32> images) {
    Operand<TFloat32> rows = tf.reshape(images, tf.constant(new int[] {-1, VALUES}));
    Operand<TFloat32> hidden = tf.math.tanh(tf.linalg.matMul(rows, matrix(tf, w, VALUES, HIDDEN)));
    return tf.linalg.matMul(hidden, matrix(tf, v, HIDDEN, CLASSES));
  }

  private static Operand<TFloat32> matrix(Ops tf, float[] values, int rows, int columns) {
    return tf.constant(Shape.of(rows, columns), DataBuffers.of(values, true, false));
  }

  /** F(x), in double precision. */
  double[] probabilities(double[] image) {
    double[] logits = new double[CLASSES];
    for (int h = 0; h < HIDDEN; h++) {
      double sum = 0;
      for (int i = 0; i < VALUES; i++) {
        sum += image[i] * w[i * HIDDEN + h];
      }
      double hidden = Math.tanh(sum);
      for (int c = 0; c < CLASSES; c++) {
        logits[c] += hidden * v[h * CLASSES + c];
      }
    }
    double total = 0;
    for (int c = 0; c < CLASSES; c++) {
      logits[c] = Math.exp(logits[c]);
      total += logits[c];
    }
    for (int c = 0; c < CLASSES; c++) {
      logits[c] /= total;
    }
    return logits;
  }
}
