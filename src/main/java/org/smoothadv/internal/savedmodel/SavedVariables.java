package org.smoothadv.internal.savedmodel;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.savedmodel.Node.Output;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The variables of a SavedModel, with the values that it was saved with. Which value belongs to
 * which variable, the operations say that would restore them: they are looked at, not run.
 */
final class SavedVariables {
  private static final Set<String> VARIABLES = Set.of("VarHandleOp", "VariableV2", "Variable");
  private static final Set<String> ASSIGNMENTS = Set.of("AssignVariableOp", "Assign");

  /** Where a variable's values are in the checkpoint. */
  private record Stored(String key, String slice) {}

  private final Path folder;
  private final Map<String, Stored> stored = new HashMap<>();
  private TensorBundle bundle;

  /**
   * Looks for the variables.
   *
   * @param restoring the operation that would restore all of them; empty for a model without
   * @param folder where the files of their values are
   */
  SavedVariables(Program program, String restoring, Path folder) {
    this.folder = folder;
    if (!restoring.isEmpty()) {
      find(program, program.main().node(restoring));
    }
  }

  /** Whether an operation stands for a variable. */
  static boolean isVariable(Node node) {
    return VARIABLES.contains(node.op());
  }

  private void find(Program program, Node restoring) {
    Set<Node> seen = new HashSet<>();
    Deque<Node> open = new ArrayDeque<>(List.of(restoring));
    while (!open.isEmpty()) {
      Node node = open.pop();
      if (!seen.add(node)) {
        continue;
      }
      if (program.isCall(node)) {
        open.addAll(node.scope().body(node).nodes());
      }
      if (ASSIGNMENTS.contains(node.op())) {
        note(node.sources());
      }
      if (node.scope() == program.main()) {
        open.addAll(node.predecessors());
        node.sources().forEach(source -> open.add(source.node()));
      }
    }
  }

  private void note(List<Output> assigned) {
    if (assigned.size() == 2
        && isVariable(assigned.get(0).node())
        && assigned.get(1).node().op().equals("RestoreV2")) {
      Node restore = assigned.get(1).node();
      int index = assigned.get(1).index();
      List<Output> sources = restore.sources();
      if (sources.size() == 3) {
        stored.put(
            name(assigned.get(0).node()),
            new Stored(text(sources.get(1).node(), index), text(sources.get(2).node(), index)));
      }
    }
  }

  /** The element of a constant of text, in which an end of equal elements may be said once. */
  private static String text(Node constant, int index) {
    List<ByteString> values = constant.attribute("value").getTensor().getStringValList();
    if (values.isEmpty()) {
      throw constant.refusal("does not name the values of variables: the file is damaged");
    }
    return values.get(Math.min(index, values.size() - 1)).toStringUtf8();
  }

  private static String name(Node variable) {
    String shared = variable.attribute("shared_name").getS().toStringUtf8();
    return shared.isEmpty() ? variable.name() : shared;
  }

  /**
   * Reads the values of a variable.
   *
   * @throws InvalidInputException if they are not there, or of another type or shape
   */
  TensorProto value(Node variable) throws IOException {
    Stored from = stored.get(name(variable));
    if (from == null) {
      throw variable.refusal("is a variable that the file does not restore");
    }
    if (!from.slice.isEmpty()) {
      throw variable.refusal(
          "is a part of a variable: save the model with variables that are not partitioned");
    }
    if (bundle == null) {
      bundle =
          TensorBundle.open(
              folder,
              stored.values().stream().map(Stored::key).collect(Collectors.toUnmodifiableSet()));
    }
    if (!bundle.has(from.key)) {
      throw variable.refusal(
          "is a variable that %s has no values for: the files belong to different models"
              .formatted(folder.resolve(TensorBundle.INDEX)));
    }
    TensorProto value = bundle.read(from.key);
    DataType type = variable.attribute("dtype").getType();
    TensorShapeProto shape = variable.attribute("shape").getShape();
    if (value.getDtype() != type || !fits(value.getTensorShape(), shape)) {
      throw variable.refusal(
          "is %s, and %s in %s: the files belong to different models"
              .formatted(
                  Constants.describe(type, shape),
                  Constants.describe(value.getDtype(), value.getTensorShape()),
                  folder.resolve(TensorBundle.INDEX)));
    }
    return value;
  }

  private static boolean fits(TensorShapeProto shape, TensorShapeProto declared) {
    if (declared.getUnknownRank()) {
      return true;
    }
    boolean fits = shape.getDimCount() == declared.getDimCount();
    for (int i = 0; fits && i < shape.getDimCount(); i++) {
      long size = declared.getDim(i).getSize();
      fits = size < 0 || size == shape.getDim(i).getSize();
    }
    return fits;
  }
}
