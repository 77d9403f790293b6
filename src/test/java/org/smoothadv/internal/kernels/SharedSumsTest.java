package org.smoothadv.internal.kernels;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.device.Machine;
import org.smoothadv.internal.bench.Votes;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.ImageShape;
import org.smoothadv.network.Network;
import org.smoothadv.network.Precision;
import org.smoothadv.smoothing.BaseClassifier;
import org.smoothadv.smoothing.SmoothingParameters;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

class SharedSumsTest {
  /** A sum whose summand is read again at the end of the graph. */
  @Test
  void aLongSkipIsFound() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> images =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 8, 8, 2)));
      Operand<TFloat32> x = tf.nn.relu(convolved(tf, images));
      Operand<TFloat32> sum = tf.nn.relu(tf.math.add(convolved(tf, x), x));
      assertFalse(SharedSums.areIn(graph));

      tf.math.mul(convolved(tf, sum), x);
      assertTrue(SharedSums.areIn(graph));
    }
  }

  @Test
  void whatIsFedIsNotTheGraphsToWriteTo() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> images =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 8, 8, 2)));
      tf.math.add(images, convolved(tf, images));
      assertTrue(SharedSums.areIn(graph));
    }
  }

  private static Operand<TFloat32> convolved(Ops tf, Operand<TFloat32> x) {
    Operand<TFloat32> kernel = tf.zeros(tf.constant(new int[] {3, 3, 2, 2}), TFloat32.class);
    Operand<TFloat32> y = tf.nn.conv2d(x, kernel, List.of(1L, 1L, 1L, 1L), "SAME");
    return tf.nn.biasAdd(y, tf.zeros(tf.constant(new int[] {2}), TFloat32.class));
  }

  /** So that their votes are counted in several batches at the same time. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "cifar-resnet-20",
        "resnet18-cifar",
        "resnet50",
        "wide-resnet-16-2",
        "densenet-10",
        "lenet"
      })
  void theNetworksOfThisProgramHaveNone(String name) {
    ImageShape shape = Architectures.taskOf(name).imageShape();
    Network network =
        Architectures.named(
            name, 10, shape, Architectures.standardNormalization(name, shape.channels()));
    for (Precision precision : Precision.values()) {
      try (BaseClassifier classifier =
              new BaseClassifier(
                  Votes.drawn(network, precision),
                  2,
                  new SmoothingParameters(0.25, 1, 1, 0.5),
                  Machine.current());
          Graph graph = new Graph()) {
        graph.importGraphDef(classifier.graphDef());
        assertFalse(SharedSums.areIn(graph), name);
      }
    }
  }
}
