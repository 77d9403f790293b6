package org.smoothadv.attack;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.framework.op.FrameworkOps;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The plug-in estimator (6): the gradient of minus the logarithm of the label's softmax probability
 * averaged over m noisy copies,
 *
 * <pre>  grad_x' ( -log( (1/m) sum_i F(x' + delta_i)_y ) ).</pre>
 *
 * The mean is inside the logarithm. It is taken in log space, as the logsumexp of the log-softmax
 * minus log m, so that no probability underflows. For m = 1 it is the gradient of the
 * cross-entropy.
 *
 * @param classifier F before its softmax, batch normalisation in inference mode
 * @param copies the noises delta_i, the same at every step of an attack (Pseudocode 1)
 */
public record PluginGradient(Classifier classifier, NoisyCopies copies)
    implements GradientEstimator {
  @Override
  public Operand<TFloat32> gradient(Ops tf, Operand<TFloat32> images, Operand<TFloat32> labels) {
    return tf.gradients(loss(tf, images, labels), List.of(images)).dy(0);
  }

  /**
   * The SmoothAdv objective (S) with its expectation replaced by the mean over the noises.
   *
   * @return the loss of each image, [B]
   */
  public Operand<TFloat32> loss(Ops tf, Operand<TFloat32> images, Operand<TFloat32> labels) {
    Operand<TFloat32> logits = classifier.logits(copies.of(tf, images));
    Operand<TFloat32> logSoftmax = copies.group(tf, tf.nn.logSoftmax(logits));
    Operand<TFloat32> label = tf.expandDims(labels, tf.constant(1));
    Operand<TFloat32> logProbability = tf.reduceSum(tf.math.mul(logSoftmax, label), tf.constant(2));
    // Without keepDims the library's logsumexp subtracts maxima of another rank and fails.
    Operand<TFloat32> logSum =
        FrameworkOps.create(tf).math.reduceLogSumExp(logProbability, new int[] {1}, true);
    Operand<TFloat32> logMean =
        tf.math.sub(logSum, tf.constant((float) Math.log(copies.noiseSamples())));
    return tf.math.neg(tf.reshape(logMean, tf.constant(new int[] {-1})));
  }
}
