package org.smoothadv.internal.savedmodel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.smoothadv.internal.adopt.FlatNetwork;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.types.TFloat32;

/** A flat network, built again operation by operation, and computed. */
final class FlatRun implements AutoCloseable {
  private static final Map<String, OpDef> DEFINITIONS = new HashMap<>();

  static {
    TensorFlow.registeredOpList().getOpList().forEach(op -> DEFINITIONS.put(op.getName(), op));
  }

  private final Graph graph = new Graph();
  private final Session session = new Session(graph);
  private final Output<?> input;
  private final Output<?> output;

  FlatRun(FlatNetwork network) {
    Ops tf = Ops.create(graph);
    network.graph().getNodeList().forEach(node -> build(tf, node));
    input = graph.operation(network.input()).output(0);
    output = graph.operation(network.output()).output(0);
  }

  private void build(Ops tf, NodeDef node) {
    List<Output<?>> inputs = new ArrayList<>();
    for (String name : node.getInputList()) {
      String[] parts = name.split(":", -1);
      inputs.add(
          graph.operation(parts[0]).output(parts.length == 1 ? 0 : Integer.parseInt(parts[1])));
    }
    OperationBuilder builder = graph.opBuilder(node.getOp(), node.getName(), tf.scope());
    int next = 0;
    for (OpDef.ArgDef argument : DEFINITIONS.get(node.getOp()).getInputArgList()) {
      if (argument.getNumberAttr().isEmpty()) {
        builder.addInput(inputs.get(next++));
      } else {
        int count = (int) node.getAttrOrThrow(argument.getNumberAttr()).getI();
        builder.addInputList(inputs.subList(next, next + count).toArray(Output<?>[]::new));
        next += count;
      }
    }
    node.getAttrMap().forEach(builder::setAttr);
    builder.build();
  }

  /** The shape of the input. */
  Shape inputShape() {
    return input.shape();
  }

  /** The result for images. */
  float[] result(float[] images, long... shape) {
    return fetch(output, images, shape);
  }

  /** The gradient of the result's weighted sum. */
  float[] gradient(float[] weights, float[] images, long... shape) {
    Ops tf = Ops.create(graph);
    @SuppressWarnings("unchecked")
    Operand<TFloat32> result = (Operand<TFloat32>) (Operand<?>) output;
    Operand<TFloat32> sum =
        tf.sum(tf.math.mul(result, tf.constant(weights)), tf.constant(new int[] {0, 1}));
    Output<?>[] gradient = graph.addGradients(sum.asOutput(), new Output<?>[] {input});
    return fetch(gradient[0], images, shape);
  }

  private float[] fetch(Output<?> tensor, float[] images, long... shape) {
    try (TFloat32 fed = TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(images));
        Result result = session.runner().feed(input, fed).fetch(tensor).run()) {
      TFloat32 values = (TFloat32) result.get(0);
      float[] copy = new float[Math.toIntExact(values.size())];
      values.copyTo(DataBuffers.of(copy));
      return copy;
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
