package org.smoothadv.attack;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * The base classifier in a graph: anything that turns images into logits. Its softmax is F, its arg
 * max f (section 2.1).
 */
@FunctionalInterface
public interface Classifier {
  /**
   * Builds the classifier once more.
   *
   * @param images [N, height, width, channels] in pixel units
   * @return [N, classes]
   */
  Operand<TFloat32> logits(Operand<TFloat32> images);
}
