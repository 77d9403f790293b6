package org.smoothadv.internal.savedmodel;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.OpDef;

/**
 * Operations in the form in which TensorFlow's library computes them on every device and knows
 * their gradients: feature maps with the channels last, batch normalisation as a product and a sum,
 * padding as an operation of its own.
 */
final class NativeForm {
  private static final String FORMAT = "data_format";
  private static final int[] CHANNELS_LAST = {0, 2, 3, 1};
  private static final int[] CHANNELS_FIRST = {0, 3, 1, 2};

  /** Of {@code FusedBatchNorm}, where a file does not say another. */
  private static final float EPSILON = 1e-4f;

  private final FlatGraph flat;

  NativeForm(FlatGraph flat) {
    this.flat = flat;
  }

  /** Whether the other outputs that an operation has are not to be had. */
  static boolean hasOneOutput(Node node) {
    return node.op().startsWith("FusedBatchNorm");
  }

  /**
   * Adds an operation to the flat graph.
   *
   * @param given its inputs there
   * @return its name there
   */
  String add(Node node, List<String> given) {
    Map<String, AttrValue> attributes = attributes(node);
    List<String> inputs = new ArrayList<>(given);
    NarrowIndices.narrow(flat, node, inputs, attributes);
    return switch (node.op()) {
      case "FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3" -> normalised(node, inputs);
      case "Conv2D", "DepthwiseConv2dNative", "MaxPool", "AvgPool" ->
          spatial(node, inputs, attributes);
      case "ExtractImagePatches" -> patches(node, inputs, attributes);
      case "BiasAddV1" -> flat.add("BiasAdd", node.name(), inputs, attributes);
      case "Concat" -> {
        // The axis comes first in it, and is int32.
        Collections.rotate(inputs, -1);
        yield flat.add("ConcatV2", node.name(), inputs, attributes);
      }
      case "Erfc" -> {
        String erf = flat.add("Erf", node.name() + "/erf", inputs, attributes);
        String one = flat.constant(node.name() + "/one", Constants.scalar(1));
        yield flat.add("Sub", node.name(), type(node), cast(node, one, DataType.DT_FLOAT), erf);
      }
      default -> flat.add(node.op(), node.name(), inputs, attributes);
    };
  }

  /** The type of a node's outputs. */
  DataType type(Node node) {
    return node.attribute("T").getType();
  }

  /** What TensorFlow's definition of the operation knows, without notes for its own use. */
  private static Map<String, AttrValue> attributes(Node node) {
    Set<String> known =
        node.definition().getAttrList().stream()
            .map(OpDef.AttrDef::getName)
            .collect(Collectors.toSet());
    Map<String, AttrValue> attributes = new LinkedHashMap<>();
    for (String name : node.attributes()) {
      AttrValue value = node.attribute(name);
      if (known.contains(name)) {
        requireNumbers(node, value);
        attributes.put(name, value);
      } else if (!name.startsWith("_")) {
        throw node.refusal(
            "has an attribute '%s', which this version of TensorFlow does not know"
                .formatted(name));
      }
    }
    return attributes;
  }

  private static void requireNumbers(Node node, AttrValue value) {
    List<DataType> types = new ArrayList<>(value.getList().getTypeList());
    if (value.getValueCase() == AttrValue.ValueCase.TYPE) {
      types.add(value.getType());
    }
    for (DataType type : types) {
      if (!Constants.isNumeric(type)) {
        throw node.refusal("does not compute numbers, but %s".formatted(type));
      }
    }
  }

  /**
   * Batch normalisation with its running statistics: x times a factor for each channel, plus one.
   */
  private String normalised(Node node, List<String> inputs) {
    AttrValue training = node.attribute("is_training");
    if (training.getValueCase() != AttrValue.ValueCase.B || training.getB()) {
      throw node.refusal(
          "normalises with the statistics of the batch, so that images depend on each other: save the model for inference (training=False)");
    }
    if (inputs.size() != 5) {
      throw node.refusal("has %s inputs in place of 5".formatted(inputs.size()));
    }
    String name = node.name();
    AttrValue epsilon = node.attribute("epsilon");
    DataType type = type(node);
    DataType statistics = node.attribute("U").getType();
    DataType inner = statistics == DataType.DT_INVALID ? type : statistics;
    String added =
        flat.constant(
            name + "/epsilon",
            Constants.scalar(
                epsilon.getValueCase() == AttrValue.ValueCase.F ? epsilon.getF() : EPSILON));
    String variance = flat.add("AddV2", name + "/variance", inner, inputs.get(4), added);
    String inverse = flat.add("Rsqrt", name + "/rsqrt", inner, variance);
    String factor = flat.add("Mul", name + "/factor", inner, inputs.get(1), inverse);
    String moved = flat.add("Mul", name + "/moved", inner, inputs.get(3), factor);
    String offset = flat.add("Sub", name + "/offset", inner, inputs.get(2), moved);
    String product =
        flat.add("Mul", name + "/mul", type, inputs.get(0), perChannel(node, factor, inner));
    return flat.add("AddV2", name, type, product, perChannel(node, offset, inner));
  }

