package org.smoothadv.internal.savedmodel;

import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.smoothadv.internal.savedmodel.Node.Output;
import org.tensorflow.proto.TensorProto;

/**
 * Branches that a constant chooses, such as Keras's learning phase: no control flow, but what is
 * left of a network that could be trained too.
 */
final class Branches {
  /**
   * Terms of a condition, and conditions that depend on conditions; layers in layers have a few.
   */
  private static final int MAX_DEPTH = 8;

  private static final int UNKNOWN = -1;

  private final Map<Node, Optional<Boolean>> choices = new HashMap<>();
  private final Map<Node, Integer> merges = new HashMap<>();
  private int depth;

  /**
   * The truth value by which a node chooses, where that follows from constants of the file.
   *
   * @param condition the place of the input that it is
   */
  Optional<Boolean> choice(Node node, int condition) {
    Optional<Boolean> known = choices.get(node);
    if (known == null) {
      // What asks for it while it is being found depends on itself.
      choices.put(node, Optional.empty());
      depth++;
      known = depth > MAX_DEPTH ? Optional.empty() : truth(node, condition, MAX_DEPTH);
      depth--;
      choices.put(node, known);
    }
    return known;
  }

  private static Optional<Boolean> truth(Node user, int input, int depth) {
    List<String> inputs = user.inputs();
    if (input >= inputs.size() || depth == 0) {
      return Optional.empty();
    }
    Node node = user.scope().source(inputs.get(input)).node();
    return switch (node.op()) {
      case "Const" -> constant(node.attribute("value").getTensor());
      case "Cast" -> truth(node, 0, depth - 1);
      case "LogicalNot" -> truth(node, 0, depth - 1).map(value -> !value);
      case "LogicalAnd" -> both(node, depth, false);
      case "LogicalOr" -> both(node, depth, true);
      default -> Optional.empty();
    };
  }

  /** One operand of this value decides; of two others the second is the result. */
  private static Optional<Boolean> both(Node node, int depth, boolean decides) {
    Optional<Boolean> first = truth(node, 0, depth - 1);
    Optional<Boolean> second = truth(node, 1, depth - 1);
    if (first.equals(Optional.of(decides)) || second.equals(Optional.of(decides))) {
      return Optional.of(decides);
    }
    return first.isPresent() ? second : first;
  }

  private static Optional<Boolean> constant(TensorProto value) {
    if (!Constants.isWhole(value) || value.getTensorShape().getDimCount() > 0) {
      return Optional.empty();
    }
    ByteString content = value.getTensorContent();
    for (int i = 0; i < content.size(); i++) {
      if (content.byteAt(i) != 0) {
        return Optional.of(true);
      }
    }
    return Optional.of(
        value.getBoolValList().contains(true)
            || value.getIntValList().stream().anyMatch(number -> number != 0)
            || value.getInt64ValList().stream().anyMatch(number -> number != 0)
            || value.getFloatValList().stream().anyMatch(number -> number != 0));
  }

  /**
   * Which input a node hands on where branches meet.
   *
   * @return its place, or -1 if that is not known from the file
   */
  int chosen(Node merge) {
    Integer known = merges.get(merge);
    if (known == null) {
      merges.put(merge, UNKNOWN);
      depth++;
      known = depth > MAX_DEPTH ? UNKNOWN : onlyComputed(merge);
      depth--;
      merges.put(merge, known);
    }
    return known;
  }

  private int onlyComputed(Node merge) {
    int chosen = UNKNOWN;
    List<String> inputs = merge.inputs();
    for (int i = 0; i < inputs.size(); i++) {
      if (isComputed(merge.scope(), inputs.get(i))) {
        if (chosen >= 0) {
          return UNKNOWN;
        }
        chosen = i;
      }
    }
    return chosen;
  }

  /** Whether nothing that a tensor comes from is on the side of a switch that is not taken. */
  private boolean isComputed(Scope scope, String tensor) {
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(tensor));
    while (!open.isEmpty()) {
      String reference = open.pop();
      if (!seen.add(reference) || scope.isArgument(reference)) {
        continue;
      }
      Output output = scope.output(reference);
      Node node = output.node();
      if (node.op().equals("Switch")) {
        Optional<Boolean> side = choice(node, 1);
        if (side.isPresent() && side.get() != (output.index() == 1)) {
          return false;
        }
      } else if (!node.op().equals("Merge")) {
        open.addAll(node.inputs());
        node.predecessors().forEach(before -> open.add(before.name()));
      }
    }
    return true;
  }
}
