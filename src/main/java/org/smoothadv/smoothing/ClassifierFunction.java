package org.smoothadv.smoothing;

import org.smoothadv.attack.Classifier;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * A frozen classifier as a function that graphs call: however often it is called, also inside of
 * loops, a graph holds its weights once. Owns native memory until closed; graphs keep what they
 * call.
 */
final class ClassifierFunction implements Classifier, AutoCloseable {
  private final ConcreteFunction function;
  private final Shape logits;

  ClassifierFunction(FrozenClassifier classifier) {
    function = ConcreteFunction.create(tf -> signature(tf, classifier));
    logits = Shape.of(Shape.UNKNOWN_SIZE, classifier.network().classes());
  }

  private static Signature signature(Ops tf, FrozenClassifier classifier) {
    int size = classifier.network().imageSize();
    Shape shape = Shape.of(Shape.UNKNOWN_SIZE, size, size, 3);
    Placeholder<TFloat32> images = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
    return Signature.builder("classifier")
        .input("images", images)
        .output("logits", classifier.logits(tf, images))
        .build();
  }

  @Override
  public Operand<TFloat32> logits(Ops tf, Operand<TFloat32> images) {
    // A call does not tell its graph the shape of what it gives.
    return tf.ensureShape(function.call(tf, images).asOutput().expect(TFloat32.class), logits);
  }

  @Override
  public void close() {
    function.close();
  }
}
