package org.smoothadv.attack;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The gradient-free estimator (7),
 *
 * <pre>  (1/m) sum_i delta_i / sigma^2 * F(x' + delta_i)_y,</pre>
 *
 * by Stein's lemma an unbiased one of the gradient of {@code G(x')_y}. An attack descends on it:
 * the direction in which the loss grows is its negative.
 *
 * @param score what stands for F
 * @param sigma the standard deviation of the noises, positive
 */
public record SteinGradient(Score score, double sigma) implements GradientEstimator {
  public SteinGradient {
    if (!(sigma > 0)) {
      throw new IllegalArgumentException("estimator (7) divides by sigma^2; sigma is " + sigma);
    }
  }

  @Override
  public List<Operand<TFloat32>> nothing(Ops tf, Operand<TFloat32> images) {
    return List.of(tf.zerosLike(images));
  }

  @Override
  public List<Operand<TFloat32>> contribution(Ops tf, Observation observation) {
    NoisyCopies copies = observation.copies();
    Operand<TFloat32> noises = copies.group(tf, copies.noise());
    return List.of(tf.reduceSum(tf.math.mul(noises, scores(tf, observation)), tf.constant(1)));
  }

  /** F(x' + delta_i)_y, [B, m, 1, 1, 1]. */
  Operand<TFloat32> scores(Ops tf, Observation observation) {
    int m = observation.copies().noiseSamples();
    return tf.reshape(score.of(tf, observation), tf.constant(new int[] {-1, m, 1, 1, 1}));
  }

  @Override
  public List<Operand<TFloat32>> sum(
      Ops tf, List<Operand<TFloat32>> part, List<Operand<TFloat32>> other) {
    return List.of(tf.math.add(part.get(0), other.get(0)));
  }

  @Override
  public Operand<TFloat32> ascent(Ops tf, List<Operand<TFloat32>> all, int noiseSamples) {
    return tf.math.mul(all.get(0), tf.constant((float) (-1 / (noiseSamples * sigma * sigma))));
  }
}
