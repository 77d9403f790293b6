package org.smoothadv.attack;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The base classifier: builds its logits into any graph, that of a loop's body among them, where it
 * {@linkplain Loop#capture captures} the tensors that it is made from. Its softmax is F, its arg
 * max f (section 2.1).
 */
@FunctionalInterface
public interface Classifier {
  /**
   * Builds the classifier once more.
   *
   * @param tf builds into the graph of the images
   * @param images [N, height, width, channels] in pixel units
   * @return [N, classes]
   */
  Operand<TFloat32> logits(Ops tf, Operand<TFloat32> images);

  /**
   * The classifier with its logits multiplied by beta, so that its softmax is zeta_beta of appendix
   * B. Its arg max stays the same.
   *
   * @param inverseTemperature beta, positive
   */
  default Classifier withInverseTemperature(double inverseTemperature) {
    return inverseTemperature == 1
        ? this
        : (tf, images) -> tf.math.mul(logits(tf, images), tf.constant((float) inverseTemperature));
  }
}
