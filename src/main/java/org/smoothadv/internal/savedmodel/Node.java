package org.smoothadv.internal.savedmodel;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.Quoted;
import org.smoothadv.internal.adopt.PureOperations;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/** An operation of the file, in one of the places that its function is called from. */
final class Node {
  /** One of the tensors that an operation gives. */
  record Output(Node node, int index) {}

  private final Scope scope;
  private final NodeDef def;

  Node(Scope scope, NodeDef def) {
    this.scope = scope;
    this.def = def;
  }

  Scope scope() {
    return scope;
  }

  String name() {
    return def.getName();
  }

  String op() {
    return def.getOp();
  }

  /** The tensors that it takes, as its scope calls them. */
  List<String> inputs() {
    return def.getInputList().stream().filter(name -> !name.startsWith("^")).toList();
  }

  /** The operations that it waits for and takes nothing from. */
  List<Node> predecessors() {
    return def.getInputList().stream()
        .filter(name -> name.startsWith("^"))
        .map(name -> scope.node(name.substring(1)))
        .toList();
  }

  /** What it takes, as outputs of operations that compute something. */
  List<Output> sources() {
    return inputs().stream().map(scope::source).toList();
  }

  /** The names of its attributes. */
  Set<String> attributes() {
    return def.getAttrMap().keySet();
  }

  /** An attribute; the default instance where it has none of that name. */
  AttrValue attribute(String name) {
    AttrValue value = def.getAttrOrDefault(name, AttrValue.getDefaultInstance());
    return value.getValueCase() == AttrValue.ValueCase.PLACEHOLDER
        ? scope.binding(value.getPlaceholder())
        : value;
  }

  /**
   * Requires that it only computes numbers.
   *
   * @throws InvalidInputException naming the node, its operation, and what would help
   */
  void requirePure() {
    Optional<String> reason = PureOperations.refusal(op());
    if (reason.isPresent()) {
      throw refusal(reason.get() + "; nothing of the file was run");
    }
  }

  /**
   * What TensorFlow knows of its operation.
   *
   * @throws InvalidInputException if it is unknown
   */
  OpDef definition() {
    return PureOperations.definition(op())
        .orElseThrow(
            () -> refusal("is unknown to this version of TensorFlow; nothing of the file was run"));
  }

  /** An error about this node, which its message begins with. */
  InvalidInputException refusal(String problem) {
    return new InvalidInputException(
        "%s: its node %s (%s)%s %s"
            .formatted(
                scope.file(), Quoted.of(name()), Quoted.plain(op()), scope.place(), problem));
  }

  @Override
  public String toString() {
    return name();
  }
}
