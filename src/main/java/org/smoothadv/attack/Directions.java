package org.smoothadv.attack;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * The L2 geometry of a batch, one image at a time: norms and directions over all pixels and
 * channels of an image.
 */
final class Directions {
  private Directions() {}

  /** The L2 norm of every image, [B, 1, 1, 1]. */
  static Operand<TFloat32> norm(Ops tf, Operand<TFloat32> images) {
    return tf.math.sqrt(
        tf.reduceSum(
            tf.math.square(images), tf.constant(new int[] {1, 2, 3}), ReduceSum.keepDims(true)));
  }

  /**
   * Scales every image to norm 1.
   *
   * @param fallback the unit direction taken where an image's norm is exactly 0
   */
  static Operand<TFloat32> unit(Ops tf, Operand<TFloat32> images, Operand<TFloat32> fallback) {
    Operand<TFloat32> norm = norm(tf, images);
    return tf.select(tf.math.greater(norm, tf.constant(0f)), tf.math.div(images, norm), fallback);
  }

  /**
   * A direction drawn uniformly from the sphere, one for the whole batch.
   *
   * @return [1, height, width, channels], of norm 1
   */
  static Operand<TFloat32> random(Ops tf, Operand<TFloat32> images, Operand<TInt64> seed) {
    long[] one = images.shape().asArray();
    one[0] = 1;
    Operand<TFloat32> normal = tf.random.statelessRandomNormal(tf.constant(one), seed);
    return tf.math.div(normal, norm(tf, normal));
  }
}
