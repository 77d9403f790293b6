package org.smoothadv.attack;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A path that leads away from each image along the gradient of its loss, in steps of equal length,
 * with no ball around the image: what SmoothMix mixes images with (Jeong et al. 2021). Each of T
 * steps
 *
 * <ol>
 *   <li>takes the gradient, divided by its L2 norm (a zero gradient takes a random direction),
 *   <li>moves by the length of a step along it,
 *   <li>clips the image to [0, 1].
 * </ol>
 *
 * @param assessor gives the gradient that is followed
 * @param steps T, at least 1
 * @param stepLength L2, pixel units, positive
 * @param earlierStep after how many steps a point of the path is kept, below T; 0 for the image
 */
public record AscentPath(Assessor<?> assessor, int steps, double stepLength, int earlierStep) {
  /**
   * Points of the path, in the shape of the images.
   *
   * @param earlier after some steps, brought back into the ball of radius epsilon around the image
   * @param end after all steps
   */
  public record Points(Operand<TFloat32> earlier, Operand<TFloat32> end) {}

  public AscentPath {
    if (steps < 1 || earlierStep < 0 || earlierStep >= steps) {
      throw new IllegalArgumentException("step " + earlierStep + " of " + steps);
    }
  }

  /**
   * Builds the path.
   *
   * @param input the images; epsilon is the radius of the ball that the earlier point is kept in
   */
  public Points from(Ops tf, Attack.Input input) {
    Operand<TFloat32> kept = input.images();
    if (earlierStep > 0) {
      Operand<TFloat32> reached = walk(tf, input, kept, 0, earlierStep);
      Operand<TFloat32> way = tf.math.sub(reached, input.images());
      kept = tf.math.add(input.images(), L2.project(tf, way, input.epsilon()));
      return new Points(kept, walk(tf, input, reached, earlierStep, steps));
    }
    return new Points(kept, walk(tf, input, kept, 0, steps));
  }

  private Operand<TFloat32> walk(
      Ops tf, Attack.Input input, Operand<TFloat32> start, int from, int to) {
    return Loop.repeat(
        tf,
        tf.constant(to - from),
        start,
        (body, index, images) -> {
          Attack.Input inner = input.capturedBy(body);
          Operand<TFloat32> ascent =
              assessor.assess(body, images, inner.labels(), inner.noise()).ascent();
          Operand<TFloat32> fallback =
              L2.random(body, inner, body.math.add(index, body.constant(from)));
          Operand<TFloat32> direction = L2.unit(body, ascent, fallback);
          Operand<TFloat32> moved =
              body.math.add(images, body.math.mul(direction, body.constant((float) stepLength)));
          return body.clipByValue(moved, body.constant(0f), body.constant(1f));
        });
  }
}
