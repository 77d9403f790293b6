package org.smoothadv.attack;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * The m noisy copies of every image of a batch. In a batch of copies, rows {@code j*m .. j*m+m-1}
 * belong to image j.
 *
 * @param noise the noises delta_i, already scaled by sigma, [B*m, height, width, channels]
 * @param noiseSamples m, at least 1
 */
public record NoisyCopies(Operand<TFloat32> noise, int noiseSamples) {
  public NoisyCopies {
    if (noiseSamples < 1) {
      throw new IllegalArgumentException("noise samples m = " + noiseSamples + ", not at least 1");
    }
  }

  /**
   * Draws the noises of a batch, delta_i from N(0, sigma^2 I).
   *
   * @param images [B, height, width, channels]
   * @param seed [2]; the same seed draws the same noises
   */
  public static NoisyCopies draw(
      Ops tf, Operand<TFloat32> images, double sigma, int noiseSamples, Operand<TInt64> seed) {
    Operand<TInt32> shape =
        tf.math.mul(tf.shape(images), tf.constant(new int[] {noiseSamples, 1, 1, 1}));
    Operand<TFloat32> standard = tf.random.statelessRandomNormal(shape, seed);
    Operand<TFloat32> noise = tf.math.mul(standard, tf.constant((float) sigma));
    Shape rows = Shape.of(rows(images.shape()));
    return new NoisyCopies(tf.ensureShape(noise, rows), noiseSamples);
  }

  /**
   * Adds each image's noises to it. The result is not clipped to [0, 1].
   *
   * @param images [B, height, width, channels]
   * @return [B*m, height, width, channels]
   */
  public Operand<TFloat32> of(Ops tf, Operand<TFloat32> images) {
    if (noiseSamples == 1) {
      return tf.math.add(images, noise);
    }
    Operand<TFloat32> sum = tf.math.add(tf.expandDims(images, tf.constant(1)), group(tf, noise));
    return tf.reshape(sum, tf.constant(rows(noise.shape())));
  }

  /**
   * Brings together the copies of one image.
   *
   * @param rows one row per copy, [B*m, ...]
   * @return [B, m, ...]
   */
  public Operand<TFloat32> group(Ops tf, Operand<TFloat32> rows) {
    long[] tail = rows(rows.shape());
    long[] grouped = new long[tail.length + 1];
    System.arraycopy(tail, 1, grouped, 2, tail.length - 1);
    grouped[0] = -1;
    grouped[1] = noiseSamples;
    return tf.reshape(rows, tf.constant(grouped));
  }

  /**
   * Repeats each image's row for its copies.
   *
   * @param rows one row per image, [B, width]
   * @return [B*m, width]
   */
  public Operand<TFloat32> repeat(Ops tf, Operand<TFloat32> rows) {
    return tf.reshape(
        tf.tile(rows, tf.constant(new int[] {1, noiseSamples})), tf.constant(rows(rows.shape())));
  }

  private static long[] rows(Shape shape) {
    long[] dimensions = shape.asArray();
    dimensions[0] = -1;
    return dimensions;
  }
}
