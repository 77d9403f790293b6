package org.smoothadv.attack;

import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.exceptions.TFUnimplementedException;
import org.tensorflow.framework.op.FrameworkOps;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The plug-in estimator (6): the gradient of minus the logarithm of the label's softmax probability
 * averaged over m noisy copies,
 *
 * <pre>  grad_x' ( -log( (1/m) sum_i F(x' + delta_i)_y ) ).</pre>
 *
 * The mean is inside the logarithm. It is taken in log space, so that no probability underflows.
 * For m = 1 it is the gradient of the cross-entropy.
 *
 * <p>A part of the copies contributes {@code L = log sum_i F(x' + delta_i)_y} and its gradient. Two
 * parts add up exactly: with {@code L = log(exp(La) + exp(Lb))},
 *
 * <pre>  grad L = exp(La - L) grad La + exp(Lb - L) grad Lb.</pre>
 */
public record PluginGradient() implements GradientEstimator<PluginGradient.Part> {
  /**
   * What some of the copies contribute.
   *
   * @param logSum L, [B, 1, 1, 1]
   * @param gradient of L, the images' shape
   */
  public record Part(Operand<TFloat32> logSum, Operand<TFloat32> gradient) {}

  @Override
  public Part zero(Ops tf, Operand<TFloat32> images) {
    Operand<TFloat32> zero = tf.zerosLike(images);
    Operand<TFloat32> perImage = tf.math.mul(L2.norm(tf, zero), tf.constant(0f));
    return new Part(tf.math.sub(perImage, tf.constant(Float.POSITIVE_INFINITY)), zero);
  }

  /**
   * {@inheritDoc}
   *
   * @throws TFUnimplementedException if TensorFlow has no gradient for an operation between the
   *     images and the logits
   */
  @Override
  public Part contribution(Ops tf, Observation observation) {
    Operand<TFloat32> logSum = logSum(tf, observation);
    Output<TFloat32> gradient = tf.gradients(logSum, List.of(observation.images())).dy(0);
    // Where integers lie between them, TensorFlow returns an output of no operation.
    if (((GraphOperation) gradient.op()).getUnsafeNativeHandle() == null) {
      throw new TFUnimplementedException("No gradient defined, as the logits come from integers");
    }
    return new Part(tf.reshape(logSum, tf.constant(new int[] {-1, 1, 1, 1})), gradient);
  }

  @Override
  public Part plus(Ops tf, Part part, Part other) {
    Operand<TFloat32> larger = tf.math.maximum(part.logSum(), other.logSum());
    Operand<TFloat32> a = tf.math.exp(tf.math.sub(part.logSum(), larger));
    Operand<TFloat32> b = tf.math.exp(tf.math.sub(other.logSum(), larger));
    Operand<TFloat32> both = tf.math.add(a, b);
    Operand<TFloat32> gradient =
        tf.math.div(
            tf.math.add(tf.math.mul(a, part.gradient()), tf.math.mul(b, other.gradient())), both);
    return new Part(tf.math.add(larger, tf.math.log(both)), gradient);
  }

  @Override
  public Operand<TFloat32> ascent(Ops tf, Part sum, int noiseSamples) {
    return tf.math.neg(sum.gradient());
  }

  /**
   * The SmoothAdv objective (S) with its expectation replaced by the mean over the noises.
   *
   * @return the loss of each image, [B]
   */
  public Operand<TFloat32> loss(Ops tf, Observation observation) {
    float logM = (float) Math.log(observation.copies().noiseSamples());
    return tf.math.sub(tf.constant(logM), logSum(tf, observation));
  }

  private static Operand<TFloat32> logSum(Ops tf, Observation observation) {
    // Without keepDims the library's logsumexp subtracts maxima of another rank and fails.
    Operand<TFloat32> logSum =
        FrameworkOps.create(tf)
            .math
            .reduceLogSumExp(observation.labelLogProbabilities(tf), new int[] {1}, true);
    return tf.reshape(logSum, tf.constant(new int[] {-1}));
  }
}
