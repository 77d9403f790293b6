package org.smoothadv.internal.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smoothadv.attack.Loop;
import org.smoothadv.device.Machine;
import org.smoothadv.device.Tuning;
import org.smoothadv.device.Tuning.Kernels;
import org.smoothadv.internal.monitor.StepTrace;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

/** Convolutions of every form, and gradients, in a graph and in the body of a loop. */
class TunedSessionTest {
  private static final int SIDE = 6;
  private static final int CHANNELS = 4;

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final SplittableRandom random = new SplittableRandom(1);
  private final Operand<TFloat32> images = drawn(5, SIDE, SIDE, CHANNELS);

  @AfterEach
  void close() {
    graph.close();
  }

  @ParameterizedTest
  @EnumSource(Kernels.class)
  void computesTheGraphAsItWasBuilt(Kernels kernels) {
    Operand<TFloat32> all = everything();

    float[] expected;
    try (Session session = new Session(graph);
        Result result = session.runner().fetch(all).run()) {
      expected = floats(result);
    }

    assertArrayEquals(expected, tuned(all, kernels), 1e-5f);
  }

  @Test
  void gradientsOfReluReadItsOutput() {
    everything();

    for (NodeDef node : nodes(TunedGraph.of(graph, Kernels.ONEDNN))) {
      if (node.getOp().equals("ReluGrad")) {
        assertTrue(node.getInput(1).contains("Relu"), node.getInput(1));
      }
    }
  }

  @Test
  void everyConvolutionIsTheBranchOfACaseWhereTensorFlowComputesIt() {
    everything();

    GraphDef rewritten = TunedGraph.of(graph, Kernels.TENSORFLOW);

    // What was rewritten is reached by nothing any more.
    List<String> cases =
        nodes(rewritten).stream()
            .filter(node -> node.getOp().equals("StatelessCase"))
            .map(NodeDef::getName)
            .toList();
    assertEquals(4, cases.size(), cases::toString);
  }

  @Test
  void convolutionsInGroupsStayWithOneDnn() {
    Operand<TFloat32> kernel = drawn(3, 3, CHANNELS / 2, CHANNELS);
    Operand<TFloat32> convolved = tf.nn.conv2d(images, kernel, List.of(1L, 1L, 1L, 1L), "SAME");
    Operand<TFloat32> end = tf.nn.relu(biased(tf, convolved));

    assertArrayEquals(tuned(end, Kernels.ONEDNN), tuned(end, Kernels.TENSORFLOW));
  }

  @Test
  void aGraphOfVotesHasNoGradients() {
    Operand<TFloat32> end = forward(tf, images);
    assertFalse(TunedGraph.hasGradients(graph));

    tf.gradients(end, List.of(images));
    assertTrue(TunedGraph.hasGradients(graph));
  }

  @Test
  void oneDnnIsNotAskedWhereTensorFlowComputes() {
    Operand<TFloat32> forward = forward(tf, images);

    try (StepTrace trace = StepTrace.begin()) {
      tuned(forward, Kernels.TENSORFLOW);
      List<String> kinds = trace.kinds().stream().map(StepTrace.Kind::operation).toList();
      assertFalse(kinds.toString().contains("_MklNativeConv"), kinds::toString);
      assertFalse(kinds.toString().contains("_MklNativeFusedConv"), kinds::toString);
    }
  }

  private static List<NodeDef> nodes(GraphDef graph) {
    return Stream.concat(
            graph.getNodeList().stream(),
            graph.getLibrary().getFunctionList().stream().flatMap(f -> f.getNodeDefList().stream()))
        .toList();
  }

  private Operand<TFloat32> everything() {
    Operand<TFloat32> start = images;
    return Loop.repeat(
        tf,
        tf.constant(2),
        start,
        (body, index, x) -> {
          Operand<TFloat32> gradient = body.gradients(forward(body, x), List.of(x)).dy(0);
          return body.math.add(x, body.math.mul(gradient, body.constant(0.01f)));
        });
  }

  /** With bias and ReLU, with bias only, with neither, with a sum; of stride 2. */
  private Operand<TFloat32> forward(Ops ops, Operand<TFloat32> x) {
    Operand<TFloat32> y = ops.nn.relu(biased(ops, convolved(ops, x, 1)));
    Operand<TFloat32> z = biased(ops, convolved(ops, y, 1));
    y = ops.nn.relu(ops.math.add(z, convolved(ops, y, 1)));
    return ops.nn.relu(biased(ops, convolved(ops, y, 2)));
  }

  private Operand<TFloat32> convolved(Ops ops, Operand<TFloat32> x, long stride) {
    Operand<TFloat32> kernel = Loop.capture(ops, drawn(3, 3, CHANNELS, CHANNELS));
    return ops.nn.conv2d(x, kernel, List.of(1L, stride, stride, 1L), "SAME");
  }

  private Operand<TFloat32> biased(Ops ops, Operand<TFloat32> x) {
    return ops.nn.biasAdd(x, Loop.capture(ops, drawn(CHANNELS)));
  }

  private Operand<TFloat32> drawn(long... shape) {
    Shape of = Shape.of(shape);
    float[] values = new float[Math.toIntExact(of.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return tf.constant(of, DataBuffers.of(values));
  }

  private float[] tuned(Operand<TFloat32> end, Kernels kernels) {
    Machine machine = Machine.current().withTuning(new Tuning(kernels, 0));
    try (TunedSession session = new TunedSession(graph, machine, List.of());
        Result result = session.run().fetch(end).now()) {
      return floats(result);
    }
  }

  private static float[] floats(Result result) {
    TFloat32 tensor = (TFloat32) result.get(0);
    float[] values = new float[Math.toIntExact(tensor.size())];
    tensor.copyTo(DataBuffers.of(values));
    return values;
  }
}
