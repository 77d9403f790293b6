package org.smoothadv.internal.savedmodel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/** A graph that grows operation by operation, each behind those that it takes from. */
final class FlatGraph {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9.][A-Za-z0-9_.\\\\/>-]{0,199}");

  private final GraphDef.Builder graph = GraphDef.newBuilder();
  private final Map<String, Integer> uses = new HashMap<>();

  /**
   * Adds an operation.
   *
   * @param name what it is called, if nothing else is
   * @param inputs references to outputs of those before it
   * @return its name, which stands for its first output
   */
  String add(String op, String name, List<String> inputs, Map<String, AttrValue> attributes) {
    String unique = unique(NAME.matcher(name).matches() ? name : op);
    graph.addNode(
        NodeDef.newBuilder().setName(unique).setOp(op).addAllInput(inputs).putAllAttr(attributes));
    return unique;
  }

  /** Adds a constant. */
  String constant(String name, TensorProto value) {
    return add(
        "Const",
        name,
        List.of(),
        Map.of(
            "dtype", Constants.type(value.getDtype()),
            "value", AttrValue.newBuilder().setTensor(value).build()));
  }

  /** Adds an operation whose only attribute is the type of what it takes and gives. */
  String add(String op, String name, DataType type, String... inputs) {
    return add(op, name, List.of(inputs), Map.of("T", Constants.type(type)));
  }

  private String unique(String name) {
    String unique = name;
    while (uses.containsKey(unique)) {
      unique = name + "_" + uses.merge(name, 1, Integer::sum);
    }
    uses.put(unique, 0);
    return unique;
  }

  /** What was added. */
  GraphDef.Builder graph() {
    return graph;
  }
}
