package org.smoothadv.internal.onnx;

import com.google.protobuf.ByteString;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
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
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;

/** A network with its gradient: that of the sum of results times factors. */
final class RunningNetwork implements AutoCloseable {
  private static final AttrValue NONE = AttrValue.getDefaultInstance();

  /** In bytes: larger weights are fed, for TensorFlow holds constants several times. */
  private static final int LARGE = 1 << 20;

  private final Graph graph = new Graph();
  private final Map<Operand<TFloat32>, TFloat32> weights = new HashMap<>();
  private final Session session;
  private final Operand<TFloat32> images;
  private final Operand<TFloat32> result;

  RunningNetwork(FlatNetwork network) {
    this(network.graph(), network.input(), network.output());
  }

  RunningNetwork(GraphDef operations, String input, String output) {
    GraphDef.Builder light = operations.toBuilder();
    Map<String, TFloat32> heavy = new HashMap<>();
    for (NodeDef.Builder node : light.getNodeBuilderList()) {
      ByteString content = node.getAttrOrDefault("value", NONE).getTensor().getTensorContent();
      if (content.size() >= LARGE && node.getAttrOrThrow("dtype").getType() == DataType.DT_FLOAT) {
        TensorShapeProto shape = node.getAttrOrThrow("value").getTensor().getTensorShape();
        heavy.put(node.getName(), weights(content, shape));
        node.setOp("Placeholder").removeAttr("value");
        node.putAttr("shape", AttrValue.newBuilder().setShape(shape).build());
      }
    }
    graph.importGraphDef(light.build());
    images = floats(input);
    result = floats(output);
    heavy.forEach((name, tensor) -> weights.put(floats(name), tensor));
    session = new Session(graph);
  }

  private static TFloat32 weights(ByteString content, TensorShapeProto shape) {
    long[] sizes = shape.getDimList().stream().mapToLong(TensorShapeProto.Dim::getSize).toArray();
    return TFloat32.tensorOf(
        Shape.of(sizes),
        DataBuffers.of(
            content.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer()));
  }

  private Session.Runner runner() {
    Session.Runner runner = session.runner();
    weights.forEach(runner::feed);
    return runner;
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
    try (TFloat32 in = tensor(values, shape);
        Result out = runner().feed(images, in).fetch(result).run()) {
      return values(out);
    }
  }

  /** The gradient of the results times factors. */
  float[] gradient(float[] values, float[] factors, long... shape) {
    Operand<TFloat32> times = Ops.create(graph).placeholder(TFloat32.class);
    Output<?> gradient =
        graph
            .addGradients(
                "gradient",
                new Output<?>[] {result.asOutput()},
                new Output<?>[] {images.asOutput()},
                new Output<?>[] {times.asOutput()})[0];
    long[] resultShape = shape().clone();
    resultShape[0] = 1;
    resultShape[0] = factors.length / HostArray.count(resultShape);
    try (TFloat32 in = tensor(values, shape);
        TFloat32 with = tensor(factors, resultShape);
        Result out = runner().feed(images, in).feed(times, with).fetch(gradient).run()) {
      return values(out);
    }
  }

  private static float[] values(Result result) {
    TFloat32 tensor = (TFloat32) result.get(0);
    float[] values = new float[(int) tensor.size()];
    tensor.copyTo(DataBuffers.of(values));
    return values;
  }

  private static TFloat32 tensor(float[] values, long... shape) {
    return TFloat32.tensorOf(
        Shape.of(shape),
        data -> NdArrays.wrap(Shape.of(shape), DataBuffers.of(values)).copyTo(data));
  }

  @Override
  public void close() {
    weights.values().forEach(TFloat32::close);
    session.close();
    graph.close();
  }
}
