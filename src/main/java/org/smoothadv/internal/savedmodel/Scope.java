package org.smoothadv.internal.savedmodel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.Quoted;
import org.smoothadv.internal.savedmodel.Node.Output;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * The main graph of a SavedModel, or the body of one of its functions where that is called: there,
 * its arguments are what the call gives.
 */
final class Scope {
  /** Calls and operations without effect between one that computes something and its user. */
  private static final int MAX_HOPS = 2000;

  /**
   * What only hands on its inputs where a network is not trained and its numbers are not checked.
   */
  private static final Set<String> PASSING =
      Set.of(
          "Identity",
          "CheckNumerics",
          "EnsureShape",
          "PlaceholderWithDefault",
          "PreventGradient",
          "ReadVariableOp",
          "RefIdentity",
          "Snapshot");

  private final Program program;
  private final Scope caller;
  private final Node call;
  private final FunctionDef function;
  private final Map<String, NodeDef> defs;
  private final Map<String, AttrValue> bindings;
  private final Map<String, Node> nodes = new HashMap<>();
  private final Map<Node, Scope> called = new HashMap<>();

  /** The main graph. */
  Scope(Program program, Map<String, NodeDef> defs) {
    this(program, null, null, defs, Map.of());
  }

  private Scope(
      Program program,
      Node call,
      FunctionDef function,
      Map<String, NodeDef> defs,
      Map<String, AttrValue> bindings) {
    this.program = program;
    this.caller = call == null ? null : call.scope();
    this.call = call;
    this.function = function;
    this.defs = defs;
    this.bindings = bindings;
  }

  /** The file that it is from. */
  Path file() {
    return program.file();
  }

  /** Where its nodes are, for errors; nothing for the main graph. */
  String place() {
    return function == null
        ? ""
        : " of the function " + Quoted.of(function.getSignature().getName());
  }

  /** What the call gives for an attribute of the function. */
  AttrValue binding(String attribute) {
    return bindings.getOrDefault(attribute, AttrValue.getDefaultInstance());
  }

  /**
   * The node of a name.
   *
   * @throws InvalidInputException if there is none
   */
  Node node(String name) {
    NodeDef def = defs.get(name);
    if (def == null) {
      throw new InvalidInputException(
          "%s is damaged: its graph has no node %s, which another one needs"
              .formatted(program.file(), Quoted.of(name)));
    }
    return nodes.computeIfAbsent(name, any -> new Node(this, def));
  }

  /** All nodes. */
  List<Node> nodes() {
    return defs.keySet().stream().map(this::node).toList();
  }

  /**
   * Where a tensor is computed, through calls and what only hands it on.
   *
   * @param reference the tensor, as nodes of this scope call it
   */
  Output source(String reference) {
    Scope scope = this;
    String name = reference;
    for (int hops = 0; hops < MAX_HOPS; hops++) {
      int argument = scope.argument(name);
      if (argument >= 0) {
        name = input(scope.call, program.firstArgument(scope.call) + argument);
        scope = scope.caller;
        continue;
      }
      Output output = scope.output(name);
      Node node = output.node();
      if (output.equals(program.cut())) {
        return output;
      }
      if (program.isCall(node)) {
        scope = scope.body(node);
        name = scope.result(output.index());
      } else {
        int handedOn = handedOn(output);
        if (handedOn < 0) {
          return output;
        }
        requireUnchanged(node);
        name = input(node, handedOn);
      }
    }
    throw new InvalidInputException(
        "%s: its nodes hand %s on in a circle".formatted(program.file(), Quoted.of(reference)));
  }

  /** The place of the input that an output is equal to; -1 if it is computed. */
  private int handedOn(Output output) {
    Node node = output.node();
    return switch (node.op()) {
      case "IdentityN" -> output.index();
      case "Switch" ->
          program
                  .branches()
                  .choice(node, 1)
                  .filter(taken -> taken == (output.index() == 1))
                  .isPresent()
              ? 0
              : -1;
      case "Merge" -> output.index() == 0 ? program.branches().chosen(node) : -1;
      default -> PASSING.contains(node.op()) ? 0 : -1;
    };
  }

  /** A variable must be as it was saved. */
  private static void requireUnchanged(Node node) {
    if (node.op().equals("ReadVariableOp")) {
      for (Node before : node.predecessors()) {
        if (before.op().startsWith("Assign")) {
          throw node.refusal("reads a variable that %s changes".formatted(before));
        }
      }
    }
  }

  private static String input(Node node, int index) {
    List<String> inputs = node.inputs();
    if (index >= inputs.size()) {
      throw node.refusal("has too few inputs: the file is damaged");
    }
    return inputs.get(index);
  }

  /** Whether a reference names an argument of this scope's function. */
  boolean isArgument(String name) {
    return argument(name) >= 0;
  }

  private int argument(String name) {
    if (function != null && name.indexOf(':') < 0) {
      List<OpDef.ArgDef> arguments = function.getSignature().getInputArgList();
      for (int i = 0; i < arguments.size(); i++) {
        if (arguments.get(i).getName().equals(name)) {
          return i;
        }
      }
    }
    return -1;
  }

  /** In the main graph {@code node:1}, in a function {@code node:name of output:0}. */
  Output output(String reference) {
    String[] parts = reference.split(":", -1);
    Node node = node(parts[0]);
    int index = -1;
    try {
      if (parts.length == 3 && function != null) {
        index = Math.addExact(program.firstOutput(node, parts[1]), Integer.parseInt(parts[2]));
      } else if (parts.length <= 2) {
        index = parts.length == 1 ? 0 : Integer.parseInt(parts[1]);
      }
    } catch (NumberFormatException | ArithmeticException e) {
      throw node.refusal("has no output " + Quoted.of(reference));
    }
    if (index < 0) {
      throw node.refusal("has no output " + Quoted.of(reference));
    }
    return new Output(node, index);
  }

  /** The scope of what a node calls. */
  Scope body(Node node) {
    return called.computeIfAbsent(node, any -> enter(node));
  }

  private Scope enter(Node node) {
    FunctionDef target = program.function(node);
    List<String> names = new ArrayList<>();
    for (Scope scope = this; scope.function != null; scope = scope.caller) {
      names.add(scope.function.getSignature().getName());
    }
    if (names.contains(target.getSignature().getName())) {
      throw node.refusal("calls a function that calls itself");
    }
    return new Scope(program, node, target, program.body(target, node), program.arguments(node));
  }

  private String result(int index) {
    OpDef signature = function.getSignature();
    String result =
        index < signature.getOutputArgCount()
            ? function.getRetMap().get(signature.getOutputArg(index).getName())
            : null;
    if (result == null) {
      throw call.refusal("has no output %s: the file is damaged".formatted(index));
    }
    return result;
  }
}
