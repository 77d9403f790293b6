package org.smoothadv.internal.kernels;

import java.util.Iterator;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;

/**
 * Sums that runs of a session at the same time may spoil. With oneDNN a convolution (or matrix
 * product) adds to its result what lies in the memory that it writes to. Where something else may
 * still read the summand, that is a copy, which the kernel makes with members of its own: runs at
 * the same time overwrite each other's (TensorFlow 2.18), and the numbers are wrong or the process
 * crashes.
 */
final class SharedSums {
  private static final Set<String> SUMS = Set.of("Add", "AddV2");
  private static final Set<String> PRODUCTS =
      Set.of("Conv2D", "Conv3D", "DepthwiseConv2dNative", "MatMul", "BatchMatMulV2", "BiasAdd");

  /** Operations whose result is in memory that no other operation's is in. */
  private static final Set<String> OF_OWN_MEMORY =
      Set.of(
          "Add",
          "AddV2",
          "AvgPool",
          "BiasAdd",
          "Conv2D",
          "DepthwiseConv2dNative",
          "FusedBatchNormV3",
          "MaxPool",
          "Relu");

  private SharedSums() {}

  /** Whether a graph may have such sums; says yes where it is not known. */
  static boolean areIn(Graph graph) {
    for (Iterator<GraphOperation> all = graph.operations(); all.hasNext(); ) {
      GraphOperation sum = all.next();
      if (SUMS.contains(sum.type())
          && (isShared(graph, sum, sum.input(0), sum.input(1))
              || isShared(graph, sum, sum.input(1), sum.input(0)))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isShared(
      Graph graph, GraphOperation sum, Output<?> product, Output<?> summand) {
    if (!PRODUCTS.contains(product.op().type())) {
      return false;
    }
    GraphOperation source = (GraphOperation) summand.op();
    if (!hasOwnMemory(source)) {
      return true;
    }
    // What has to be done before the product is done with the summand by then.
    Set<GraphOperation> before = graph.subgraphTo(Set.<Operand<?>>of(product));
    return !source.consumers().stream()
        .allMatch(reader -> reader.equals(sum) || isDone(reader, before));
  }

  private static boolean isDone(GraphOperation reader, Set<GraphOperation> before) {
    return before.contains(reader)
        && (hasOwnMemory(reader)
            || reader.consumers().stream().allMatch(next -> isDone(next, before)));
  }

  /** A sum with a constant may be optimised away where that is 0. */
  private static boolean hasOwnMemory(GraphOperation operation) {
    return OF_OWN_MEMORY.contains(operation.type())
        && !(SUMS.contains(operation.type())
            && (isConstant(operation.input(0)) || isConstant(operation.input(1))));
  }

  private static boolean isConstant(Output<?> output) {
    return output.op().type().equals("Const");
  }
}
