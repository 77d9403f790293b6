package org.smoothadv.internal.onnx;

import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.smoothadv.internal.adopt.FlatNetwork;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A network of float32 with its like in float64 beside it, whose weights are the same numbers.
 * Images and results are float32.
 */
final class ExactNetwork {
  /** The result in float64. */
  static final String RESULT = "exact_result";

  private static final String EXACT = "exact/";

  private final FlatNetwork network;
  private final boolean sameSides;
  private final GraphDef.Builder graph;

  private ExactNetwork(FlatNetwork network, boolean sameSides) {
    this.network = network;
    this.sameSides = sameSides;
    graph = network.graph().toBuilder();
  }

  /**
   * Both networks in one graph.
   *
   * @param sameSides whether each ReLU of the exact one is on the side of 0, and each maximum at
   *     the place, where that of float32 is
   */
  static GraphDef beside(FlatNetwork network, boolean sameSides) {
    ExactNetwork exact = new ExactNetwork(network, sameSides);
    exact.constant("exact_zero", TensorProto.newBuilder().addFloatVal(0), DataType.DT_FLOAT);
    exact.constant("exact_first", TensorProto.newBuilder().addIntVal(0), DataType.DT_INT32);
    exact.constant(
        "exact_flat",
        TensorProto.newBuilder()
            .addIntVal(-1)
            .setTensorShape(
                TensorShapeProto.newBuilder().addDim(TensorShapeProto.Dim.newBuilder().setSize(1))),
        DataType.DT_INT32);
    network.graph().getNodeList().forEach(exact::add);
    exact.cast(RESULT, EXACT + network.output(), DataType.DT_DOUBLE, DataType.DT_FLOAT);
    return exact.graph.build();
  }

  private void add(NodeDef node) {
    String name = EXACT + node.getName();
    boolean weights =
        node.getOp().equals("Const") && node.getAttrOrThrow("dtype").getType() == DataType.DT_FLOAT;
    if (weights || node.getName().equals(network.input())) {
      cast(name, node.getName(), DataType.DT_FLOAT, DataType.DT_DOUBLE);
    } else if (sameSides && node.getOp().equals("Relu")) {
      String side = node.getName() + "/side";
      put(side + "/above", "Greater", List.of(node.getInput(0), "exact_zero"), DataType.DT_FLOAT);
      cast(side, side + "/above", DataType.DT_BOOL, DataType.DT_DOUBLE);
      put(name, "Mul", List.of(EXACT + node.getInput(0), side), DataType.DT_DOUBLE);
    } else if (sameSides && node.getOp().equals("MaxPoolV2")) {
      addMaximum(name, node);
    } else {
      NodeDef.Builder same = node.toBuilder().setName(name).clearInput();
      for (String input : node.getInputList()) {
        same.addInput(input.startsWith("^") ? "^" + EXACT + input.substring(1) : EXACT + input);
      }
      for (Map.Entry<String, AttrValue> attribute : node.getAttrMap().entrySet()) {
        if (attribute.getValue().getType() == DataType.DT_FLOAT) {
          same.putAttr(attribute.getKey(), type(DataType.DT_DOUBLE));
        }
      }
      graph.addNode(same);
    }
  }

  private void addMaximum(String name, NodeDef node) {
    String place = node.getName() + "/place";
    graph.addNode(
        NodeDef.newBuilder()
            .setName(place)
            .setOp("MaxPoolWithArgmax")
            .addInput(node.getInput(0))
            .putAttr("T", type(DataType.DT_FLOAT))
            .putAttr("Targmax", type(DataType.DT_INT64))
            .putAttr("include_batch_in_index", AttrValue.newBuilder().setB(true).build())
            .putAttr("ksize", integers(node.getInput(1)))
            .putAttr("strides", integers(node.getInput(2)))
            .putAttr("padding", node.getAttrOrThrow("padding")));
    put(
        name + "/values",
        "Reshape",
        List.of(EXACT + node.getInput(0), "exact_flat"),
        DataType.DT_DOUBLE);
    graph.addNode(
        NodeDef.newBuilder()
            .setName(name)
            .setOp("GatherV2")
            .addAllInput(List.of(name + "/values", place + ":1", "exact_first"))
            .putAttr("Tparams", type(DataType.DT_DOUBLE))
            .putAttr("Tindices", type(DataType.DT_INT64))
            .putAttr("Taxis", type(DataType.DT_INT32)));
  }

  private void put(String name, String operation, List<String> inputs, DataType type) {
    graph.addNode(
        NodeDef.newBuilder()
            .setName(name)
            .setOp(operation)
            .addAllInput(new ArrayList<>(inputs))
            .putAttr("T", type(type)));
  }

  private void cast(String name, String from, DataType type, DataType to) {
    graph.addNode(
        NodeDef.newBuilder()
            .setName(name)
            .setOp("Cast")
            .addInput(from)
            .putAttr("SrcT", type(type))
            .putAttr("DstT", type(to)));
  }

  private void constant(String name, TensorProto.Builder value, DataType type) {
    graph.addNode(
        NodeDef.newBuilder()
            .setName(name)
            .setOp("Const")
            .putAttr("dtype", type(type))
            .putAttr("value", AttrValue.newBuilder().setTensor(value.setDtype(type)).build()));
  }

  /** The numbers of a constant. */
  private AttrValue integers(String name) {
    NodeDef constant =
        network.graph().getNodeList().stream()
            .filter(node -> node.getName().equals(name))
            .findFirst()
            .orElseThrow();
    TensorProto value = constant.getAttrOrThrow("value").getTensor();
    AttrValue.ListValue.Builder numbers = AttrValue.ListValue.newBuilder();
    IntBuffer content =
        value
            .getTensorContent()
            .asReadOnlyByteBuffer()
            .order(ByteOrder.LITTLE_ENDIAN)
            .asIntBuffer();
    for (int i = 0; i < value.getTensorShape().getDim(0).getSize(); i++) {
      numbers.addI(
          content.hasRemaining()
              ? content.get()
              : value.getIntVal(Math.min(i, value.getIntValCount() - 1)));
    }
    return AttrValue.newBuilder().setList(numbers).build();
  }

  private static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }
}
