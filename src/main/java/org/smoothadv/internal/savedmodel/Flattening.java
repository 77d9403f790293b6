package org.smoothadv.internal.savedmodel;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.adopt.FlatNetwork;
import org.smoothadv.internal.savedmodel.Node.Output;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Follows a graph from a result back to the input, through calls of functions, and puts down what
 * the result needs: each operation once, behind those that it takes from.
 */
final class Flattening {
  /** An operation some of whose inputs are yet to be put down. */
  private record Open(Node node, List<Output> inputs, Iterator<Output> left) {}

  /** No file has more, unless its calls multiply them. */
  private static final int MAX_NODES = 500_000;

  /** A graph in a message has less than 2 GiB. */
  private static final long MAX_BYTES = (1L << 31) - (1L << 26);

  /** What a node is called whose inputs are being put down. */
  private static final String UNFINISHED = "";

  private final Program program;
  private final SavedVariables variables;
  private final DataType inputType;
  private final TensorShapeProto inputShape;
  private final FlatGraph flat = new FlatGraph();
  private final NativeForm form = new NativeForm(flat);
  private final Deque<Open> open = new ArrayDeque<>();
  private final Map<Node, String> names = new HashMap<>();
  private String input;
  private long bytes;

  /**
   * Prepares.
   *
   * @param inputShape of the program's input, the number of images first
   */
  Flattening(
      Program program, SavedVariables variables, DataType inputType, TensorShapeProto inputShape) {
    this.program = program;
    this.variables = variables;
    this.inputType = inputType;
    this.inputShape = inputShape;
  }

  /**
   * Puts down all that a tensor of the main graph needs.
   *
   * @throws InvalidInputException if that has an operation that is not allowed, or does not depend
   *     on the input
   */
  FlatNetwork network(String result) throws IOException {
    Output end = program.main().source(result);
    reach(end);
    while (!open.isEmpty()) {
      Open last = open.peek();
      if (last.left.hasNext()) {
        reach(last.left.next());
      } else {
        open.pop();
        names.put(last.node, put(last.node, last.inputs.stream().map(this::reference).toList()));
      }
    }
    if (input == null) {
      throw new InvalidInputException(
          "%s: its result %s does not depend on the input".formatted(program.file(), result));
    }
    String output = reference(end);
    if (end.index() != 0) {
      output = flat.add("Identity", "result", form.type(end.node()), output);
    }
    return new FlatNetwork(flat.graph().build(), input, output);
  }

  private void reach(Output output) {
    Node node = output.node();
    if (output.equals(program.cut())) {
      if (input == null) {
        input = flat.add("Placeholder", node.name(), List.of(), placeholder());
      }
      return;
    }
    String name = names.get(node);
    if (name == null) {
      if (!SavedVariables.isVariable(node)) {
        node.requirePure();
      }
      if (names.size() >= MAX_NODES) {
        throw node.refusal("is one of more than %s operations".formatted(MAX_NODES));
      }
      names.put(node, UNFINISHED);
      List<Output> inputs = node.sources();
      open.push(new Open(node, inputs, inputs.iterator()));
    } else if (name.equals(UNFINISHED)) {
      throw node.refusal("depends on itself");
    }
  }

  private Map<String, AttrValue> placeholder() {
    return Map.of(
        "dtype", Constants.type(inputType),
        "shape", AttrValue.newBuilder().setShape(inputShape).build());
  }

  private String reference(Output output) {
    if (output.equals(program.cut())) {
      return input;
    }
    String name = names.get(output.node());
    if (output.index() == 0) {
      return name;
    }
    if (NativeForm.hasOneOutput(output.node())) {
      throw output.node().refusal("is asked for more than its first output");
    }
    return name + ":" + output.index();
  }

  private String put(Node node, List<String> inputs) throws IOException {
    if (SavedVariables.isVariable(node)) {
      return constant(node, variables.value(node));
    }
    return switch (node.op()) {
      case "Const" -> constant(node, node.attribute("value").getTensor());
      case "Placeholder" ->
          throw node.refusal(
              "is another input that the result needs: choose a signature that takes images alone");
      default -> form.add(node, inputs);
    };
  }

  private String constant(Node node, TensorProto value) {
    if (!Constants.isWhole(value)) {
      throw node.refusal(
          "is a constant %s that its bytes do not make up"
              .formatted(Constants.describe(value.getDtype(), value.getTensorShape())));
    }
    bytes += value.getSerializedSize();
    if (bytes > MAX_BYTES) {
      throw new InvalidInputException(
          program.file() + ": its weights take more than 2 GiB, which no graph can hold");
    }
    return flat.constant(node.name(), value);
  }
}
