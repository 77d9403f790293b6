package org.smoothadv.attack;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Estimator (7) with a baseline subtracted from F, which takes away the variance that F's mean
 * brings in. The baseline of copy i is the mean of the other copies' scores: it does not depend on
 * delta_i, whose mean is 0, so that the estimate stays unbiased. With {@code S = sum_i F_i}, the
 * sum in (7) becomes
 *
 * <pre>  sum_i delta_i (F_i - (S - F_i) / (m-1))
 *       = (m sum_i delta_i F_i - S sum_i delta_i) / (m-1).</pre>
 *
 * For independent noises, at least two of them; in {@linkplain Sampling#ANTITHETIC pairs} a
 * baseline cancels.
 *
 * @param plain the estimator without baseline
 */
public record BaselineSteinGradient(SteinGradient plain) implements GradientEstimator {
  @Override
  public List<Operand<TFloat32>> nothing(Ops tf, Operand<TFloat32> images) {
    Operand<TFloat32> zero = tf.zerosLike(images);
    return List.of(plain.nothing(tf, images).get(0), zero, Directions.norm(tf, zero));
  }

  /** The sums over the copies of delta_i F_i, of delta_i and of F_i. */
  @Override
  public List<Operand<TFloat32>> contribution(Ops tf, Observation observation) {
    NoisyCopies copies = observation.copies();
    return List.of(
        plain.contribution(tf, observation).get(0),
        tf.reduceSum(copies.group(tf, copies.noise()), tf.constant(1)),
        tf.reduceSum(plain.scores(tf, observation), tf.constant(1)));
  }

  @Override
  public List<Operand<TFloat32>> sum(
      Ops tf, List<Operand<TFloat32>> part, List<Operand<TFloat32>> other) {
    return List.of(
        tf.math.add(part.get(0), other.get(0)),
        tf.math.add(part.get(1), other.get(1)),
        tf.math.add(part.get(2), other.get(2)));
  }

  @Override
  public Operand<TFloat32> ascent(Ops tf, List<Operand<TFloat32>> all, int noiseSamples) {
    if (noiseSamples < 2) {
      throw new IllegalArgumentException("a baseline from the other copies needs m of at least 2");
    }
    Operand<TFloat32> weighted =
        tf.math.sub(
            tf.math.mul(all.get(0), tf.constant((float) noiseSamples)),
            tf.math.mul(all.get(2), all.get(1)));
    return plain.ascent(
        tf, List.of(tf.math.div(weighted, tf.constant((float) (noiseSamples - 1)))), noiseSamples);
  }
}
