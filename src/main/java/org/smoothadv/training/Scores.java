package org.smoothadv.training;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * How a batch of logits fares against its labels.
 *
 * @param losses the cross-entropy of each row, [N]
 * @param correct the number of rows whose arg max is the label, a scalar
 */
record Scores(Operand<TFloat32> losses, Operand<TInt32> correct) {
  /**
   * Builds the scores.
   *
   * @param logits [N, classes]
   * @param labels one-hot, [N, classes]
   */
  static Scores of(Ops tf, Operand<TFloat32> logits, Operand<TFloat32> labels) {
    Operand<TInt64> predicted = tf.math.argMax(logits, tf.constant(1));
    Operand<TInt64> expected = tf.math.argMax(labels, tf.constant(1));
    return new Scores(
        tf.nn.softmaxCrossEntropyWithLogits(logits, labels).loss(),
        tf.reduceSum(
            tf.dtypes.cast(tf.math.equal(predicted, expected), TInt32.class), tf.constant(0)));
  }
}
