package org.smoothadv.internal.onnx;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.smoothadv.internal.adopt.FlatNetwork;
import org.smoothadv.internal.numpy.NdArray;
import org.smoothadv.internal.numpy.NpzFile;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/**
 * The networks that {@code tools/export_onnx.py DIR} writes, where {@code -Donnx.dir=DIR} says they
 * are: results and gradients are those of PyTorch.
 */
class PyTorchNetworksTest {
  @TestFactory
  Stream<DynamicTest> networksAnswerAsPyTorchDoes() throws IOException {
    String folder = System.getProperty("onnx.dir", "");
    assumeTrue(!folder.isEmpty(), "needs -Donnx.dir with what tools/export_onnx.py writes");
    List<Path> files;
    try (Stream<Path> all = Files.list(Path.of(folder))) {
      files = all.filter(file -> file.toString().endsWith(".onnx")).sorted().toList();
    }
    assertTrue(!files.isEmpty(), "no networks in " + folder);
    return files.stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> compare(file)));
  }

  private static void compare(Path file) throws IOException {
    Path numbers = Path.of(file.toString().replace(".onnx", ".npz"));
    try (NpzFile npz = NpzFile.open(numbers)) {
      NdArray images = npz.array("images");
      long[] shape = images.shape().stream().mapToLong(Integer::longValue).toArray();
      long start = System.nanoTime();
      FlatNetwork network =
          OnnxImport.read(file, Optional.empty(), Optional.empty(), UnaryOperator.identity());
      double read = (System.nanoTime() - start) / 1e9;
      float[] logits = floats(npz.array("logits"));
      float[] first = new float[logits.length];
      for (int i = 0; i < first.length; i += npz.array("logits").shape().get(1)) {
        first[i] = 1;
      }
      start = System.nanoTime();
      double values;
      double rough;
      try (RunningNetwork running = new RunningNetwork(network)) {
        values = error(running.result(floats(images), shape), logits);
        rough =
            error(running.gradient(floats(images), first, shape), floats(npz.array("gradient")));
      }
      double ran = (System.nanoTime() - start) / 1e9;
      double slopes;
      try (RunningNetwork running = new RunningNetwork(inFloat64(network))) {
        slopes =
            error(running.gradient(floats(images), first, shape), floats(npz.array("gradient")));
      }
      System.out.printf(
          "%-24s logits %.1e, gradient %.1e (float32: %.1e), read %.1f s, ran %.1f s, %d nodes, %d MB%n",
          file.getFileName(),
          values,
          slopes,
          rough,
          read,
          ran,
          network.graph().getNodeCount(),
          network.graph().getSerializedSize() >> 20);
      assertTrue(values < 1e-4, "logits " + values);
      assertTrue(slopes < 1e-3, "gradient " + slopes);
    }
  }

  /**
   * The same network in float64, where it does not depend on the order of sums which side of 0 the
   * input of a ReLU is on; images and results are float32.
   */
  private static FlatNetwork inFloat64(FlatNetwork network) {
    GraphDef.Builder graph = network.graph().toBuilder();
    for (NodeDef.Builder node : graph.getNodeBuilderList()) {
      boolean images = node.getName().equals(network.input());
      for (Map.Entry<String, AttrValue> attribute : node.getAttrMap().entrySet()) {
        if (attribute.getValue().getType() == DataType.DT_FLOAT && !images) {
          node.putAttr(
              attribute.getKey(), AttrValue.newBuilder().setType(DataType.DT_DOUBLE).build());
        }
        if (attribute.getValue().getTensor().getDtype() == DataType.DT_FLOAT) {
          node.putAttr(
              attribute.getKey(),
              AttrValue.newBuilder()
                  .setTensor(inFloat64(attribute.getValue().getTensor()))
                  .build());
        }
      }
      for (int i = 0; i < node.getInputCount(); i++) {
        if (node.getInput(i).equals(network.input())) {
          node.setInput(i, "exact_images");
        }
      }
    }
    graph.addNode(cast("exact_images", network.input(), DataType.DT_FLOAT, DataType.DT_DOUBLE));
    graph.addNode(cast("result", network.output(), DataType.DT_DOUBLE, DataType.DT_FLOAT));
    return new FlatNetwork(graph.build(), network.input(), "result");
  }

  private static NodeDef cast(String name, String from, DataType type, DataType to) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Cast")
        .addInput(from)
        .putAttr("SrcT", AttrValue.newBuilder().setType(type).build())
        .putAttr("DstT", AttrValue.newBuilder().setType(to).build())
        .build();
  }

  private static TensorProto inFloat64(TensorProto tensor) {
    TensorProto.Builder exact =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_DOUBLE)
            .setTensorShape(tensor.getTensorShape());
    tensor.getFloatValList().forEach(exact::addDoubleVal);
    ByteBuffer from =
        tensor.getTensorContent().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer to = ByteBuffer.allocate(2 * from.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    while (from.hasRemaining()) {
      to.putDouble(from.getFloat());
    }
    return exact.setTensorContent(ByteString.copyFrom(to.flip())).build();
  }

  private static float[] floats(NdArray array) {
    float[] values = new float[array.size()];
    array.data().asFloatBuffer().get(values);
    return values;
  }

  /** The largest difference, in relation to the largest value. */
  private static double error(float[] found, float[] expected) {
    double largest = 0;
    double difference = Math.abs(found.length - expected.length);
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      double apart = Math.abs(found[i] - expected[i]);
      difference = Double.isNaN(apart) ? Double.POSITIVE_INFINITY : Math.max(difference, apart);
    }
    return difference / largest;
  }
}
