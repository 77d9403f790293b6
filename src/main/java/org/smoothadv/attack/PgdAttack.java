package org.smoothadv.attack;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

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
 * @param assessor gives the gradient that is followed
 * @param steps T, at least 1
 */
public record PgdAttack(Assessor<?> assessor, int steps) implements Attack {
  public PgdAttack {
    if (steps < 1) {
      throw new IllegalArgumentException("attack steps T = " + steps + ", not at least 1");
    }
  }

  @Override
  public Operand<TFloat32> attack(Ops tf, Input input) {
    Operand<TFloat32> start = tf.zerosLike(input.images());
    Operand<TFloat32> perturbation =
        Loop.repeat(
            tf,
            tf.constant(steps),
            start,
            (body, index, state) -> {
              Input inner = input.capturedBy(body);
              return step(body, inner, state, L2.random(body, inner, index));
            });
    return tf.math.add(input.images(), perturbation);
  }

  /**
   * Builds one step.
   *
   * @param perturbation the perturbation before the step, in the shape of the images
   * @param fallback the unit direction that stands in for a zero gradient, [1, height, width,
   *     channels]
   * @return the perturbation after the step
   */
  public Operand<TFloat32> step(
      Ops tf, Input input, Operand<TFloat32> perturbation, Operand<TFloat32> fallback) {
    Operand<TFloat32> images = input.images();
    Assessor.Assessment assessment =
        assessor.assess(tf, tf.math.add(images, perturbation), input.labels(), input.noise());
    Operand<TFloat32> direction = L2.unit(tf, assessment.ascent(), fallback);
    Operand<TFloat32> stepSize = tf.math.mul(input.epsilon(), tf.constant(2f / steps));
    Operand<TFloat32> moved =
        tf.math.add(images, tf.math.add(perturbation, tf.math.mul(stepSize, direction)));
    Operand<TFloat32> clipped =
        tf.math.sub(tf.clipByValue(moved, tf.constant(0f), tf.constant(1f)), images);
    return L2.project(tf, clipped, input.epsilon());
  }
}
