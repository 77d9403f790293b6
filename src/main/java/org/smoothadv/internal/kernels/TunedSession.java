package org.smoothadv.internal.kernels;

import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.smoothadv.device.Device;
import org.smoothadv.device.FoundDevices;
import org.smoothadv.device.Machine;
import org.smoothadv.device.Tuning.Kernels;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;

/**
 * A session that computes a graph with the kernels of a machine ({@link TunedGraph}). What is fed
 * and fetched is named by the operands of the graph as it was built, which has to stay open and is
 * what gets stored: a stored graph does not depend on the machine. Owns native memory until closed.
 */
public final class TunedSession implements AutoCloseable {
  /**
   * TensorFlow's usual passes over a graph, but all that simplify it before the one that fuses
   * operations. In the usual order, gradients of sums still read the shapes of what they add when
   * it is fused, and a residual block's convolution, sum and ReLU remain three operations.
   * Gradients read what is added there, so that runs have to follow each other ({@link
   * SharedSums}).
   */
  private static final List<String> PASSES =
      List.of(
          "pruning",
          "function",
          "common_subgraph_elimination",
          "constfold",
          "shape",
          "arithmetic",
          "dependency",
          "remap",
          "loop",
          "dependency",
          "memory");

  /** Null where the graph is computed as it was built. */
  private final Graph tuned;

  private final Session session;

  /** Null where runs may be at the same time. */
  private final Lock oneAtATime;

  /**
   * Opens a session.
   *
   * @param graph not changed any more
   * @param devices those that the graph names
   */
  public TunedSession(Graph graph, Machine machine, List<Device> devices) {
    Kernels kernels = machine.tuning().kernels();
    boolean gpu = FoundDevices.of(machine).haveGpu();
    boolean gradients = TunedGraph.hasGradients(graph);
    oneAtATime = !gpu && (gradients || SharedSums.areIn(graph)) ? new ReentrantLock() : null;
    tuned = gradients || kernels == Kernels.TENSORFLOW ? new Graph() : null;
    try {
      if (tuned != null) {
        tuned.importGraphDef(TunedGraph.of(graph, kernels));
      }
      session =
          new Session(
              tuned == null ? graph : tuned, configuration(machine, devices, gradients && !gpu));
    } catch (RuntimeException | Error e) {
      closeTuned();
      throw e;
    }
  }

  private static ConfigProto configuration(
      Machine machine, List<Device> devices, boolean otherOrder) {
    ConfigProto usual = machine.sessionConfiguration(devices);
    if (!otherOrder) {
      return usual;
    }
    return usual.toBuilder()
        .setGraphOptions(
            GraphOptions.newBuilder()
                .setRewriteOptions(RewriterConfig.newBuilder().addAllOptimizers(PASSES)))
        .build();
  }

  /** A run, to which what is fed and fetched can be added. Several threads may run. */
  public GraphRun run() {
    return new GraphRun(session.runner(), oneAtATime);
  }

  @Override
  public void close() {
    session.close();
    closeTuned();
  }

  private void closeTuned() {
    if (tuned != null) {
      tuned.close();
    }
  }
}
