package org.smoothadv.internal.onnx;

import java.nio.FloatBuffer;
import org.smoothadv.internal.adopt.FlatNetwork;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A network with its gradient: that of the sum of results times factors. */
final class RunningNetwork implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Session session;
  private final Operand<TFloat32> images;
  private final Operand<TFloat32> result;
  private final Operand<TFloat32> factors;
  private final Output<?> gradient;

  RunningNetwork(FlatNetwork network) {
    graph.importGraphDef(network.graph());
    images = floats(network.input());
    result = floats(network.output());
    Ops tf = Ops.create(graph);
    factors = tf.placeholder(TFloat32.class);
    gradient =
        graph
            .addGradients(
                "gradient",
                new Output<?>[] {result.asOutput()},
                new Output<?>[] {images.asOutput()},
                new Output<?>[] {factors.asOutput()})[0];
    session = new Session(graph);
  }

  @SuppressWarnings("unchecked")
  private Operand<TFloat32> floats(String operation) {
    return (Operand<TFloat32>) graph.operationOrThrow(operation).<TFloat32>output(0);
  }

  /** The shape that TensorFlow infers for the result, -1 for the number of images. */
  long[] shape() {
    return result.shape().asArray();
  }

  float[] result(float[] values, long... shape) {
    return run(result.asOutput(), values, null, shape);
  }

  /** The gradient of the results times factors. */
  float[] gradient(float[] values, float[] times, long... shape) {
    return run(gradient, values, times, shape);
  }

  private float[] run(Output<?> fetched, float[] values, float[] times, long... shape) {
    Session.Runner runner = session.runner();
    long[] resultShape = shape().clone();
    resultShape[0] = shape[0];
    try (TFloat32 in = tensor(values, shape);
        TFloat32 with =
            tensor(
                times == null ? new float[] {0} : times,
                times == null ? new long[] {1} : resultShape);
        Result out = runner.feed(images, in).feed(factors, with).fetch(fetched).run()) {
      TFloat32 tensor = (TFloat32) out.get(0);
      float[] copy = new float[(int) tensor.size()];
      tensor.asRawTensor().data().asFloats().read(copy);
      return copy;
    }
  }

  private static TFloat32 tensor(float[] values, long... shape) {
    return TFloat32.tensorOf(
        Shape.of(shape),
        data ->
            NdArrays.wrap(Shape.of(shape), DataBuffers.of(FloatBuffer.wrap(values))).copyTo(data));
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
