package org.smoothadv.attack;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * The L2 geometry of a batch, one image at a time: norms and directions over all pixels and
 * channels of an image.
 */
final class Directions {
  /** Keeps the projection inside the ball when its division rounds. */
  private static final float PROJECTION_MARGIN = 1e-7f;

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

  /** Scales those perturbations down to the sphere of radius epsilon that are outside of it. */
  static Operand<TFloat32> project(
      Ops tf, Operand<TFloat32> perturbations, Operand<TFloat32> epsilon) {
    Operand<TFloat32> norm = norm(tf, perturbations);
    Operand<TFloat32> projected =
        tf.math.mul(
            perturbations, tf.math.div(epsilon, tf.math.add(norm, tf.constant(PROJECTION_MARGIN))));
    return tf.select(tf.math.greater(norm, epsilon), projected, perturbations);
  }

  /**
   * A direction drawn uniformly from the sphere, one for the whole batch.
   *
   * @param step the step that takes it, a scalar
   * @return [1, height, width, channels], of norm 1
   */
  static Operand<TFloat32> random(Ops tf, AttackInput input, Operand<TInt32> step) {
    long[] one = input.images().shape().asArray();
    one[0] = 1;
    Operand<TInt64> offset = tf.stack(List.of(tf.dtypes.cast(step, TInt64.class), tf.constant(0L)));
    Operand<TFloat32> normal =
        tf.random.statelessRandomNormal(tf.constant(one), tf.math.add(input.seed(), offset));
    return tf.math.div(normal, norm(tf, normal));
  }
}
