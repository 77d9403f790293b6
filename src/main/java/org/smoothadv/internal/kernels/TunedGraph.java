package org.smoothadv.internal.kernels;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.smoothadv.device.Tuning.Kernels;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * A graph rewritten so that the kernels of this machine compute it faster, and the same numbers
 * within rounding. Names stay, so that what is fed and fetched is found again.
 *
 * <ul>
 *   <li>The gradient of a ReLU is taken from its output, which is positive where its input is.
 *       TensorFlow's own gradient reads the input; as long as something does, convolution, bias,
 *       sum and ReLU are not computed as one operation.
 *   <li>{@link TensorFlowConvolutions}, where those are the faster ones.
 * </ul>
 */
final class TunedGraph {
  /** Operations that may have gradients of ReLUs in a function. */
  private static final Set<String> CALLS =
      Set.of("While", "StatelessWhile", "PartitionedCall", "StatefulPartitionedCall");

  private TunedGraph() {}

  /** Whether a graph may have gradients of ReLUs. */
  static boolean hasGradients(Graph graph) {
    boolean found = false;
    for (Iterator<GraphOperation> all = graph.operations(); !found && all.hasNext(); ) {
      String type = all.next().type();
      found = type.equals("ReluGrad") || CALLS.contains(type);
    }
    return found;
  }

  /** Rewrites a graph, the functions in its library included. */
  static GraphDef of(Graph graph, Kernels kernels) {
    GraphDef.Builder tuned = graph.toGraphDef().toBuilder();
    List<NodeDef.Builder> nodes = tuned.getNodeBuilderList();
    rectifyFromOutput(nodes, "");
    TensorFlowConvolutions convolutions = new TensorFlowConvolutions();
    if (kernels == Kernels.TENSORFLOW) {
      convolutions.inGraph(tuned, graph);
    }
    for (FunctionDef.Builder function : tuned.getLibraryBuilder().getFunctionBuilderList()) {
      rectifyFromOutput(function.getNodeDefBuilderList(), ":activations:0");
      if (kernels == Kernels.TENSORFLOW) {
        convolutions.inFunction(function);
      }
    }
    convolutions.functions().forEach(tuned.getLibraryBuilder()::addFunction);
    return tuned.build();
  }

  /**
   * Lets gradients of ReLUs read the ReLUs' outputs.
   *
   * @param output what follows an operation's name where its output is named
   */
  private static void rectifyFromOutput(List<NodeDef.Builder> nodes, String output) {
    Map<String, String> rectified = new HashMap<>();
    List<NodeDef.Builder> gradients = new ArrayList<>();
    for (NodeDef.Builder node : nodes) {
      switch (node.getOp()) {
        case "Relu" -> rectified.put(node.getInput(0), node.getName() + output);
        case "ReluGrad" -> gradients.add(node);
        default -> {}
      }
    }
    for (NodeDef.Builder gradient : gradients) {
      String y = rectified.get(gradient.getInput(1));
      if (y != null) {
        gradient.setInput(1, y);
      }
    }
  }
}
