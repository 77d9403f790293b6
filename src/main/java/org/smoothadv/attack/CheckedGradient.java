package org.smoothadv.attack;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * An estimator that fails, and the run of the graph with it, where the network's logits or the norm
 * of the gradient are not finite. Without it an attack would take a random direction there, or
 * none, and the image would pass for one that withstood it.
 *
 * @param estimator what it gives where they are finite
 * @param <S> what some of the copies contribute
 */
record CheckedGradient<S extends Record>(GradientEstimator<S> estimator)
    implements GradientEstimator<S> {
  /** Stands in the message of TensorFlow's failure. */
  static final String FAILURE = "what the attack sees of the network";

  @Override
  public S zero(Ops tf, Operand<TFloat32> images) {
    return estimator.zero(tf, images);
  }

  @Override
  public S contribution(Ops tf, Observation observed) {
    Operand<TFloat32> logits = observed.logits();
    return estimator.contribution(
        tf,
        new Observation(
            observed.images(), observed.labels(), observed.copies(), checked(tf, logits, logits)));
  }

  @Override
  public S plus(Ops tf, S part, S other) {
    return estimator.plus(tf, part, other);
  }

  @Override
  public Operand<TFloat32> ascent(Ops tf, S sum, int noiseSamples) {
    Operand<TFloat32> ascent = estimator.ascent(tf, sum, noiseSamples);
    return checked(tf, ascent, L2.norm(tf, ascent));
  }

  /** The values, once some numbers have been seen to be finite. */
  private static Operand<TFloat32> checked(
      Ops tf, Operand<TFloat32> values, Operand<TFloat32> numbers) {
    return tf.withControlDependencies(tf.debugging.checkNumerics(numbers, FAILURE))
        .identity(values);
  }
}
