package org.smoothadv.internal.bench;

import org.smoothadv.device.Machine;
import org.smoothadv.internal.monitor.StepTrace;
import org.smoothadv.network.Precision;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * The product of two large square matrices: the speed that a machine's convolutions can at most
 * hope for.
 */
public final class MatrixProduct implements Workload {
  private static final int SIZE = 2048;

  private final Graph graph = new Graph();
  private final Session session;
  private final Operand<?> checksum;

  /** Draws a matrix of a precision, to be multiplied by itself. */
  public MatrixProduct(Precision precision, Machine machine) {
    Ops tf = Ops.create(graph);
    VarHandleOp matrix = tf.varHandleOp(precision.type(), Shape.of(SIZE, SIZE));
    Operand<TFloat32> drawn =
        tf.random.statelessRandomUniform(
            tf.constant(new int[] {SIZE, SIZE}), tf.constant(new int[] {1, 1}), TFloat32.class);
    Op assign =
        tf.assignVariableOp(
            matrix, tf.dtypes.cast(tf.math.sub(drawn, tf.constant(0.5f)), precision.type()));
    checksum = squareCorner(tf, tf.readVariableOp(matrix, precision.type()));
    session = new Session(graph, machine.sessionConfiguration());
    session.runner().addTarget(assign).run().close();
  }

  /** One element of the square is fetched, so that the result is not copied. */
  private static <T extends TFloating> Operand<T> squareCorner(Ops tf, Operand<T> matrix) {
    return tf.slice(
        tf.linalg.matMul(matrix, matrix),
        tf.constant(new int[] {0, 0}),
        tf.constant(new int[] {1, 1}));
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
    StepTrace.run(session.runner().fetch(checksum)).close();
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
