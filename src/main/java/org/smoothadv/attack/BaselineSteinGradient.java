package org.smoothadv.attack;

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
 * For independent noises, at least two of them; in {@linkplain DrawnNoise.Sampling#ANTITHETIC
 * pairs} a baseline cancels.
 *
 * @param plain the estimator without baseline
 */
public record BaselineSteinGradient(SteinGradient plain)
    implements GradientEstimator<BaselineSteinGradient.Sums> {
  /**
   * What some of the copies contribute.
   *
   * @param weighted the sum of delta_i F_i, the images' shape
   * @param noises the sum of delta_i, the images' shape
   * @param scores S, [B, 1, 1, 1]
   */
  public record Sums(
      Operand<TFloat32> weighted, Operand<TFloat32> noises, Operand<TFloat32> scores) {}

  @Override
  public Sums zero(Ops tf, Operand<TFloat32> images) {
    Operand<TFloat32> zero = tf.zerosLike(images);
    return new Sums(plain.zero(tf, images).weighted(), zero, L2.norm(tf, zero));
  }

  @Override
  public Sums contribution(Ops tf, Observation observation) {
    NoisyCopies copies = observation.copies();
    return new Sums(
        plain.contribution(tf, observation).weighted(),
        tf.reduceSum(copies.group(tf, copies.noise()), tf.constant(1)),
        tf.reduceSum(plain.scores(tf, observation), tf.constant(1)));
  }

  @Override
  public Sums plus(Ops tf, Sums part, Sums other) {
    return new Sums(
        tf.math.add(part.weighted(), other.weighted()),
        tf.math.add(part.noises(), other.noises()),
        tf.math.add(part.scores(), other.scores()));
  }

  @Override
  public Operand<TFloat32> ascent(Ops tf, Sums sums, int noiseSamples) {
    if (noiseSamples < 2) {
      throw new IllegalArgumentException("a baseline from the other copies needs m of at least 2");
    }
    Operand<TFloat32> weighted =
        tf.math.sub(
            tf.math.mul(sums.weighted(), tf.constant((float) noiseSamples)),
            tf.math.mul(sums.scores(), sums.noises()));
    Operand<TFloat32> sum = tf.math.div(weighted, tf.constant((float) (noiseSamples - 1)));
    return plain.ascent(tf, new SteinGradient.Sum(sum), noiseSamples);
  }
}
