package org.smoothadv.internal.adopt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.smoothadv.internal.adopt.ConstantPart.Value;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Makes products and sums by constants of each channel, of which batch normalisation consists, part
 * of the convolution or matrix product before them, where nothing else reads that.
 */
final class AffineFolding {
  private static final Set<String> PRODUCTS = Set.of("Conv2D", "DepthwiseConv2dNative", "MatMul");

  /** With the place of the operand that is a constant, or -1 for either. */
  private static final Map<String, Integer> STEPS =
      Map.of("BiasAdd", 1, "AddV2", -1, "Add", -1, "Sub", 1, "Mul", -1, "RealDiv", 1);

  private final FlatNetwork network;
  private final Map<String, NodeDef> nodes = new LinkedHashMap<>();

  /** What reads a node; null where several nodes or the result do. */
  private final Map<String, NodeDef> readers = new HashMap<>();

  private final ConstantPart known = new ConstantPart();
  private final List<Chain> chains = new ArrayList<>();

  /** A product, and what is done to each of its channels. */
  private record Chain(NodeDef product, List<NodeDef> steps) {
    NodeDef last() {
      return steps.get(steps.size() - 1);
    }

    /** TensorFlow itself takes one sum together with the product. */
    boolean isWorthwhile() {
      return steps.size() > 1
          || steps.stream().anyMatch(step -> Set.of("Mul", "RealDiv").contains(step.getOp()));
    }
  }

  /** What becomes of a product and of the steps that are taken with it. */
  private record Folded(Chain taken, Value kernel, Value bias) {}

  private AffineFolding(FlatNetwork network) {
    this.network = network;
  }

  /** The same network with fewer operations, and without those that its result does not need. */
  static FlatNetwork of(FlatNetwork network) {
    AffineFolding folding = new AffineFolding(network);
    folding.look();
    return folding.rewritten(folding.values());
  }

  private void look() {
    Set<String> several = new LinkedHashSet<>(Set.of(network.output()));
    for (NodeDef node : needed()) {
      nodes.put(node.getName(), node);
      known.add(node);
      for (String input : node.getInputList()) {
        String name = FlatNetwork.source(input);
        if (readers.put(name, node) != null) {
          several.add(name);
        }
      }
    }
    several.forEach(readers::remove);
    for (NodeDef node : nodes.values()) {
      if (isProduct(node)) {
        chain(node).ifPresent(chains::add);
      }
    }
  }

  /** What the result needs, in the order of the list. */
  private List<NodeDef> needed() {
    Set<String> needed = new LinkedHashSet<>(Set.of(network.output(), network.input()));
    List<NodeDef> list = network.graph().getNodeList();
    for (int i = list.size() - 1; i >= 0; i--) {
      if (needed.contains(list.get(i).getName())) {
        list.get(i).getInputList().forEach(input -> needed.add(FlatNetwork.source(input)));
      }
    }
    return list.stream().filter(node -> needed.contains(node.getName())).toList();
  }

  private boolean isProduct(NodeDef node) {
    return PRODUCTS.contains(node.getOp())
        && isFloat(node)
        && !node.getAttrOrDefault("transpose_b", AttrValue.getDefaultInstance()).getB()
        && !isChannelsFirst(node)
        && !known.contains(node.getName())
        && known.contains(FlatNetwork.source(node.getInput(1)));
  }

  private static boolean isFloat(NodeDef node) {
    return node.getAttrOrDefault("T", AttrValue.getDefaultInstance()).getType()
        == DataType.DT_FLOAT;
  }

  private static boolean isChannelsFirst(NodeDef node) {
    return node.getAttrOrDefault("data_format", AttrValue.getDefaultInstance())
        .getS()
        .toStringUtf8()
        .startsWith("NC");
  }

  private Optional<Chain> chain(NodeDef product) {
    List<NodeDef> steps = new ArrayList<>();
    NodeDef last = product;
    while (true) {
      NodeDef next = readers.get(last.getName());
      if (next == null || !STEPS.containsKey(next.getOp()) || isChannelsFirst(next)) {
        break;
      }
      if (constantOf(next) < 0) {
        break;
      }
      steps.add(next);
      last = next;
    }
    Chain chain = new Chain(product, steps);
    return chain.isWorthwhile() ? Optional.of(chain) : Optional.empty();
  }

