package org.smoothadv.attack;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Noisy copies of every image of a batch, equally many of each. In a batch of copies, rows {@code
 * j*m .. j*m+m-1} belong to image j.
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
   * Takes noises that come noise by noise in place of image by image.
   *
   * @param samples [m, B, height, width, channels]
   * @param images the shape [B, height, width, channels]
   * @param noiseSamples m
   */
  static NoisyCopies ofSamples(Ops tf, Operand<TFloat32> samples, Shape images, int noiseSamples) {
    boolean inOrder = noiseSamples == 1 || images.get(0) == 1;
    Operand<TFloat32> byImage =
        inOrder ? samples : tf.linalg.transpose(samples, tf.constant(new int[] {1, 0, 2, 3, 4}));
    return new NoisyCopies(tf.reshape(byImage, tf.constant(rows(images))), noiseSamples);
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

  /**
   * Some of these copies.
   *
   * @param first the number of each image's first copy to take, a scalar
   * @param count how many, from there
   */
  NoisyCopies part(Ops tf, Operand<TInt32> first, int count) {
    Operand<TInt32> zero = tf.constant(0);
    Operand<TFloat32> taken =
        tf.slice(
            group(tf, noise),
            tf.stack(List.of(zero, first, zero, zero, zero)),
            tf.constant(new int[] {-1, count, -1, -1, -1}));
    return new NoisyCopies(tf.reshape(taken, tf.constant(rows(noise.shape()))), count);
  }

  /**
   * The copies of some of the images.
   *
   * @param places of them in the batch
   */
  NoisyCopies ofImages(Ops tf, Operand<TInt32> places) {
    Operand<TFloat32> taken = tf.gather(group(tf, noise), places, tf.constant(0));
    return new NoisyCopies(tf.reshape(taken, tf.constant(rows(noise.shape()))), noiseSamples);
  }

  private static long[] rows(Shape shape) {
    long[] dimensions = shape.asArray();
    dimensions[0] = -1;
    return dimensions;
  }
}
