package org.smoothadv.internal.adopt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;

/** The products in the middle are of bfloat16, and gradients lead through them. */
class Bfloat16NetworkTest {
  private static final List<Long> ONE = List.of(1L, 1L, 1L, 1L);

  private static Operand<TFloat32> convolved(Ops tf, long seed, Operand<TFloat32> x, int in) {
    Operand<TFloat32> kernel = BuiltNetwork.constant(tf, seed, 3, 3, in, 4);
    return tf.nn.biasAdd(
        tf.nn.conv2d(x, tf.math.mul(kernel, tf.constant(0.3f)), ONE, "SAME"),
        BuiltNetwork.constant(tf, seed + 100, 4));
  }

  private static Operand<TFloat32> dense(Ops tf, long seed, Operand<TFloat32> x, int in, int out) {
    return tf.linalg.matMul(x, BuiltNetwork.constant(tf, seed, in, out));
  }

  /** A residual block between a first convolution and the logits, a gate, and a product of both. */
  private static FlatNetwork residual() {
    return BuiltNetwork.of(
        Shape.of(-1, 6, 6, 3),
        (tf, images) -> {
          Operand<TFloat32> x = tf.nn.relu(convolved(tf, 1, images, 3));
          Operand<TFloat32> y = tf.nn.relu(convolved(tf, 2, x, 4));
          x = tf.nn.relu(tf.math.add(x, convolved(tf, 3, y, 4)));
          x = tf.nn.depthwiseConv2dNative(x, BuiltNetwork.constant(tf, 4, 3, 3, 4, 1), ONE, "SAME");
          Operand<TFloat32> gate =
              tf.math.sigmoid(dense(tf, 5, tf.math.mean(x, tf.constant(new int[] {1, 2})), 4, 4));
          x = tf.math.mul(x, tf.reshape(gate, tf.constant(new int[] {-1, 1, 1, 4})));
          x =
              tf.nn.maxPool(
                  x,
                  tf.constant(new int[] {1, 2, 2, 1}),
                  tf.constant(new int[] {1, 2, 2, 1}),
                  "VALID");
          return dense(tf, 6, tf.reshape(x, tf.constant(new int[] {-1, 36})), 36, 5);
        });
  }

  private static Map<String, Integer> ofBrains(FlatNetwork network) {
    Map<String, Integer> count = new HashMap<>();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> images =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(2, 6, 6, 3)));
      assertEquals(
          DataType.DT_FLOAT.getNumber(),
          network.build(tf, images, Weights.CONSTANTS).asOutput().dataType().getNumber());
      for (var all = graph.operations(); all.hasNext(); ) {
        GraphOperation operation = all.next();
        if (operation.numOutputs() > 0
            && operation.output(0).dataType().getNumber() == DataType.DT_BFLOAT16.getNumber()) {
          count.merge(operation.type(), 1, Integer::sum);
        }
      }
    }
    return count;
  }

  private static double distance(float[] a, float[] b) {
    double largest = 0;
    double apart = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i]));
      apart = Math.max(apart, Math.abs(a[i] - b[i]));
    }
    return apart / largest;
  }

  @Test
  void theProductsInTheMiddleAndWhatIsSimpleBetweenThem() {
    FlatNetwork brain = Bfloat16Network.of(residual()).orElseThrow();
    Map<String, Integer> count = ofBrains(brain);
    assertEquals(2, count.get("Conv2D"), "all but the first: " + count);
    assertEquals(1, count.get("DepthwiseConv2dNative"), count.toString());
    assertEquals(1, count.get("MatMul"), "all but the last: " + count);
    assertEquals(2, count.get("BiasAdd"), "that of the first stays with it: " + count);
    assertEquals(3, count.get("Relu"), count.toString());
    assertEquals(1, count.get("Add"), count.toString());
    assertEquals(null, count.get("Sigmoid"), count.toString());
    double apart =
        distance(
            BuiltNetwork.result(residual(), 2, 6, 6, 3), BuiltNetwork.result(brain, 2, 6, 6, 3));
    assertTrue(apart > 1e-6 && apart < 0.03, "8 bits: " + apart);
  }

  @Test
  void theGradientIsThatOfFloat32UpToRounding() {
    float[] exact = gradient(residual());
    float[] rounded = gradient(Bfloat16Network.of(residual()).orElseThrow());
    assertTrue(distance(exact, rounded) < 0.1, "apart by " + distance(exact, rounded));
  }

  private static float[] gradient(FlatNetwork network) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> images = BuiltNetwork.constant(tf, 7, 2, 6, 6, 3);
      @SuppressWarnings("unchecked")
      Operand<TFloat32> logits = (Operand<TFloat32>) network.build(tf, images, Weights.CONSTANTS);
      Output<TFloat32> gradient = tf.gradients(logits, List.of(images)).dy(0);
      try (Result result = session.runner().fetch(gradient).run()) {
        float[] numbers = new float[2 * 6 * 6 * 3];
        ((TFloat32) result.get(0)).copyTo(DataBuffers.of(numbers));
        return numbers;
      }
    }
  }

  @Test
  void firstAndLastAloneLeaveNothingToRound() {
    assertEquals(
        Optional.empty(),
        Bfloat16Network.of(
            BuiltNetwork.of(
                Shape.of(-1, 6, 6, 3),
                (tf, images) -> {
                  Operand<TFloat32> x = tf.nn.relu(convolved(tf, 1, images, 3));
                  return dense(tf, 2, tf.reshape(x, tf.constant(new int[] {-1, 144})), 144, 5);
                })));
  }
}
