package org.smoothadv.golden;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.BatchNormFolding;
import org.smoothadv.network.InferenceLayers;
import org.smoothadv.network.Network;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A graph around the network and the arrays of a golden case, whose outputs come back channels
 * first.
 */
final class GoldenGraph implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Session session = new Session(graph);
  final Ops tf = Ops.create(graph);
  final Network network = Architectures.named("cifar-resnet-8", 10);
  final Map<String, Operand<TFloat32>> weights = new LinkedHashMap<>();

  GoldenGraph(GoldenCase golden) throws IOException {
    golden.weights().tensors().forEach((name, value) -> weights.put(name, constant(value)));
  }

  /** The network with batch normalisation in inference mode. */
  InferenceLayers<TFloat32> inference() {
    return new InferenceLayers<>(tf, TFloat32.class, BatchNormFolding.fold(tf, network, weights));
  }

  /** An array of images as a constant, channels last. */
  Operand<TFloat32> images(Npy array) {
    return constant(ChannelOrder.channelsLast(array.floats()));
  }

  /** Labels as one-hot rows. */
  Operand<TFloat32> oneHot(Npy labels) {
    return tf.oneHot(
        tf.constant(labels.longs()),
        tf.constant(network.classes()),
        tf.constant(1f),
        tf.constant(0f));
  }

  /** Computes vectors and matrices. */
  List<FloatTensor> values(List<Operand<TFloat32>> outputs) {
    Session.Runner runner = session.runner();
    outputs.forEach(runner::fetch);
    try (Result result = runner.run()) {
      return outputs.stream()
          .map(output -> copy((TFloat32) result.get(outputs.indexOf(output))))
          .toList();
    }
  }

  /** Computes images, channels first. */
  float[] imageValues(Operand<TFloat32> output) {
    return ChannelOrder.channelsFirst(values(List.of(output)).get(0)).toArray();
  }

  private Operand<TFloat32> constant(FloatTensor value) {
    long[] shape = value.shape().stream().mapToLong(Long::longValue).toArray();
    return tf.constant(Shape.of(shape), DataBuffers.of(value.toArray()));
  }

  private static FloatTensor copy(TFloat32 tensor) {
    float[] values = new float[Math.toIntExact(tensor.size())];
    tensor.copyTo(DataBuffers.of(values));
    return FloatTensor.of(values, tensor.shape().asArray());
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
