package org.smoothadv.internal.adopt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.Quoted;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.Scope;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.types.TFloat32;

/**
 * A network of others as one flat list of operations and constants, without functions, variables
 * and control flow.
 *
 * @param graph its operations
 * @param input the name of the only placeholder: float32 or uint8, the number of images first,
 *     which is unknown
 * @param output the name of the operation whose first output is the result, [N, classes]
 */
public record FlatNetwork(GraphDef graph, String input, String output) {
  /**
   * Checks the operations.
   *
   * @throws InvalidInputException naming one that does not only compute numbers
   */
  public FlatNetwork {
    for (NodeDef node : graph.getNodeList()) {
      PureOperations.refusal(node.getOp())
          .ifPresent(
              reason -> {
                throw new InvalidInputException(
                    "its operation %s (%s) %s"
                        .formatted(Quoted.of(node.getName()), Quoted.plain(node.getOp()), reason));
              });
    }
  }

  /**
   * The operation of a name.
   *
   * @throws InvalidInputException if there is none
   */
  NodeDef node(String name) {
    return graph.getNodeList().stream()
        .filter(node -> node.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new InvalidInputException("there is no operation '" + name + "'"));
  }

  /** This network with an earlier result. */
  FlatNetwork upTo(String earlier) {
    return new FlatNetwork(graph, input, earlier);
  }

  /** The name of the operation that gives an input. */
  static String source(String input) {
    int colon = input.indexOf(':');
    String name = colon < 0 ? input : input.substring(0, colon);
    return name.startsWith("^") ? name.substring(1) : name;
  }

  /** Which output of that operation it is. */
  static int place(String input) {
    int colon = input.indexOf(':');
    return colon < 0 ? 0 : Integer.parseInt(input.substring(colon + 1));
  }

  /**
   * Builds the network once more, operation by operation, into any graph, that of a loop's body
   * among them.
   *
   * @param images in the place of the placeholder. Where that takes bytes, they are numbers from 0
   *     to 255 with fractions: so noise and gradients go through
   * @return the result
   * @throws InvalidInputException if an operation cannot be built
   */
  Operand<?> build(Ops tf, Operand<TFloat32> images, Weights weights) {
    Map<String, Operation> built = new HashMap<>();
    built.put(input, images.op());
    Map<String, Output<?>> firstOutputs = new HashMap<>();
    firstOutputs.put(input, images.asOutput());
    boolean bytes = node(input).getAttrOrThrow("dtype").getType() == DataType.DT_UINT8;
    Scope scope = tf.withSubScope("adopted").scope();
    for (NodeDef node : graph.getNodeList()) {
      if (node.getName().equals(input)) {
        continue;
      }
      Operand<TFloat32> weight = Weights.isLarge(node) ? weights.of(tf, node) : null;
      if (weight != null) {
        firstOutputs.put(node.getName(), weight.asOutput());
        continue;
      }
      List<Output<?>> inputs = new ArrayList<>();
      for (String name : node.getInputList()) {
        if (!name.startsWith("^")) {
          inputs.add(output(name, built, firstOutputs));
        }
      }
      if (bytes && node.getOp().equals("Cast") && source(node.getInput(0)).equals(input)) {
        firstOutputs.put(node.getName(), images.asOutput());
        built.put(node.getName(), images.op());
        continue;
      }
      built.put(node.getName(), build(scope, node, inputs));
    }
    return output(output, built, firstOutputs);
  }

  private static Output<?> output(
      String name, Map<String, Operation> built, Map<String, Output<?>> firstOutputs) {
    String source = source(name);
    if (firstOutputs.containsKey(source)) {
      return firstOutputs.get(source);
    }
    Operation operation = built.get(source);
    if (operation == null) {
      throw new InvalidInputException("there is no operation '" + source + "' before its use");
    }
    return operation.output(place(name));
  }

  /** Builds one operation. */
  static Operation build(Scope scope, NodeDef node, List<Output<?>> inputs) {
    OpDef definition = PureOperations.definition(node.getOp()).orElseThrow();
    OperationBuilder builder =
        scope.apply(scope.opBuilder(node.getOp(), node.getName().replaceAll("[^A-Za-z0-9_]", "_")));
    int next = 0;
    for (OpDef.ArgDef argument : definition.getInputArgList()) {
      if (argument.getNumberAttr().isEmpty() && argument.getTypeListAttr().isEmpty()) {
        builder.addInput(inputs.get(next++));
      } else {
        int count = count(node, argument);
        builder.addInputList(inputs.subList(next, next + count).toArray(Output<?>[]::new));
        next += count;
      }
    }
    node.getAttrMap()
        .forEach(
            (name, value) -> {
              // TensorFlow finds these out by itself.
              if (!name.startsWith("_") && !isOfInputs(definition, name)) {
                builder.setAttr(name, value);
              }
            });
    return builder.build();
  }

  private static int count(NodeDef node, OpDef.ArgDef argument) {
    return argument.getNumberAttr().isEmpty()
        ? node.getAttrOrThrow(argument.getTypeListAttr()).getList().getTypeCount()
        : (int) node.getAttrOrThrow(argument.getNumberAttr()).getI();
  }

  private static boolean isOfInputs(OpDef definition, String attribute) {
    return definition.getInputArgList().stream()
        .anyMatch(
            argument ->
                argument.getTypeAttr().equals(attribute)
                    || argument.getNumberAttr().equals(attribute)
                    || argument.getTypeListAttr().equals(attribute));
  }

  /** The height of its images, as far as its input tells. */
  public Optional<Integer> imageSize() {
    List<Long> shape = inputShape();
    if (shape.size() < 3) {
      return Optional.empty();
    }
    boolean channelsFirst = shape.size() == 4 && shape.get(1) <= 3 && shape.get(1) > 0;
    long height = shape.get(channelsFirst ? 2 : 1);
    return height > 0 ? Optional.of(Math.toIntExact(height)) : Optional.empty();
  }

  /** The shape of the placeholder, the number of images first; -1 for what is not known. */
  List<Long> inputShape() {
    AttrValue shape = node(input).getAttrMap().get("shape");
    return shape == null || shape.getShape().getUnknownRank()
        ? List.of()
        : shape.getShape().getDimList().stream().map(dimension -> dimension.getSize()).toList();
  }
}
