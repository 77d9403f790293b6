package org.smoothadv.support;

import org.smoothadv.checkpoint.FloatTensor;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A graph to build something in and look at its values. */
public final class SmallGraph implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Session session = new Session(graph);
  private final Ops tf = Ops.create(graph);

  /** The operations that build into it. */
  public Ops tf() {
    return tf;
  }

  /** A constant. */
  public Operand<TFloat32> constant(float[] values, long... shape) {
    return tf.constant(Shape.of(shape), DataBuffers.of(values));
  }

  /** A constant. */
  public Operand<TFloat32> constant(FloatTensor value) {
    return constant(value.toArray(), value.shape().stream().mapToLong(Long::longValue).toArray());
  }

  /** Computes a value, with all elements in C order. */
  public float[] values(Operand<TFloat32> output) {
    try (Result result = session.runner().fetch(output).run()) {
      TFloat32 tensor = (TFloat32) result.get(0);
      float[] values = new float[Math.toIntExact(tensor.size())];
      tensor.copyTo(DataBuffers.of(values));
      return values;
    }
  }

  /** The same, of an output that depends on an input. */
  public float[] values(
      Operand<TFloat32> output, Operand<TFloat32> input, float[] fed, long... shape) {
    try (TFloat32 given = TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(fed));
        Result result = session.runner().feed(input, given).fetch(output).run()) {
      TFloat32 tensor = (TFloat32) result.get(0);
      float[] values = new float[Math.toIntExact(tensor.size())];
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
