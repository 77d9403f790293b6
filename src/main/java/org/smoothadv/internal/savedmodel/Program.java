package org.smoothadv.internal.savedmodel;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.smoothadv.internal.savedmodel.Node.Output;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/** The main graph of a SavedModel and its functions, looked up by name. */
final class Program {
  /** The networks with the most layers make some thousand calls. */
  private static final int MAX_CALLS = 100_000;

  private static final Set<String> CALLS = Set.of("PartitionedCall", "StatefulPartitionedCall");

  /** Calls of one of two functions. */
  private static final Set<String> CHOICES = Set.of("If", "StatelessIf");

  private final Path file;
  private final Map<String, FunctionDef> functions = new HashMap<>();
  private final Map<String, Map<String, NodeDef>> bodies = new HashMap<>();
  private final Branches branches = new Branches();
  private final Scope main;
  private final Output cut;
  private int calls;

  /**
   * Looks at a graph.
   *
   * @param file named in errors
   * @param input the tensor of the graph that callers give, such as {@code x:0}
   */
  Program(Path file, GraphDef graph, String input) {
    this.file = file;
    for (FunctionDef function : graph.getLibrary().getFunctionList()) {
      functions.put(function.getSignature().getName(), function);
    }
    main = new Scope(this, byName(graph.getNodeList()));
    cut = main.output(input);
  }

  private static Map<String, NodeDef> byName(List<NodeDef> nodes) {
    Map<String, NodeDef> byName = new LinkedHashMap<>();
    nodes.forEach(node -> byName.put(node.getName(), node));
    return byName;
  }

  Path file() {
    return file;
  }

  /** What constants choose in it. */
  Branches branches() {
    return branches;
  }

  Scope main() {
    return main;
  }

  /** The tensor that callers give: what computes it in the file is not looked at. */
  Output cut() {
    return cut;
  }

  /** Whether a node calls a function of this program. */
  boolean isCall(Node node) {
    return CALLS.contains(node.op())
        || functions.containsKey(node.op())
        || (CHOICES.contains(node.op()) && branches.choice(node, 0).isPresent());
  }

  /** What a call names its function in; empty where it is the function's own name. */
  private String reference(Node call) {
    if (CHOICES.contains(call.op())) {
      return branches.choice(call, 0).orElseThrow() ? "then_branch" : "else_branch";
    }
    return CALLS.contains(call.op()) ? "f" : "";
  }

  /** The place of a call's first input that its function takes. */
  int firstArgument(Node call) {
    return CHOICES.contains(call.op()) ? 1 : 0;
  }

  /** The function that a node calls. */
  FunctionDef function(Node call) {
    String reference = reference(call);
    String name = reference.isEmpty() ? call.op() : call.attribute(reference).getFunc().getName();
    FunctionDef function = functions.get(name);
    if (function == null) {
      throw call.refusal("calls a function that is not in the file");
    }
    return function;
  }

  /** The attributes that a call gives to a function. */
  Map<String, AttrValue> arguments(Node call) {
    String reference = reference(call);
    if (!reference.isEmpty()) {
      return call.attribute(reference).getFunc().getAttrMap();
    }
    Map<String, AttrValue> given = new HashMap<>();
    call.attributes().forEach(name -> given.put(name, call.attribute(name)));
    return given;
  }

  /** The nodes of a function, for one more call of it. */
  Map<String, NodeDef> body(FunctionDef function, Node call) {
    if (++calls > MAX_CALLS) {
      throw call.refusal("is one of more than %s calls".formatted(MAX_CALLS));
    }
    return bodies.computeIfAbsent(
        function.getSignature().getName(), any -> byName(function.getNodeDefList()));
  }

  /**
   * The place of the first of the outputs of a name among all outputs of a node.
   *
   * @throws ArithmeticException if there are more before it than can be counted
   */
  int firstOutput(Node node, String name) {
    OpDef definition =
        functions.containsKey(node.op()) ? function(node).getSignature() : node.definition();
    int first = 0;
    for (OpDef.ArgDef output : definition.getOutputArgList()) {
      if (output.getName().equals(name)) {
        return first;
      }
      first = Math.addExact(first, count(node, output));
    }
    throw node.refusal("has no output '%s'".formatted(name));
  }

  private static int count(Node node, OpDef.ArgDef output) {
    if (!output.getNumberAttr().isEmpty()) {
      return Math.toIntExact(node.attribute(output.getNumberAttr()).getI());
    }
    return output.getTypeListAttr().isEmpty()
        ? 1
        : node.attribute(output.getTypeListAttr()).getList().getTypeCount();
  }
}
