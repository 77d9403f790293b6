package org.smoothadv.internal.adopt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.smoothadv.attack.Loop;
import org.smoothadv.internal.adopt.FlatNetwork.Weights;
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

  /** In the body of a loop, in that of a loop inside of it, and around both. */
  @Test
  void loopsTakeLargeWeightsInFromTheGraphAroundThem() {
    float[] once = BuiltNetwork.result(wide(), 1, FEATURES);
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Weights weights = wide().placed(tf);
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
      try (Result result = session.runner().fetch(sum).run()) {
        float[] numbers = new float[CLASSES];
        ((TFloat32) result.get(0)).copyTo(DataBuffers.of(numbers));
        for (int c = 0; c < CLASSES; c++) {
          once[c] *= 1 + 2 * (1 + 3);
        }
        assertArrayEquals(once, numbers, 1e-3f);
      }
      int bytes = graph.toGraphDef().getSerializedSize();
      assertTrue(bytes < 2 * 4 * FEATURES * CLASSES, bytes + " bytes, the weights once");
    }
  }
}
