package org.smoothadv.internal.adopt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * Rewrites a network of float32 so that its convolutions and matrix products are of bfloat16, and
 * what lies between them where that is simple. As in networks of this project, the first of them
 * and the last, which gives the logits, stay float32, and so do means, exponentials and the like.
 */
final class Bfloat16Network {
  private static final Set<String> PRODUCTS =
      Set.of(
          "Conv2D",
          "DepthwiseConv2dNative",
          "MatMul",
          "BatchMatMul",
          "BatchMatMulV2",
          "BatchMatMulV3");

  /** What is done in the type of what it is done to. */
  private static final Set<String> FOLLOWERS =
      Set.of(
          "Identity",
          "StopGradient",
          "Reshape",
          "Squeeze",
          "ExpandDims",
          "Transpose",
          "BiasAdd",
          "Relu",
          "Relu6",
          "AddV2",
          "Add",
          "Sub",
          "Mul",
          "Maximum",
          "Minimum",
          "Pad",
          "PadV2",
          "MaxPool",
          "ConcatV2",
          "Split");

  private static final Set<String> SUMS = Set.of("BiasAdd", "AddV2", "Add");
  private static final Set<String> OF_SHAPES = Set.of("Shape", "ShapeN", "Size", "Rank");

  /** What has become of an operation of the network. */
  private enum Kind {
    /** It does not depend on the images. */
    CONSTANT,
    /** It is float32, or no such number. */
    FLOAT,
    /** It is float32, as the first product, and goes on as bfloat16. */
    FIRST,
    /** It is bfloat16. */
    BRAIN
  }

  private final FlatNetwork network;
  private final Map<String, NodeDef> nodes = new LinkedHashMap<>();
  private final Map<String, Kind> kinds = new HashMap<>();

  /** Products that come after others. */
  private final Set<String> later = new HashSet<>();

  /** Products that come before others. */
  private final Set<String> earlier = new HashSet<>();

  private final GraphDef.Builder rewritten;
  private final Set<String> added = new HashSet<>();

  private Bfloat16Network(FlatNetwork network) {
    this.network = network;
    rewritten = network.graph().toBuilder().clearNode();
    network.graph().getNodeList().forEach(node -> nodes.put(node.getName(), node));
  }

  /** The network in bfloat16; empty where all of it would stay float32. */
  static Optional<FlatNetwork> of(FlatNetwork network) {
    Bfloat16Network brain = new Bfloat16Network(network);
    brain.order();
    boolean any = false;
    for (NodeDef node : brain.nodes.values()) {
      Kind kind = brain.rewrite(node);
      brain.kinds.put(node.getName(), kind);
      any |= kind == Kind.BRAIN && PRODUCTS.contains(node.getOp());
    }
    if (!any) {
      return Optional.empty();
    }
    String output = FlatNetwork.source(brain.asFloat(network.output()));
    return Optional.of(new FlatNetwork(brain.rewritten.build(), network.input(), output));
  }

  /** Finds out which products are first and last. */
  private void order() {
    Set<String> dependent = new HashSet<>(Set.of(network.input()));
    Set<String> after = new HashSet<>();
    for (NodeDef node : nodes.values()) {
      List<String> sources = node.getInputList().stream().map(FlatNetwork::source).toList();
      if (sources.stream().anyMatch(dependent::contains)) {
        dependent.add(node.getName());
      }
      boolean behind = sources.stream().anyMatch(after::contains);
      boolean product = dependent.contains(node.getName()) && isProduct(node);
      if (product && behind) {
        later.add(node.getName());
      }
      if (product || behind) {
        after.add(node.getName());
      }
      kinds.put(node.getName(), dependent.contains(node.getName()) ? Kind.FLOAT : Kind.CONSTANT);
    }
    List<NodeDef> backwards = new ArrayList<>(nodes.values());
    Set<String> before = new HashSet<>();
    for (int i = backwards.size() - 1; i >= 0; i--) {
      NodeDef node = backwards.get(i);
      boolean ahead = before.contains(node.getName());
      boolean product = kinds.get(node.getName()) == Kind.FLOAT && isProduct(node);
      if (product && ahead) {
        earlier.add(node.getName());
      }
      if (product || ahead) {
        node.getInputList().forEach(input -> before.add(FlatNetwork.source(input)));
      }
    }
  }

