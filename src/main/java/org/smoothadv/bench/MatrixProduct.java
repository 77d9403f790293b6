package org.smoothadv.bench;

import java.util.SplittableRandom;
import org.smoothadv.device.Machine;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * The product of two large square matrices: the speed that a machine's convolutions can at most
 * hope for.
 */
public final class MatrixProduct implements Workload {
  private static final int SIZE = 2048;

  private final Graph graph = new Graph();
  private final Session session;
  private final TFloat32 matrix;
  private final Placeholder<TFloat32> input;
  private final Operand<TFloat32> checksum;

  /** Prepares the matrices. */
  public MatrixProduct(Machine machine) {
    Ops tf = Ops.create(graph);
    input = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(SIZE, SIZE)));
    Operand<TFloat32> product = tf.linalg.matMul(input, input);
    // One element is fetched, so that the result is not copied.
    checksum = tf.slice(product, tf.constant(new int[] {0, 0}), tf.constant(new int[] {1, 1}));
    session = new Session(graph, machine.sessionConfiguration());
    float[] values = new float[SIZE * SIZE];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    matrix = TFloat32.tensorOf(Shape.of(SIZE, SIZE), DataBuffers.of(values, true, false));
  }

  @Override
  public String name() {
    return "matrix product";
  }

  @Override
  public int images() {
    return 0;
  }

  @Override
  public double operations() {
    return 2.0 * SIZE * SIZE * SIZE;
  }

  @Override
  public void run() {
    session.runner().feed(input, matrix).fetch(checksum).run().close();
  }

  @Override
  public void close() {
    matrix.close();
    session.close();
    graph.close();
  }
}
