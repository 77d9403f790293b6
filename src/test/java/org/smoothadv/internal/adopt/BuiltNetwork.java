package org.smoothadv.internal.adopt;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

/** Small networks, made of TensorFlow's operations, and what they compute. */
final class BuiltNetwork {
  private BuiltNetwork() {}

  /** The network between images and a result. */
  static FlatNetwork of(Shape images, BiFunction<Ops, Operand<TFloat32>, Operand<?>> network) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> input =
          tf.withName("images").placeholder(TFloat32.class, Placeholder.shape(images));
      String output = network.apply(tf, input).op().name();
      return new FlatNetwork(graph.toGraphDef(), "images", output);
    }
  }

  /** Numbers from -1 to 1, always the same. */
  static Operand<TFloat32> constant(Ops tf, long seed, long... shape) {
    return tf.constant(
        Shape.of(shape), DataBuffers.of(numbers(seed, Shape.of(shape)), false, false));
  }

  static float[] numbers(long seed, Shape shape) {
    Random random = new Random(seed);
    float[] numbers = new float[(int) shape.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = 2 * random.nextFloat() - 1;
    }
    return numbers;
  }

  /** The result for random images. */
  static float[] result(FlatNetwork network, long... images) {
    try (Graph graph = new Graph();
        Session session = new Session(graph);
        TFloat32 pixels =
            TFloat32.tensorOf(
                Shape.of(images), DataBuffers.of(numbers(7, Shape.of(images)), true, false))) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> input =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(images)));
      Operand<?> output = network.build(tf, input, Weights.CONSTANTS);
      try (Result result = session.runner().feed(input, pixels).fetch(output).run()) {
        TFloat32 tensor = (TFloat32) result.get(0);
        float[] numbers = new float[(int) tensor.size()];
        tensor.copyTo(DataBuffers.of(numbers));
        return numbers;
      }
    }
  }

  /** How many operations of each type it has. */
  static Map<String, Integer> operations(FlatNetwork network) {
    Map<String, Integer> operations = new TreeMap<>();
    for (NodeDef node : network.graph().getNodeList()) {
      operations.merge(node.getOp(), 1, Integer::sum);
    }
    return operations;
  }
}
