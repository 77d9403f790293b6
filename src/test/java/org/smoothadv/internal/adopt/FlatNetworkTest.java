package org.smoothadv.internal.adopt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.attack.Loop;
import org.smoothadv.smoothing.FrozenClassifier;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class FlatNetworkTest {
  private static final int FEATURES = 4096;
  private static final int CLASSES = 100;

  /** Its weights take 1.6 MB. */
  private static FlatNetwork wide() {
    return BuiltNetwork.of(
        Shape.of(-1, FEATURES),
        (tf, images) -> tf.linalg.matMul(images, BuiltNetwork.constant(tf, 1, FEATURES, CLASSES)));
  }

  @SuppressWarnings("unchecked")
  private static Operand<TFloat32> logits(Ops tf, Operand<TFloat32> images, Weights weights) {
    return (Operand<TFloat32>) wide().build(tf, images, weights);
  }

  /** The weights of a file may well be called as TensorFlow calls constants. */
  @Test
  void weightsTakeNoNamesFromTheGraphThatTheyAreBuiltInto() {
    FlatNetwork network =
        BuiltNetwork.of(
            Shape.of(-1, FEATURES),
            (tf, images) ->
                tf.math.add(
                    tf.linalg.matMul(images, BuiltNetwork.constant(tf, 1, FEATURES, CLASSES)),
                    tf.linalg.matMul(images, BuiltNetwork.constant(tf, 2, FEATURES, CLASSES))));
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> images = BuiltNetwork.constant(tf, 7, 1, FEATURES);
      try (FrozenClassifier.Placed placed = placed(tf, network)) {
        assertEquals(2, placed.weights().size());
        for (int i = 0; i < 3; i++) {
          tf.constant(i);
          assertEquals(
              Shape.of(1, CLASSES), network.build(tf, images, Weights.SHAPES).asOutput().shape());
        }
      }
    }
  }

  private static FrozenClassifier.Placed placed(Ops tf, FlatNetwork network) {
    return new FrozenClassifier.Placed(
        (inside, images) -> images, Weights.placed(tf, network, true).fed());
  }

  /** In the body of a loop, in that of a loop inside of it, and around both. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void loopsTakeLargeWeightsInFromTheGraphAroundThem(boolean fed) {
    float[] once = BuiltNetwork.result(wide(), 1, FEATURES);
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Weights.Placed placed = Weights.placed(tf, wide(), fed);
      Weights weights = placed.weights();
      Operand<TFloat32> images = BuiltNetwork.constant(tf, 7, 1, FEATURES);
      Operand<TFloat32> sum =
          Loop.repeat(
              tf,
              tf.constant(2),
              logits(tf, images, weights),
              (body, index, before) -> {
                Operand<TFloat32> x = Loop.capture(body, images);
                Operand<TFloat32> more = body.math.add(before, logits(body, x, weights));
                return Loop.repeat(
                    body,
                    body.constant(3),
                    more,
                    (inner, round, state) ->
                        inner.math.add(state, logits(inner, Loop.capture(inner, images), weights)));
              });
      Session.Runner runner = session.runner().fetch(sum);
      placed.fed().forEach(runner::feed);
      try (Result result = runner.run()) {
        float[] numbers = new float[CLASSES];
        ((TFloat32) result.get(0)).copyTo(DataBuffers.of(numbers));
        for (int c = 0; c < CLASSES; c++) {
          once[c] *= 1 + 2 * (1 + 3);
        }
        assertArrayEquals(once, numbers, 1e-3f);
      }
      int bytes = graph.toGraphDef().getSerializedSize();
      int most = (fed ? 1 : 2) * 4 * FEATURES * CLASSES;
      assertTrue(bytes < most, bytes + " bytes, with the weights once or not at all");
      placed.fed().values().forEach(TFloat32::close);
    }
  }
}