  /** The place of a step's operand that is a constant; -1 where it has none that is of use. */
  private int constantOf(NodeDef step) {
    int place = STEPS.get(step.getOp());
    for (int i = 0; i < 2; i++) {
      if ((place < 0 || place == i) && known.contains(FlatNetwork.source(step.getInput(i)))) {
        return i;
      }
    }
    return -1;
  }

  /** The kernels and constants of the chains. */
  private Map<String, Value> values() {
    Set<String> asked = new LinkedHashSet<>();
    for (Chain chain : chains) {
      asked.add(chain.product.getInput(1));
      chain.steps.forEach(step -> asked.add(step.getInput(constantOf(step))));
    }
    return known.values(asked);
  }

  /** The product with as many of the steps behind it as go by channels. */
  private Optional<Folded> folded(Chain chain, Map<String, Value> values) {
    Value kernel = values.get(chain.product.getInput(1));
    if (kernel == null) {
      return Optional.empty();
    }
    int channels = kernel.channels(chain.product.getOp().equals("DepthwiseConv2dNative") ? 2 : 1);
    double[] scale = new double[channels];
    double[] shift = new double[channels];
    Arrays.fill(scale, 1);
    List<NodeDef> taken = new ArrayList<>();
    for (NodeDef step : chain.steps) {
      Value operand = values.get(step.getInput(constantOf(step)));
      if (operand == null || !operand.isPerChannel(channels, kernel.dimensions())) {
        break;
      }
      take(step.getOp(), operand, scale, shift);
      taken.add(step);
    }
    Chain done = new Chain(chain.product, taken);
    boolean finite =
        Arrays.stream(scale).allMatch(Double::isFinite)
            && Arrays.stream(shift).allMatch(it -> Float.isFinite((float) it));
    return finite && done.isWorthwhile()
        ? Optional.of(new Folded(done, kernel.scaled(scale), Value.vector(shift)))
        : Optional.empty();
  }

  private static void take(String operation, Value operand, double[] scale, double[] shift) {
    for (int c = 0; c < scale.length; c++) {
      double number = operand.of(c);
      switch (operation) {
        case "Mul", "RealDiv" -> {
          double factor = operation.equals("Mul") ? number : 1 / number;
          scale[c] *= factor;
          shift[c] *= factor;
        }
        case "Sub" -> shift[c] -= number;
        default -> shift[c] += number;
      }
    }
  }

  private FlatNetwork rewritten(Map<String, Value> values) {
    Map<String, List<NodeDef>> replaced = new HashMap<>();
    for (Chain chain : chains) {
      folded(chain, values).ifPresent(folded -> replaced.putAll(replacement(folded)));
    }
    GraphDef.Builder graph = network.graph().toBuilder().clearNode();
    nodes.values().forEach(n -> graph.addAllNode(replaced.getOrDefault(n.getName(), List.of(n))));
    FlatNetwork folded = new FlatNetwork(graph.build(), network.input(), network.output());
    return replaced.isEmpty() ? folded : withoutUnneeded(folded);
  }

  /** The nodes that take the place of others. */
  private Map<String, List<NodeDef>> replacement(Folded folded) {
    NodeDef product = folded.taken.product;
    String last = folded.taken.last().getName();
    NodeDef kernel = folded.kernel.constant(free(product.getName() + "/folded"));
    NodeDef bias = folded.bias.constant(free(last + "/folded"));
    NodeDef.Builder sum =
        NodeDef.newBuilder()
            .setOp("BiasAdd")
            .setName(last)
            .addInput(product.getName())
            .addInput(bias.getName())
            .putAttr("T", product.getAttrOrThrow("T"));
    Map<String, List<NodeDef>> replacement = new HashMap<>();
    folded.taken.steps.forEach(step -> replacement.put(step.getName(), List.of()));
    replacement.put(
        product.getName(),
        List.of(kernel, product.toBuilder().setInput(1, kernel.getName()).build()));
    replacement.put(last, List.of(bias, sum.build()));
    return replacement;
  }

  private String free(String name) {
    return nodes.containsKey(name) ? free(name + "_") : name;
  }

  private static FlatNetwork withoutUnneeded(FlatNetwork network) {
    GraphDef.Builder graph = network.graph().toBuilder().clearNode();
    graph.addAllNode(new AffineFolding(network).needed());
    return new FlatNetwork(graph.build(), network.input(), network.output());
  }
}
