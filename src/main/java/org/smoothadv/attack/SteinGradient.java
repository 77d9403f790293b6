package org.smoothadv.attack;

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
public record SteinGradient(Score score, double sigma)
    implements GradientEstimator<SteinGradient.Sum> {
  /** What stands for F(x' + delta_i)_y in estimator (7). */
  public enum Score {
    /** The label's softmax probability. */
    SOFT {
      @Override
      Operand<TFloat32> of(Ops tf, Observation observation) {
        return tf.math.exp(observation.labelLogProbabilities(tf));
      }
    },

    /** 1 where the classifier answers the label and 0 elsewhere: f, one-hot. */
    HARD {
      @Override
      Operand<TFloat32> of(Ops tf, Observation observation) {
        return observation.labelHits(tf);
      }
    };

    /** The scores of all copies, [B, m]. */
    abstract Operand<TFloat32> of(Ops tf, Observation observation);
  }

  /**
   * What some of the copies contribute.
   *
   * @param weighted their sum of delta_i F(x' + delta_i)_y, the images' shape
   */
  public record Sum(Operand<TFloat32> weighted) {}

  public SteinGradient {
    if (!(sigma > 0)) {
      throw new IllegalArgumentException("estimator (7) divides by sigma^2; sigma is " + sigma);
    }
  }

  @Override
  public Sum zero(Ops tf, Operand<TFloat32> images) {
    return new Sum(tf.zerosLike(images));
  }

  @Override
  public Sum contribution(Ops tf, Observation observation) {
    NoisyCopies copies = observation.copies();
    Operand<TFloat32> noises = copies.group(tf, copies.noise());
    return new Sum(tf.reduceSum(tf.math.mul(noises, scores(tf, observation)), tf.constant(1)));
  }

  /** F(x' + delta_i)_y, [B, m, 1, 1, 1]. */
  Operand<TFloat32> scores(Ops tf, Observation observation) {
    int m = observation.copies().noiseSamples();
    return tf.reshape(score.of(tf, observation), tf.constant(new int[] {-1, m, 1, 1, 1}));
  }

  @Override
  public Sum plus(Ops tf, Sum part, Sum other) {
    return new Sum(tf.math.add(part.weighted(), other.weighted()));
  }

  @Override
  public Operand<TFloat32> ascent(Ops tf, Sum sum, int noiseSamples) {
    return tf.math.mul(sum.weighted(), tf.constant((float) (-1 / (noiseSamples * sigma * sigma))));
  }
}
