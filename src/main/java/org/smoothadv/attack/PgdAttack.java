package org.smoothadv.attack;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Projected gradient descent in the L2 ball (Madry et al. 2018; section 3). With the estimator (6)
 * this is SmoothAdv-PGD. The perturbation starts at 0; each of T steps
 *
 * <ol>
 *   <li>takes the gradient at the perturbed image, divided by its L2 norm (a zero gradient takes a
 *       random direction),
 *   <li>moves by {@code 2 epsilon / T} along it,
 *   <li>clips the perturbed image to [0, 1],
 *   <li>projects the perturbation on the ball of radius epsilon.
 * </ol>
 *
 * @param estimator the gradient that is followed
 * @param steps T, at least 1
 */
public record PgdAttack(GradientEstimator estimator, int steps) {
  /** Keeps the projection inside the ball when its division rounds. */
  private static final float PROJECTION_MARGIN = 1e-7f;

  public PgdAttack {
    if (steps < 1) {
      throw new IllegalArgumentException("attack steps T = " + steps + ", not at least 1");
    }
  }

  /**
   * Builds all T steps.
   *
   * @param images x, [B, height, width, channels], pixels in [0, 1]
   * @param labels one-hot, [B, classes]
   * @param epsilon the radius of the ball, a scalar in pixel units
   * @param seed the seed of the random directions, [2]
   * @return the adversarial images, in the shape of {@code images}
   */
  public Operand<TFloat32> attack(
      Ops tf,
      Operand<TFloat32> images,
      Operand<TFloat32> labels,
      Operand<TFloat32> epsilon,
      Operand<TInt64> seed) {
    Operand<TFloat32> perturbation = tf.zerosLike(images);
    for (int step = 0; step < steps; step++) {
      Ops scope = tf.withSubScope("pgd_step_" + (step + 1));
      Operand<TFloat32> random =
          Directions.random(
              scope, images, scope.math.add(seed, scope.constant(new long[] {step, 0})));
      perturbation = step(scope, images, perturbation, labels, epsilon, random);
    }
    return tf.math.add(images, perturbation);
  }

  /**
   * Builds one step.
   *
   * @param perturbation the perturbation before the step, in the shape of {@code images}
   * @param fallback the unit direction that stands in for a zero gradient, [1, height, width,
   *     channels]
   * @return the perturbation after the step
   */
  public Operand<TFloat32> step(
      Ops tf,
      Operand<TFloat32> images,
      Operand<TFloat32> perturbation,
      Operand<TFloat32> labels,
      Operand<TFloat32> epsilon,
      Operand<TFloat32> fallback) {
    Operand<TFloat32> gradient = estimator.gradient(tf, tf.math.add(images, perturbation), labels);
    Operand<TFloat32> direction = Directions.unit(tf, gradient, fallback);
    Operand<TFloat32> stepSize = tf.math.mul(epsilon, tf.constant(2f / steps));
    Operand<TFloat32> moved =
        tf.math.add(images, tf.math.add(perturbation, tf.math.mul(stepSize, direction)));
    Operand<TFloat32> clipped =
        tf.math.sub(tf.clipByValue(moved, tf.constant(0f), tf.constant(1f)), images);
    return project(tf, clipped, epsilon);
  }

  private static Operand<TFloat32> project(
      Ops tf, Operand<TFloat32> perturbation, Operand<TFloat32> epsilon) {
    Operand<TFloat32> norm = Directions.norm(tf, perturbation);
    Operand<TFloat32> projected =
        tf.math.mul(
            perturbation, tf.math.div(epsilon, tf.math.add(norm, tf.constant(PROJECTION_MARGIN))));
    return tf.select(tf.math.greater(norm, epsilon), projected, perturbation);
  }
}
