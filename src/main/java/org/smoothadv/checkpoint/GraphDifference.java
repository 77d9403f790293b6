package org.smoothadv.checkpoint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/**
 * Finds where a stored model differs from the one expected: in its signatures, in a node's
 * operation, inputs or attributes, anywhere. What says nothing of what is computed makes no
 * difference: the order of nodes, the generated names of functions, and the version of TensorFlow.
 */
final class GraphDifference {
  private final Map<String, FunctionDef> stored;
  private final Map<String, FunctionDef> expected;

  /** The functions compared, by their names in the stored graph. */
  private final Map<String, String> partners = new HashMap<>();

  private final List<String> differences = new ArrayList<>();

  private GraphDifference(GraphDef stored, GraphDef expected) {
    this.stored = functions(stored);
    this.expected = functions(expected);
  }

  private static Map<String, FunctionDef> functions(GraphDef graph) {
    Map<String, FunctionDef> functions = new LinkedHashMap<>();
    for (FunctionDef function : graph.getLibrary().getFunctionList()) {
      functions.put(function.getSignature().getName(), function);
    }
    return functions;
  }

  /** The first difference, in words; nothing where there is none. */
  static Optional<String> between(SavedModel stored, SavedModel expected) {
    if (stored.getMetaGraphsCount() != expected.getMetaGraphsCount()) {
      return Optional.of("it has %d graphs".formatted(stored.getMetaGraphsCount()));
    }
    for (int i = 0; i < stored.getMetaGraphsCount(); i++) {
      Optional<String> difference = between(stored.getMetaGraphs(i), expected.getMetaGraphs(i));
      if (difference.isPresent()) {
        return difference;
      }
    }
    boolean same =
        stored.toBuilder()
            .clearMetaGraphs()
            .build()
            .equals(expected.toBuilder().clearMetaGraphs().build());
    return same ? Optional.empty() : Optional.of("its format is another one");
  }

  private static Optional<String> between(MetaGraphDef stored, MetaGraphDef expected) {
    GraphDifference difference = new GraphDifference(stored.getGraphDef(), expected.getGraphDef());
    difference.compareNodes(
        "", stored.getGraphDef().getNodeList(), expected.getGraphDef().getNodeList());
    difference.compareNames("function", difference.stored.keySet(), difference.partners.keySet());
    difference.compareMaps("signature", stored.getSignatureDefMap(), expected.getSignatureDefMap());
    difference.compare("its library", rest(stored.getGraphDef()), rest(expected.getGraphDef()));
    difference.compare("what is beside its graph", rest(stored), rest(expected));
    return difference.differences.stream().findFirst();
  }

  private static GraphDef rest(GraphDef graph) {
    GraphDef.Builder rest = graph.toBuilder().clearNode().clearVersions();
    rest.getLibraryBuilder().clearFunction();
    return rest.build();
  }

  private static MetaGraphDef rest(MetaGraphDef graph) {
    MetaGraphDef.Builder rest = graph.toBuilder().clearGraphDef().clearSignatureDef();
    rest.getMetaInfoDefBuilder().clearTensorflowVersion().clearTensorflowGitVersion();
    return rest.build();
  }

  private void compareNodes(String place, List<NodeDef> stored, List<NodeDef> expected) {
    Map<String, NodeDef> actual = byName(stored);
    Map<String, NodeDef> right = byName(expected);
    compareNames(place + "node", actual.keySet(), right.keySet());
    if (actual.size() != stored.size()) {
      differences.add(place + "two nodes have one name");
    }
    right.forEach(
        (name, node) -> {
          if (actual.containsKey(name)) {
            compareNode(place + "node '" + name + "'", actual.get(name), node);
          }
        });
  }

  private static Map<String, NodeDef> byName(List<NodeDef> nodes) {
    Map<String, NodeDef> byName = new LinkedHashMap<>();
    nodes.forEach(node -> byName.put(node.getName(), node));
    return byName;
  }

  private void compareNode(String place, NodeDef stored, NodeDef expected) {
    compare(place + ": its operation " + stored.getOp(), stored.getOp(), expected.getOp());
    compare(place + ": the list of its inputs", stored.getInputList(), expected.getInputList());
    Set<String> names = new TreeSet<>(stored.getAttrMap().keySet());
    names.addAll(expected.getAttrMap().keySet());
    for (String name : names) {
      AttrValue value = stored.getAttrMap().get(name);
      AttrValue right = expected.getAttrMap().get(name);
      if (value != null && right != null && value.hasFunc() && right.hasFunc()) {
        compare(
            place + ": its attribute '" + name + "'",
            value.getFunc().toBuilder().clearName().build(),
            right.getFunc().toBuilder().clearName().build());
        compareFunction(place, value.getFunc().getName(), right.getFunc().getName());
      } else {
        compare(place + ": its attribute '" + name + "'", value, right);
      }
    }
    compare(
        place,
        stored.toBuilder().clearOp().clearInput().clearAttr().build(),
        expected.toBuilder().clearOp().clearInput().clearAttr().build());
  }

  private void compareFunction(String caller, String name, String right) {
    String partner = partners.putIfAbsent(name, right);
    if (partner != null) {
      compare(caller + ": its function", partner, right);
      return;
    }
    FunctionDef function = stored.get(name);
    if (function == null) {
      differences.add(caller + ": its function is missing");
      return;
    }
    FunctionDef expectedFunction = expected.get(right);
    String place = "function '" + name + "', ";
    compareNodes(place, function.getNodeDefList(), expectedFunction.getNodeDefList());
    compare(place + "what it takes or gives", rest(function), rest(expectedFunction));
  }

  private static FunctionDef rest(FunctionDef function) {
    FunctionDef.Builder rest = function.toBuilder().clearNodeDef();
    rest.getSignatureBuilder().clearName();
    return rest.build();
  }

  private void compareMaps(String kind, Map<String, ?> stored, Map<String, ?> expected) {
    compareNames(kind, stored.keySet(), expected.keySet());
    expected.forEach((name, value) -> compare(kind + " '" + name + "'", stored.get(name), value));
  }

  private void compareNames(String kind, Set<String> stored, Set<String> expected) {
    for (String name : expected) {
      if (!stored.contains(name)) {
        differences.add("%s '%s' is missing".formatted(kind, name));
      }
    }
    for (String name : stored) {
      if (!expected.contains(name)) {
        differences.add("%s '%s' is one more".formatted(kind, name));
      }
    }
  }

  private void compare(String what, Object stored, Object expected) {
    if (!Objects.equals(stored, expected)) {
      differences.add(what + " differs");
    }
  }
}