  private boolean isProduct(NodeDef node) {
    return PRODUCTS.contains(node.getOp()) && isFloat(node.getName());
  }

  /** Whether an output is of float32. */
  private boolean isFloat(String output) {
    NodeDef node = nodes.get(FlatNetwork.source(output));
    OpDef definition = PureOperations.definition(node.getOp()).orElseThrow();
    int index = FlatNetwork.place(output);
    // Those of a list have one type.
    OpDef.ArgDef argument =
        definition.getOutputArg(Math.min(index, definition.getOutputArgCount() - 1));
    DataType type =
        argument.getTypeAttr().isEmpty()
            ? argument.getType()
            : node.getAttrOrDefault(argument.getTypeAttr(), AttrValue.getDefaultInstance())
                .getType();
    return type == DataType.DT_FLOAT;
  }

  private Kind rewrite(NodeDef node) {
    if (kinds.get(node.getName()) == Kind.CONSTANT || node.getInputCount() == 0) {
      rewritten.addNode(node);
      return kinds.get(node.getName());
    }
    if (OF_SHAPES.contains(node.getOp())) {
      rewritten.addNode(node);
      return Kind.FLOAT;
    }
    if (isProduct(node)) {
      boolean behind = later.contains(node.getName());
      boolean ahead = earlier.contains(node.getName());
      return put(node, behind && ahead ? Kind.BRAIN : ahead ? Kind.FIRST : Kind.FLOAT);
    }
    return put(node, FOLLOWERS.contains(node.getOp()) ? following(node) : Kind.FLOAT);
  }

  private Kind following(NodeDef node) {
    List<Kind> given =
        node.getInputList().stream()
            .filter(this::isFloat)
            .map(input -> kinds.get(FlatNetwork.source(input)))
            .filter(kind -> kind != Kind.CONSTANT)
            .toList();
    if (given.isEmpty() || given.contains(Kind.FLOAT) || !isFloat(node.getName())) {
      return Kind.FLOAT;
    }
    boolean bias = given.equals(List.of(Kind.FIRST)) && SUMS.contains(node.getOp());
    return bias ? Kind.FIRST : Kind.BRAIN;
  }

  private Kind put(NodeDef node, Kind kind) {
    NodeDef.Builder changed = node.toBuilder().clearInput();
    for (String input : node.getInputList()) {
      if (input.startsWith("^") || !isFloat(input)) {
        changed.addInput(input);
      } else {
        changed.addInput(kind == Kind.BRAIN ? asBrain(input) : asFloat(input));
      }
    }
    rewritten.addNode(changed);
    return kind;
  }

  private String asBrain(String input) {
    return kinds.get(FlatNetwork.source(input)) == Kind.BRAIN
        ? input
        : cast(input, DataType.DT_BFLOAT16);
  }

  private String asFloat(String input) {
    return kinds.get(FlatNetwork.source(input)) == Kind.BRAIN
        ? cast(input, DataType.DT_FLOAT)
        : input;
  }

  private String cast(String input, DataType type) {
    String name = input.replace(':', '_') + "/" + type;
    if (added.add(name)) {
      rewritten.addNode(
          NodeDef.newBuilder()
              .setOp("Cast")
              .setName(name)
              .addInput(input)
              .putAttr("DstT", AttrValue.newBuilder().setType(type).build())
              .putAttr("Truncate", AttrValue.newBuilder().setB(false).build()));
    }
    return name;
  }
}
