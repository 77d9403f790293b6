package org.smoothadv.internal.objective;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceMax;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;

/**
 * The softmaxes of an image's copies, as logarithms, so that none of them is lost where it is too
 * small for a float.
 *
 * @param logs log F(x + delta_i), [B, m, classes]
 * @param noiseSamples m
 */
record Softmaxes(Operand<TFloat32> logs, int noiseSamples) {
  /** Those of logits of all copies, [B*m, classes]. */
  static Softmaxes of(Ops tf, Objective.Answers answers, Operand<TFloat32> logits) {
    return new Softmaxes(answers.grouped(tf, tf.nn.logSoftmax(logits)), answers.noiseSamples());
  }

  /** The logarithm of their mean over the copies, [B, classes]. */
  Operand<TFloat32> logMean(Ops tf) {
    Operand<TFloat32> largest =
        tf.stopGradient(tf.reduceMax(logs, tf.constant(1), ReduceMax.keepDims(true)));
    Operand<TFloat32> sum =
        tf.reduceSum(
            tf.math.exp(tf.math.sub(logs, largest)), tf.constant(1), ReduceSum.keepDims(true));
    Operand<TFloat32> logSum = tf.math.add(largest, tf.math.log(sum));
    return tf.math.sub(
        tf.reshape(logSum, tf.constant(new long[] {-1, logs.shape().get(2)})),
        tf.constant((float) Math.log(noiseSamples)));
  }

  /** The mean of the logarithms, [B, classes]. */
  Operand<TFloat32> meanLog(Ops tf) {
    return tf.math.mean(logs, tf.constant(1));
  }
}
