package org.smoothadv.attack;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/**
 * The L2 ball around an image that an attack must not leave. Attacks keep to it up to the rounding
 * of their own arithmetic ({@link DdnAttack} up to a few percent, as the reference does); an attack
 * whose success is reported has to keep to it without exception.
 *
 * @param epsilon the radius, pixel units, positive
 */
public record EpsilonBall(double epsilon) {
  /** Pixels are at most 1, where float32 rounds by half of this at most. */
  private static final double PIXEL_SPACING = 0x1p-24;

  /**
   * Brings attacked images back into the ball. Those within it are left as they are; the others are
   * moved straight towards their image, so that they stay in [0, 1].
   *
   * @param images x, [B, height, width, channels], pixels in [0, 1]
   * @param attacked x̂, likewise
   * @return float32 images whose L2 distance from x, computed exactly, is at most epsilon
   */
  public Operand<TFloat32> enclose(Ops tf, Operand<TFloat32> images, Operand<TFloat32> attacked) {
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
        tf.math.divNoNan(tf.constant(innerRadius(images.shape().asArray())), norm);
    Operand<TFloat32> enclosed =
        tf.dtypes.cast(tf.math.add(center, tf.math.mul(perturbation, scale)), TFloat32.class);
    return tf.select(tf.math.greater(norm, tf.constant(epsilon)), enclosed, attacked);
  }

  /** What rounding every value of an image to float32 leaves of the radius. */
  private double innerRadius(long[] shape) {
    return Math.max(
        0, epsilon - PIXEL_SPACING * Math.sqrt((double) shape[1] * shape[2] * shape[3]));
  }
}
