package org.smoothadv.internal.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.input.Quoted;
import org.smoothadv.internal.adopt.FlatNetwork;
import org.smoothadv.internal.onnx.Call.Operation;
import org.smoothadv.internal.onnx.OnnxModel.ElementType;
import org.smoothadv.internal.onnx.OnnxModel.Input;
import org.smoothadv.internal.onnx.OnnxModel.Node;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * Networks in ONNX files, as PyTorch and others export them, as operations of TensorFlow. What the
 * file says of sizes is computed in advance; feature maps are stored as TensorFlow's convolutions
 * on CPUs want them, and batch normalisation after a convolution becomes part of it.
 */
public final class OnnxImport {
  private static final long MIN_OPSET = 7;
  private static final long MAX_OPSET = 21;

  private static final Map<String, Operation> OPERATIONS = new HashMap<>();

  static {
    ElementwiseOperations.TABLES.forEach(OPERATIONS::putAll);
    OPERATIONS.putAll(ArrangementOperations.TABLE);
    OPERATIONS.putAll(LayerOperations.TABLE);
    OPERATIONS.putAll(MatrixOperations.TABLE);
    OPERATIONS.putAll(NormalizationOperations.TABLE);
    OPERATIONS.putAll(ResizeOperations.TABLE);
    OPERATIONS.putAll(SlicingOperations.TABLE);
    OPERATIONS.putAll(FoldedOperations.ALWAYS);
  }

  private final Path file;
  private final OnnxModel model;
  private final Map<String, Node> producers = new HashMap<>();

  /** What a message says where the shape of the images was not the file's. */
  private String sized = "";

  private OnnxImport(Path file, OnnxModel model) {
    this.file = file;
    this.model = model;
  }

  /**
   * Reads a network.
   *
   * @param input the name of the images; may be empty where the file has one input
   * @param output the name of the result; may be empty where the file has one
   * @param sizes gives the shape of the images the sizes that the file leaves open, which are -1;
   *     the first, their number, may stay open
   * @throws InvalidInputException if there is no such file, or it is damaged, or no classifier of
   *     images, or has operations that are not supported; the message names file and node
   * @throws IOException if a good file cannot be read
   */
  public static FlatNetwork read(
      Path file, Optional<String> input, Optional<String> output, UnaryOperator<List<Long>> sizes)
      throws IOException {
    OnnxModel model = OnnxReader.read(file);
    if (model.opset() < MIN_OPSET || model.opset() > MAX_OPSET) {
      throw new InvalidInputException(
          "%s: version %d of ONNX's operations; %d to %d are read"
              .formatted(file, model.opset(), MIN_OPSET, MAX_OPSET));
    }
    OnnxImport importing = new OnnxImport(file, model);
    return importing.converted(importing.images(input, sizes), importing.result(output));
  }

  private Input images(Optional<String> name, UnaryOperator<List<Long>> sizes) {
    List<Input> inputs =
        model.inputs().stream().filter(i -> !model.initializers().containsKey(i.name())).toList();
    String choice = inputs.stream().map(i -> Quoted.of(i.name())).collect(Collectors.joining(", "));
    List<Input> chosen =
        inputs.stream().filter(i -> name.isEmpty() || i.name().equals(name.get())).toList();
    if (chosen.size() != 1) {
      throw refused("input", "the images", name, choice);
    }
    Input images = chosen.get(0);
    ElementType type = images.type();
    if (!type.isFloat() && type != ElementType.UINT8) {
      throw new InvalidInputException(
          "%s: input %s is of type %s, not of images"
              .formatted(file, Quoted.of(images.name()), type));
    }
    List<Long> shape = sizes.apply(images.shape());
    if (shape.size() < 2
        || shape.subList(1, shape.size()).stream().anyMatch(s -> s < 1 || s > 1 << 24)) {
      throw new InvalidInputException(
          "%s: input %s has the shape %s; only the number of images, its first size, can stay open: export it with the others fixed"
              .formatted(file, Quoted.of(images.name()), shape));
    }
    sized = shape.equals(images.shape()) ? "" : " (for an input of shape %s)".formatted(shape);
    return new Input(images.name(), type, shape);
  }

  private String result(Optional<String> name) {
    String choice = model.outputs().stream().map(Quoted::of).collect(Collectors.joining(", "));
    if (name.isPresent() ? !model.outputs().contains(name.get()) : model.outputs().size() != 1) {
      throw refused("output", "the classes", name, choice);
    }
    return name.orElseGet(() -> model.outputs().get(0));
  }

  private InvalidSettingException refused(
      String field, String what, Optional<String> name, String choice) {
    String option = "{" + field + "}";
    return name.isPresent()
        ? new InvalidSettingException(
            field, "%s: no " + option + " %s, but %s", file, Quoted.of(name.get()), choice)
        : new InvalidSettingException(
            field,
            "%s: one " + option + " expected, %s; it has %s",
            file,
            what,
            choice.isEmpty() ? "none" : choice);
  }

