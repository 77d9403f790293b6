package org.smoothadv.attack;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * The L2 geometry of a batch, one image at a time: norms and directions over all pixels and
 * channels of an image.
 */
public final class L2 {
  /** Keeps the projection inside the ball when its division rounds. */
  private static final float PROJECTION_MARGIN = 1e-7f;

  /** Pixels are at most 1, where float32 rounds by half of this at most. */
  private static final double PIXEL_SPACING = 0x1p-24;

  private L2() {}

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
  static Operand<TFloat32> random(Ops tf, Attack.Input input, Operand<TInt32> step) {
    long[] one = input.images().shape().asArray();
    one[0] = 1;
    Operand<TInt64> offset = tf.stack(List.of(tf.dtypes.cast(step, TInt64.class), tf.constant(0L)));
    Operand<TFloat32> normal =
        tf.random.statelessRandomNormal(tf.constant(one), tf.math.add(input.seed(), offset));
    return tf.math.div(normal, norm(tf, normal));
  }

  /**
   * Brings attacked images back into the ball of radius epsilon that an attack must not leave.
   * Attacks keep to it up to the rounding of their own arithmetic ({@link DdnAttack} up to a few
   * percent, as the reference does); an attack whose success is reported has to keep to it without
   * exception. Images within it are left as they are; the others are moved straight towards their
   * image, so that they stay in [0, 1].
   *
   * @param images x, [B, height, width, channels], pixels in [0, 1]
   * @param attacked x̂, likewise
   * @param epsilon the radius, pixel units, positive
   * @return float32 images whose L2 distance from x, computed exactly, is at most epsilon
   */
  public static Operand<TFloat32> enclose(
      Ops tf, Operand<TFloat32> images, Operand<TFloat32> attacked, double epsilon) {
    // The difference of two float32 numbers is exact in float64, or as good as that.
    Operand<TFloat64> center = tf.dtypes.cast(images, TFloat64.class);
    Operand<TFloat64> perturbation = tf.math.sub(tf.dtypes.cast(attacked, TFloat64.class), center);
    Operand<TFloat64> norm =
        tf.math.sqrt(
            tf.reduceSum(
                tf.math.square(perturbation),
                tf.constant(new int[] {1, 2, 3}),
                ReduceSum.keepDims(true)));
    Operand<TFloat64> scale =
        tf.math.divNoNan(tf.constant(innerRadius(epsilon, images.shape().asArray())), norm);
    Operand<TFloat32> enclosed =
        tf.dtypes.cast(tf.math.add(center, tf.math.mul(perturbation, scale)), TFloat32.class);
    return tf.select(tf.math.greater(norm, tf.constant(epsilon)), enclosed, attacked);
  }

  /** What rounding every value of an image to float32 leaves of the radius. */
  private static double innerRadius(double epsilon, long... shape) {
    return Math.max(
        0, epsilon - PIXEL_SPACING * Math.sqrt((double) shape[1] * shape[2] * shape[3]));
  }
}
