package org.smoothadv.internal.kernels;

import java.util.List;
import org.smoothadv.device.Device;
import org.smoothadv.device.Machine;
import org.smoothadv.device.Tuning.Kernels;
import org.tensorflow.Graph;
import org.tensorflow.Session;

/**
 * A session that computes a graph with the kernels of a machine ({@link TunedGraph}). What is fed
 * and fetched is named by the operands of the graph as it was built, which has to stay open and is
 * what gets stored: a stored graph does not depend on the machine. Owns native memory until closed.
 */
public final class TunedSession implements AutoCloseable {
  /** Null where the graph is computed as it was built. */
  private final Graph tuned;

  private final Session session;

  /**
   * Opens a session.
   *
   * @param graph not changed any more
   * @param devices those that the graph names
   */
  public TunedSession(Graph graph, Machine machine, List<Device> devices) {
    Kernels kernels = machine.tuning().kernels();
    tuned = TunedGraph.differs(graph, kernels) ? new Graph() : null;
    try {
      if (tuned != null) {
        tuned.importGraphDef(TunedGraph.of(graph, kernels));
      }
      session = new Session(tuned == null ? graph : tuned, machine.sessionConfiguration(devices));
    } catch (RuntimeException | Error e) {
      closeTuned();
      throw e;
    }
  }

  /** A run, to which what is fed and fetched can be added. */
  public GraphRun run() {
    return new GraphRun(session.runner());
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
