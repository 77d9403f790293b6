package org.smoothadv.attack;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * Decoupled direction and norm (Rony et al. 2019; appendix D). With the estimator (6) this is
 * SmoothAdv-DDN. It looks for the closest adversarial example: the perturbation is kept on a sphere
 * around the image, whose radius shrinks while the image is misclassified and grows while it is
 * not. The closest misclassified perturbation that was met is returned, projected on the ball of
 * radius epsilon; an image for which none was met is returned as it is.
 *
 * <p>Perturbed images are rounded to whole pixel values, and so is the result, after its
 * projection: that rounding can carry it a few percent out of the ball.
 *
 * @param assessor gives the gradient that is followed and the predicted class
 * @param steps T, at least 1
 */
public record DdnAttack(Assessor<?> assessor, int steps) implements Attack {
  private static final float INITIAL_NORM = 1f;
  private static final double GAMMA = 0.05;
  private static final float MAX_PIXEL = 255f;
  private static final double LAST_STEP_SIZE = 0.01;

  /**
   * The attack between two steps.
   *
   * @param perturbation the next one to look at, [B, height, width, channels]
   * @param norm the radius of its sphere, [B, 1, 1, 1]
   * @param best the closest misclassified perturbation so far, or 0
   * @param bestNorm its L2 norm, or {@link #largestNorm} where there is none, [B, 1, 1, 1]
   */
  public record State(
      Operand<TFloat32> perturbation,
      Operand<TFloat32> norm,
      Operand<TFloat32> best,
      Operand<TFloat32> bestNorm) {}

  public DdnAttack {
    if (steps < 1) {
      throw new IllegalArgumentException("attack steps T = " + steps + ", not at least 1");
    }
  }

  @Override
  public Operand<TFloat32> attack(Ops tf, Input input) {
    float[] stepSizes = new float[steps];
    for (int i = 0; i < steps; i++) {
      stepSizes[i] = stepSize(i);
    }
    State end =
        Loop.repeat(
            tf,
            tf.constant(steps),
            start(tf, input.images()),
            (body, index, state) -> {
              Input inner = input.capturedBy(body);
              Operand<TFloat32> random = L2.random(body, inner, index);
              Operand<TFloat32> stepSize =
                  body.gather(body.constant(stepSizes), index, body.constant(0));
              return step(body, inner, state, stepSize, random);
            });
    return result(tf, input, end);
  }

  /**
   * The step size of a step: a cosine from 1 towards 0.01, which step T would have.
   *
   * @param step from 0
   */
  public float stepSize(int step) {
    double cosine = (1 + Math.cos(Math.PI * step / steps)) / 2;
    return (float) (LAST_STEP_SIZE + (1 - LAST_STEP_SIZE) * cosine);
  }

  /** The state before the first step. */
  public State start(Ops tf, Operand<TFloat32> images) {
    Operand<TFloat32> zero = tf.zerosLike(images);
    Operand<TFloat32> largest = largestNorm(tf, images);
    Operand<TFloat32> norm = tf.math.add(tf.zerosLike(largest), tf.constant(INITIAL_NORM));
    return new State(zero, norm, zero, largest);
  }

  /** The L2 norm of the largest perturbation that keeps an image in [0, 1], [B, 1, 1, 1]. */
  public Operand<TFloat32> largestNorm(Ops tf, Operand<TFloat32> images) {
    return L2.norm(tf, tf.math.maximum(images, tf.math.sub(tf.constant(1f), images)));
  }

  /**
   * Builds one step.
   *
   * @param stepSize a scalar
   * @param fallback the unit direction that stands in for a zero gradient, [1, height, width,
   *     channels]
   */
  public State step(
      Ops tf, Input input, State state, Operand<TFloat32> stepSize, Operand<TFloat32> fallback) {
    Operand<TFloat32> images = input.images();
    Operand<TFloat32> before = state.perturbation();
    Assessor.Assessment assessment =
        assessor.assess(tf, tf.math.add(images, before), input.labels(), input.noise());
    Operand<TBool> misclassified = misclassified(tf, assessment, input.labels());
    Operand<TFloat32> l2 = L2.norm(tf, before);
    Operand<TBool> closer = tf.math.logicalAnd(misclassified, tf.math.less(l2, state.bestNorm()));

    Operand<TFloat32> direction = L2.unit(tf, assessment.ascent(), fallback);
    Operand<TFloat32> moved = tf.math.add(before, tf.math.mul(stepSize, direction));
    Operand<TFloat32> factor =
        tf.select(
            misclassified, tf.constant((float) (1 - GAMMA)), tf.constant((float) (1 + GAMMA)));
    Operand<TFloat32> norm =
        tf.math.minimum(tf.math.mul(state.norm(), factor), largestNorm(tf, images));
    Operand<TFloat32> rescaled = tf.math.mul(moved, tf.math.divNoNan(norm, L2.norm(tf, moved)));
    Operand<TFloat32> pixels = round(tf, tf.math.add(images, rescaled));
    Operand<TFloat32> inRange = tf.clipByValue(pixels, tf.constant(0f), tf.constant(1f));
    return new State(
        tf.math.sub(inRange, images),
        norm,
        tf.select(closer, before, state.best()),
        tf.select(closer, l2, state.bestNorm()));
  }

  /**
   * The attacked images.
   *
   * @param end the state after the last step, whose own perturbation is not looked at
   */
  public Operand<TFloat32> result(Ops tf, Input input, State end) {
    Operand<TFloat32> projected = L2.project(tf, end.best(), input.epsilon());
    return tf.math.add(input.images(), round(tf, projected));
  }

  private static Operand<TBool> misclassified(
      Ops tf, Assessor.Assessment assessment, Operand<TFloat32> labels) {
    Operand<TBool> differs =
        tf.math.notEqual(assessment.predicted(), tf.math.argMax(labels, tf.constant(1)));
    return tf.reshape(differs, tf.constant(new int[] {-1, 1, 1, 1}));
  }

  /** To multiples of 1/255, half to even. */
  private static Operand<TFloat32> round(Ops tf, Operand<TFloat32> values) {
    Operand<TFloat32> scaled = tf.math.mul(values, tf.constant(MAX_PIXEL));
    return tf.math.div(tf.math.round(scaled), tf.constant(MAX_PIXEL));
  }
}
