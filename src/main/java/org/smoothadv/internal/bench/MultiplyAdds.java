package org.smoothadv.internal.bench;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.smoothadv.network.ImageShape;
import org.smoothadv.smoothing.FoldedClassifier;
import org.smoothadv.smoothing.FrozenClassifier;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** The arithmetic of a classifier's convolutions and matrix products, whoever made it. */
final class MultiplyAdds {
  private MultiplyAdds() {}

  /** Multiplications that a classifier takes for one image, each with an addition. */
  static long of(FrozenClassifier classifier) {
    return classifier instanceof FoldedClassifier own
        ? own.network().multiplyAdds()
        : counted(classifier);
  }

  /** Those of the graph, in which kernels may have been filled up with zeros. */
  static long counted(FrozenClassifier classifier) {
    long sum = 0;
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      ImageShape shape = classifier.shape();
      classifier.logits(
          tf,
          tf.placeholder(
              TFloat32.class,
              Placeholder.shape(Shape.of(1, shape.height(), shape.width(), shape.channels()))));
      for (Iterator<GraphOperation> all = graph.operations(); all.hasNext(); ) {
        sum += of(all.next());
      }
    }
    return sum;
  }

  /** Of other operations, and of those whose shapes are not known, 0. */
  private static long of(GraphOperation operation) {
    return switch (operation.type()) {
      // The last dimension of the kernel is one of the output, or the multiplier of a channel.
      case "Conv2D" -> size(operation.output(0).shape()) * perOutput(input(operation, 1), 3);
      case "DepthwiseConv2dNative" ->
          size(operation.output(0).shape()) * perOutput(input(operation, 1), 2);
      case "Conv2DBackpropInput" -> size(input(operation, 2)) * perOutput(input(operation, 1), 2);
      case "MatMul" -> product(operation, "transpose_a");
      case "BatchMatMul", "BatchMatMulV2", "BatchMatMulV3" -> product(operation, "adj_x");
      case "Einsum" -> sums(operation);
      default -> 0;
    };
  }

  private static Shape input(GraphOperation operation, int index) {
    return operation.input(index).shape();
  }

  private static long size(Shape shape) {
    return shape.isUnknown() || shape.hasUnknownDimension() ? 0 : shape.size();
  }

  /** The product of the first dimensions of a kernel. */
  private static long perOutput(Shape kernel, int dimensions) {
    return size(kernel.isUnknown() ? kernel : kernel.subShape(0, dimensions));
  }

  private static long product(GraphOperation operation, String transposed) {
    Shape left = input(operation, 0);
    if (left.isUnknown()) {
      return 0;
    }
    boolean other = operation.attributes().getAttrValueProto(transposed).getB();
    return size(operation.output(0).shape()) * left.get(left.numDimensions() - (other ? 2 : 1));
  }

  /** One for each combination of all indices. */
  private static long sums(GraphOperation operation) {
    String equation = operation.attributes().getAttrString("equation");
    String[] terms = equation.substring(0, equation.indexOf('-')).split(",", -1);
    Map<Character, Long> sizes = new HashMap<>();
    for (int i = 0; i < terms.length; i++) {
      Shape shape = input(operation, i);
      if (shape.isUnknown() || shape.numDimensions() != terms[i].length()) {
        return 0;
      }
      for (int d = 0; d < shape.numDimensions(); d++) {
        sizes.put(terms[i].charAt(d), Math.max(0, shape.get(d)));
      }
    }
    return sizes.values().stream().reduce(1L, (a, b) -> a * b);
  }
}