  private String perChannel(Node node, String values, DataType stored) {
    String shaped = values;
    if (isChannelsFirst(node)) {
      String shape = flat.constant(node.name() + "/shape", Constants.integers(0, -1, 1, 1));
      shaped = flat.add("Reshape", node.name() + "/shaped", stored, values, shape);
    }
    return cast(node, shaped, stored);
  }

  /** Values of another type in that of a node. */
  private String cast(Node node, String values, DataType stored) {
    return stored == type(node)
        ? values
        : flat.add(
            "Cast",
            node.name() + "/cast",
            List.of(values),
            Map.of("SrcT", Constants.type(stored), "DstT", node.attribute("T")));
  }

  private static boolean isChannelsFirst(Node node) {
    return node.attribute(FORMAT).getS().toStringUtf8().equals("NCHW");
  }

  /** Convolution and pooling. */
  private String spatial(Node node, List<String> inputs, Map<String, AttrValue> attributes) {
    List<String> operands = new ArrayList<>(inputs);
    boolean channelsFirst = isChannelsFirst(node);
    if (inputs.isEmpty()) {
      throw node.refusal("has no inputs: the file is damaged");
    }
    if (channelsFirst) {
      operands.set(0, transposed(node, inputs.get(0), CHANNELS_LAST));
      attributes.remove(FORMAT);
      for (String name : List.of("strides", "ksize", "dilations")) {
        attributes.computeIfPresent(name, (any, sizes) -> channelsLast(node, sizes));
      }
    }
    if (node.attribute("padding").getS().toStringUtf8().equals("EXPLICIT")) {
      operands.set(0, padded(node, operands.get(0)));
      attributes.put(
          "padding", AttrValue.newBuilder().setS(ByteString.copyFromUtf8("VALID")).build());
      attributes.remove("explicit_paddings");
    }
    String result = flat.add(node.op(), node.name(), operands, attributes);
    return channelsFirst ? transposed(node, result, CHANNELS_FIRST) : result;
  }

  /** Patches side by side, which is what vision transformers ask for, are blocks of pixels. */
  private String patches(Node node, List<String> inputs, Map<String, AttrValue> attributes) {
    List<Long> sizes = node.attribute("ksizes").getList().getIList();
    boolean sideBySide =
        sizes.size() == 4
            && sizes.get(1).equals(sizes.get(2))
            && sizes.get(1) > 1
            && sizes.equals(node.attribute("strides").getList().getIList())
            && node.attribute("rates").getList().getIList().equals(List.of(1L, 1L, 1L, 1L));
    if (!sideBySide) {
      return flat.add(node.op(), node.name(), inputs, attributes);
    }
    AttrValue block = AttrValue.newBuilder().setI(sizes.get(1)).build();
    return flat.add(
        "SpaceToDepth", node.name(), inputs, Map.of("T", node.attribute("T"), "block_size", block));
  }

  private String transposed(Node node, String values, int... order) {
    String permutation = flat.constant(node.name() + "/order", Constants.integers(0, order));
    return flat.add("Transpose", node.name() + "/transposed", type(node), values, permutation);
  }

  private static AttrValue channelsLast(Node node, AttrValue sizes) {
    AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
    if (sizes.getList().getICount() != CHANNELS_LAST.length) {
      throw node.refusal("has strides or sizes for other than 4 dimensions");
    }
    for (int from : CHANNELS_LAST) {
      list.addI(sizes.getList().getI(from));
    }
    return AttrValue.newBuilder().setList(list).build();
  }

  private String padded(Node node, String values) {
    List<Long> declared = node.attribute("explicit_paddings").getList().getIList();
    int[] sizes = new int[2 * CHANNELS_LAST.length];
    if (declared.size() != sizes.length) {
      throw node.refusal("has explicit paddings for other than 4 dimensions");
    }
    for (int i = 0; i < sizes.length; i++) {
      int from = isChannelsFirst(node) ? 2 * CHANNELS_LAST[i / 2] + i % 2 : i;
      sizes[i] = declared.get(from).intValue();
    }
    String paddings =
        flat.constant(node.name() + "/paddings", Constants.integers(CHANNELS_LAST.length, sizes));
    if (node.op().equals("MaxPool")) {
      String lowest =
          flat.constant(node.name() + "/lowest", Constants.scalar(Float.NEGATIVE_INFINITY));
      return flat.add(
          "PadV2",
          node.name() + "/padded",
          type(node),
          values,
          paddings,
          cast(node, lowest, DataType.DT_FLOAT));
    }
    return flat.add("Pad", node.name() + "/padded", type(node), values, paddings);
  }
}
