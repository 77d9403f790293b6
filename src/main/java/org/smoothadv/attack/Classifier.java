package org.smoothadv.attack;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The base classifier: builds its logits into any graph, that of a loop's body among them. Its
 * softmax is F, its arg max f (section 2.1).
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

  /** The tensors that it is made from; none where it brings its weights along as constants. */
  default List<Operand<?>> tensors() {
    return List.of();
  }

  /** The same made from the same tensors in another graph, such as that of a loop's body. */
  default Classifier from(List<Operand<?>> tensors) {
    return this;
  }

  /**
   * The classifier with its logits multiplied by beta, so that its softmax is zeta_beta of appendix
   * B. Its arg max stays the same.
   *
   * @param inverseTemperature beta, positive
   */
  default Classifier withInverseTemperature(double inverseTemperature) {
    return inverseTemperature == 1 ? this : new Sharpened(this, inverseTemperature);
  }

  /** A classifier with its logits multiplied by beta. */
  record Sharpened(Classifier classifier, double inverseTemperature) implements Classifier {
    @Override
    public Operand<TFloat32> logits(Ops tf, Operand<TFloat32> images) {
      return tf.math.mul(classifier.logits(tf, images), tf.constant((float) inverseTemperature));
    }

    @Override
    public List<Operand<?>> tensors() {
      return classifier.tensors();
    }

    @Override
    public Classifier from(List<Operand<?>> tensors) {
      return new Sharpened(classifier.from(tensors), inverseTemperature);
    }
  }
}