  /** The nodes that a result needs, each after those that it needs; files need not sort them. */
  private List<Node> sorted(String output) {
    for (Node node : model.nodes()) {
      for (String name : node.outputs()) {
        if (!name.isEmpty() && producers.put(name, node) != null) {
          throw new InvalidInputException(
              "%s: two nodes compute %s".formatted(file, Quoted.of(name)));
        }
      }
    }
    List<Node> sorted = new ArrayList<>();
    Set<String> begun = new HashSet<>();
    Set<String> done = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(output));
    while (!open.isEmpty()) {
      Node node = producers.get(open.peek());
      if (node == null || done.contains(key(node))) {
        open.pop();
      } else if (begun.add(key(node))) {
        node.inputs().forEach(open::push);
      } else {
        open.pop();
        requireNoCircle(node, done);
        done.add(key(node));
        sorted.add(node);
      }
    }
    return sorted;
  }

  private static String key(Node node) {
    return node.outputs().stream().filter(name -> !name.isEmpty()).findFirst().orElseThrow();
  }

  private void requireNoCircle(Node node, Set<String> done) {
    for (String name : node.inputs()) {
      if (producers.containsKey(name) && !done.contains(key(producers.get(name)))) {
        throw new InvalidInputException("%s: %s needs its own result".formatted(file, node));
      }
    }
  }

  private FlatNetwork converted(Input images, String output) {
    List<Node> nodes = sorted(output);
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      long[] shape = images.shape().stream().mapToLong(Long::longValue).toArray();
      long inFile = Math.max(0, shape[0]);
      shape[0] = Batch.SYMBOL;
      Placeholder.Options open = Placeholder.shape(Shape.of(shape));
      Operand<? extends TType> placeholder =
          images.type() == ElementType.UINT8
              ? tf.withName("images").placeholder(TUint8.class, open)
              : tf.withName("images").placeholder(TFloat32.class, open);
      Conversion network = new Conversion(tf, new Batch(tf, placeholder, inFile), model.opset());
      model.initializers().forEach(network::put);
      network.put(images.name(), Conversion.plain(placeholder));
      network.willRun(nodes, output);
      nodes.forEach(node -> convert(network, node));
      Operand<? extends TType> result = classes(network, output);
      return new FlatNetwork(
          withOpenBatch(graph.toGraphDef(), placeholder.op().name()),
          placeholder.op().name(),
          result.op().name());
    }
  }

  private void convert(Conversion network, Node node) {
    try {
      Call call = new Call(network, node);
      if (network.isApplied(node)) {
        network.put(node.outputs().get(0), call.input(0));
      } else if (node.operation().equals("Split") && node.domain().isEmpty()) {
        List<Value> parts = SlicingOperations.split(call);
        for (int i = 0; i < parts.size(); i++) {
          network.put(node.outputs().get(i), parts.get(i));
        }
      } else {
        network.put(node.outputs().get(0), value(call));
      }
    } catch (RuntimeException e) {
      // Also what TensorFlow says where shapes do not go together.
      String problem = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new InvalidInputException("%s: %s: %s%s".formatted(file, node, problem, sized), e);
    }
  }

  private static Value value(Call call) {
    String name = call.node().operation();
    if (call.node().domain().isEmpty()) {
      boolean known = call.inputsAreKnown();
      if (known && FoldedOperations.OF_KNOWN.containsKey(name)) {
        Value folded = FoldedOperations.OF_KNOWN.get(name).apply(call);
        if (folded != null) {
          return folded;
        }
      }
      if (OPERATIONS.containsKey(name)) {
        return OPERATIONS.get(name).apply(call);
      }
    }
    throw new InvalidInputException(
        "this operation%s is not supported"
            .formatted(
                call.node().domain().isEmpty()
                    ? ""
                    : " of domain " + Quoted.of(call.node().domain())));
  }

  /** The result as [N, classes], the first output of its operation. */
  private Operand<? extends TType> classes(Conversion network, String output) {
    Value value = network.get(output);
    if (!(value instanceof Value.Tensor tensor) || !Batch.in(value.shape()[0])) {
      throw new InvalidInputException(
          "%s: output %s does not depend on the images, one result for each"
              .formatted(file, Quoted.of(output)));
    }
    long[] shape = tensor.shape();
    boolean onePixel = shape.length > 2 && HostArray.count(shape) == shape[0] * shape[1];
    Operand<TType> result =
        onePixel
            ? network.plain(network.reshaped(tensor, shape[0], shape[1]))
            : network.plain(tensor);
    boolean own = result.asOutput().index() == 0 && !result.op().type().equals("Placeholder");
    return own ? result : network.tf().identity(result);
  }

  private static GraphDef withOpenBatch(GraphDef graph, String placeholder) {
    GraphDef.Builder builder = graph.toBuilder();
    for (NodeDef.Builder node : builder.getNodeBuilderList()) {
      if (node.getName().equals(placeholder)) {
        TensorShapeProto.Builder shape = node.getAttrOrThrow("shape").getShape().toBuilder();
        shape.getDimBuilder(0).setSize(-1);
        node.putAttr("shape", node.getAttrOrThrow("shape").toBuilder().setShape(shape).build());
      }
    }
    return builder.build();
  }
}
