package org.smoothadv.attack;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The toy classifier with a bias that is a tensor of the graph around it. */
record GivenBias(ToyClassifier classifier, Operand<TFloat32> bias) implements Classifier {
  @Override
  public Operand<TFloat32> logits(Ops tf, Operand<TFloat32> images) {
    return tf.math.add(classifier.logits(tf, images), bias);
  }

  @Override
  public List<Operand<?>> tensors() {
    return List.of(bias);
  }

  @Override
  public Classifier from(List<Operand<?>> tensors) {
    return new GivenBias(classifier, tensors.get(0).asOutput().expect(TFloat32.class));
  }
}
