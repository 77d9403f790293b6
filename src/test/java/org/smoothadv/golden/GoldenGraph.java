package org.smoothadv.golden;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smoothadv.attack.Attack;
import org.smoothadv.attack.Classifier;
import org.smoothadv.attack.Noise;
import org.smoothadv.attack.NoisyCopies;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.device.Machine;
import org.smoothadv.device.Tuning;
import org.smoothadv.device.Tuning.Kernels;
import org.smoothadv.internal.kernels.GraphRun;
import org.smoothadv.internal.kernels.TunedSession;
import org.smoothadv.network.BatchNormFolding;
import org.smoothadv.network.InferenceLayers;
import org.smoothadv.network.Network;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
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

  /** Those of the test that runs. */
  static Kernels kernels = Kernels.ONEDNN;

  final Ops tf = Ops.create(graph);
  final Network network;
  private final Map<String, FloatTensor> stored;

  /** The network of a case with its checkpoint. */
  GoldenGraph(GoldenCase golden) throws IOException {
    this(GoldenNetwork.of(golden, "images"));
  }

  private GoldenGraph(GoldenNetwork golden) {
    this(golden.network(), golden.state());
  }

  /** A network and its parameters. */
  GoldenGraph(Network network, Map<String, FloatTensor> state) {
    this.network = network;
    stored = state;
  }

  /** The network with batch normalisation in inference mode. */
  InferenceLayers<TFloat32> inference(Ops ops) {
    return new InferenceLayers<>(
        ops, TFloat32.class, BatchNormFolding.fold(ops, network, weights(ops)));
  }

  /** The network's parameters as constants of a graph. */
  Map<String, Operand<TFloat32>> weights(Ops ops) {
    Map<String, Operand<TFloat32>> constants = new LinkedHashMap<>();
    stored.forEach((name, value) -> constants.put(name, constant(ops, value)));
    return constants;
  }

  /** The classifier that attacks see. */
  Classifier classifier() {
    return (ops, images) -> network.logits(inference(ops), images);
  }

  /** What a case's attack is given. */
  Attack.Input attackInput(GoldenCase golden) throws IOException {
    Operand<TFloat32> images = images(golden.input("images"));
    return new Attack.Input(
        images,
        oneHot(golden.input("labels")),
        noise(golden),
        tf.constant(golden.parameter("epsilon").getAsFloat()),
        tf.constant(new long[] {1, 0}));
  }

  /** The noises of a case; none where it has none. */
  Noise noise(GoldenCase golden) throws IOException {
    return golden.hasInput("noise") ? new Noise.Stored(copies(golden)) : new Noise.None();
  }

  /** The stored noises of a case. */
  NoisyCopies copies(GoldenCase golden) throws IOException {
    return new NoisyCopies(
        images(golden.input("noise")), golden.parameter("num_noise_vectors").getAsInt());
  }

  /** An array of images as a constant, channels last. */
  Operand<TFloat32> images(Npy array) {
    return images(array.floats());
  }

  /** Images as a constant, channels last. */
  Operand<TFloat32> images(FloatTensor channelsFirst) {
    return constant(tf, ChannelOrder.channelsLast(channelsFirst));
  }

  /** Labels as one-hot rows. */
  Operand<TFloat32> oneHot(Npy labels) {
    return oneHot(labels.longs());
  }

  /** Labels as one-hot rows. */
  Operand<TFloat32> oneHot(long... labels) {
    return tf.oneHot(
        tf.constant(labels), tf.constant(network.classes()), tf.constant(1f), tf.constant(0f));
  }

  /** Computes vectors and matrices. */
  List<FloatTensor> values(List<Operand<TFloat32>> outputs) {
    Machine machine = Machine.current().withTuning(new Tuning(kernels, 0));
    try (TunedSession session = new TunedSession(graph, machine, List.of());
        Result result = fetched(session, outputs).now()) {
      return outputs.stream()
          .map(output -> copy((TFloat32) result.get(outputs.indexOf(output))))
          .toList();
    }
  }

  private static GraphRun fetched(TunedSession session, List<Operand<TFloat32>> outputs) {
    GraphRun run = session.run();
    outputs.forEach(run::fetch);
    return run;
  }

  /** Computes one tensor. */
  float[] value(Operand<TFloat32> output) {
    return values(List.of(output)).get(0).toArray();
  }

  /** Computes images, channels first. */
  float[] imageValues(Operand<TFloat32> output) {
    return ChannelOrder.channelsFirst(values(List.of(output)).get(0)).toArray();
  }

  /** One array behind the other. */
  static float[] joined(List<float[]> parts) {
    float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
    int offset = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, offset, part.length);
      offset += part.length;
    }
    return all;
  }

  private static Operand<TFloat32> constant(Ops tf, FloatTensor value) {
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
    graph.close();
  }
}
