package org.smoothadv.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.smoothadv.device.Machine;
import org.smoothadv.internal.kernels.GraphRun;
import org.smoothadv.internal.kernels.TunedSession;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * A graph to be run once, with the values of its placeholders: constants would be computed with
 * before it runs, by other operations. Owns native memory until closed.
 */
final class FedGraph implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Machine machine;
  private final Map<Operand<TFloat32>, TFloat32> feeds = new LinkedHashMap<>();
  private final List<Operand<TFloat32>> outputs = new ArrayList<>();
  private final List<Consumer<TFloat32>> looks = new ArrayList<>();
  private final Ops tf = Ops.create(graph);

  FedGraph(Machine machine) {
    this.machine = machine;
  }

  /** The operations that build into it. */
  Ops tf() {
    return tf;
  }

  /** A placeholder for values. */
  Operand<TFloat32> feed(float[] values, int... dimensions) {
    Shape shape = Shape.of(IntStream.of(dimensions).asLongStream().toArray());
    Operand<TFloat32> placeholder = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
    feeds.put(placeholder, TFloat32.tensorOf(shape, DataBuffers.of(values)));
    return placeholder;
  }

  /** Lets someone look at a value when it is computed. */
  void look(Operand<TFloat32> output, Consumer<TFloat32> at) {
    outputs.add(output);
    looks.add(at);
  }

  /** Computes, and lets everyone look, in order. */
  void run() {
    try (TunedSession session = new TunedSession(graph, machine, List.of())) {
      GraphRun run = session.run();
      feeds.forEach(run::feed);
      outputs.forEach(run::fetch);
      try (Result result = run.now()) {
        for (int i = 0; i < looks.size(); i++) {
          looks.get(i).accept((TFloat32) result.get(i));
        }
      }
    }
  }

  @Override
  public void close() {
    feeds.values().forEach(TFloat32::close);
    graph.close();
  }
}
