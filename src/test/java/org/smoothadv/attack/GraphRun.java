package org.smoothadv.attack;

import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** A graph and a session, for one test. */
final class GraphRun implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Session session = new Session(graph);
  final Ops tf = Ops.create(graph);

  /** Images of the toy classifier's size as a constant. */
  Operand<TFloat32> images(float... values) {
    int size = ToyClassifier.SIZE;
    int batch = values.length / ToyClassifier.VALUES;
    return tf.constant(Shape.of(batch, size, size, 3), DataBuffers.of(values));
  }

  /** Labels as one-hot rows. */
  Operand<TFloat32> oneHot(int... labels) {
    return tf.oneHot(
        tf.constant(labels), tf.constant(ToyClassifier.CLASSES), tf.constant(1f), tf.constant(0f));
  }

  Operand<TInt64> seed(long seed) {
    return tf.constant(new long[] {seed, 7});
  }

  float[] floats(Operand<TFloat32> output) {
    try (TFloat32 tensor = (TFloat32) session.runner().fetch(output).run().get(0)) {
      float[] values = new float[(int) tensor.size()];
      tensor.copyTo(DataBuffers.of(values));
      return values;
    }
  }

  long[] longs(Operand<TInt64> output) {
    try (TInt64 tensor = (TInt64) session.runner().fetch(output).run().get(0)) {
      long[] values = new long[(int) tensor.size()];
      tensor.copyTo(DataBuffers.of(values));
      return values;
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
