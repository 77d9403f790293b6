package org.smoothadv.internal.adopt;

import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.smoothadv.device.Machine;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;

/** The operations of a network that are computed from constants alone. */
final class ConstantPart {
  private final Map<String, NodeDef> nodes = new LinkedHashMap<>();

  /** Numbers of float32 in a shape. */
  static final class Value {
    private final long[] shape;
    private final float[] numbers;

    private Value(long[] shape, float[] numbers) {
      this.shape = shape;
      this.numbers = numbers;
    }

    /** Numbers in one dimension. */
    static Value vector(double[] numbers) {
      float[] rounded = new float[numbers.length];
      for (int i = 0; i < rounded.length; i++) {
        rounded[i] = (float) numbers[i];
      }
      return new Value(new long[] {rounded.length}, rounded);
    }

    int dimensions() {
      return shape.length;
    }

    /** How many outputs a kernel has, whose last dimensions are these. */
    int channels(int dimensions) {
      return Math.toIntExact(
          Arrays.stream(shape).skip(shape.length - dimensions).reduce(1, (a, b) -> a * b));
    }

    /**
     * Whether they are one for each channel, which is the last dimension of some, or one for all.
     */
    boolean isPerChannel(int channels, int dimensions) {
      long last = shape.length == 0 ? 1 : shape[shape.length - 1];
      return shape.length <= dimensions
          && numbers.length == last
          && (last == 1 || last == channels);
    }

    double of(int channel) {
      return numbers[numbers.length == 1 ? 0 : channel];
    }

    /** Times a factor for each channel, which comes last. */
    Value scaled(double[] factors) {
      float[] scaled = new float[numbers.length];
      for (int i = 0; i < scaled.length; i++) {
        scaled[i] = (float) (numbers[i] * factors[i % factors.length]);
      }
      return new Value(shape, scaled);
    }

    /** These numbers as an operation. */
    NodeDef constant(String name) {
      ByteBuffer bytes =
          ByteBuffer.allocate(Float.BYTES * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(numbers);
      TensorShapeProto.Builder sizes = TensorShapeProto.newBuilder();
      Arrays.stream(shape).forEach(size -> sizes.addDimBuilder().setSize(size));
      TensorProto.Builder tensor =
          TensorProto.newBuilder()
              .setDtype(DataType.DT_FLOAT)
              .setTensorShape(sizes)
              .setTensorContent(UnsafeByteOperations.unsafeWrap(bytes));
      return NodeDef.newBuilder()
          .setOp("Const")
          .setName(name)
          .putAttr("dtype", AttrValue.newBuilder().setType(DataType.DT_FLOAT).build())
          .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
          .build();
    }
  }

  /** Takes the next operation of a network, if it is one of these. */
  void add(NodeDef node) {
    boolean constant = node.getInputCount() > 0 || node.getOp().equals("Const");
    for (String input : node.getInputList()) {
      constant &= contains(FlatNetwork.source(input)) && !input.startsWith("^");
    }
    if (constant) {
      nodes.put(node.getName(), node);
    }
  }

  boolean contains(String name) {
    return nodes.containsKey(name);
  }

  /**
   * Lets TensorFlow compute some outputs.
   *
   * @return those of float32
   */
  Map<String, Value> values(Set<String> outputs) {
    Map<String, Value> values = new HashMap<>();
    if (outputs.isEmpty()) {
      return values;
    }
    try (Graph graph = new Graph();
        Session session = new Session(graph, Machine.current().cpuConfiguration())) {
      GraphDef.Builder part = GraphDef.newBuilder().setVersions(graph.toGraphDef().getVersions());
      graph.importGraphDef(part.addAllNode(needed(outputs)).build());
      Session.Runner runner = session.runner();
      outputs.forEach(name -> runner.fetch(name.contains(":") ? name : name + ":0"));
      try (Result result = runner.run()) {
        int next = 0;
        for (String name : outputs) {
          if (result.get(next++) instanceof TFloat32 tensor) {
            float[] numbers = new float[Math.toIntExact(tensor.size())];
            tensor.copyTo(DataBuffers.of(numbers));
            values.put(name, new Value(tensor.shape().asArray(), numbers));
          }
        }
      }
    }
    return values;
  }

  private List<NodeDef> needed(Set<String> outputs) {
    Set<String> needed = outputs.stream().map(FlatNetwork::source).collect(Collectors.toSet());
    List<NodeDef> all = new ArrayList<>(nodes.values());
    for (int i = all.size() - 1; i >= 0; i--) {
      if (needed.contains(all.get(i).getName())) {
        all.get(i).getInputList().forEach(input -> needed.add(FlatNetwork.source(input)));
      }
    }
    return all.stream().filter(node -> needed.contains(node.getName())).toList();
  }
}
