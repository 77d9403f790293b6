package org.smoothadv.attack;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * An estimator that fails, and the run of the graph with it, where the network's logits or the norm
 * of the gradient are not finite. Without it an attack would take a random direction there, or
 * none, and the image would pass for one that withstood it.
 *
 * @param estimator what it gives where they are finite
 */
record CheckedGradient(GradientEstimator estimator) implements GradientEstimator {
  /** Stands in the message of TensorFlow's failure. */
  static final String FAILURE = "what the attack sees of the network";

  @Override
  public List<Operand<TFloat32>> nothing(Ops tf, Operand<TFloat32> images) {
    return estimator.nothing(tf, images);
  }

  @Override
  public List<Operand<TFloat32>> contribution(Ops tf, Observation observed) {
    Operand<TFloat32> logits = observed.logits();
    return estimator.contribution(
        tf,
        new Observation(
            observed.images(), observed.labels(), observed.copies(), checked(tf, logits, logits)));
  }

  @Override
  public List<Operand<TFloat32>> sum(
      Ops tf, List<Operand<TFloat32>> part, List<Operand<TFloat32>> other) {
    return estimator.sum(tf, part, other);
  }

  @Override
  public Operand<TFloat32> ascent(Ops tf, List<Operand<TFloat32>> all, int noiseSamples) {
    Operand<TFloat32> ascent = estimator.ascent(tf, all, noiseSamples);
    return checked(tf, ascent, Directions.norm(tf, ascent));
  }

  /** The values, once some numbers have been seen to be finite. */
  private static Operand<TFloat32> checked(
      Ops tf, Operand<TFloat32> values, Operand<TFloat32> numbers) {
    return tf.withControlDependencies(tf.debugging.checkNumerics(numbers, FAILURE))
        .identity(values);
  }
}
