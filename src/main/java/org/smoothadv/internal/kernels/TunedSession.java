package org.smoothadv.internal.kernels;

import java.util.List;
import org.smoothadv.device.Device;
import org.smoothadv.device.Machine;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.GraphDef;

/**
 * A session that computes a graph with the kernels of a machine ({@link TunedGraph}). What is fed
 * and fetched is named by the operands of the graph as it was built, which has to stay open and is
 * what gets stored: a stored graph does not depend on the machine. Owns native memory until closed.
 */
public final class TunedSession implements AutoCloseable {
  private final Graph tuned = new Graph();
  private final Session session;

  /**
   * Opens a session.
   *
   * @param graph not changed any more
   * @param devices those that the graph names
   */
  public TunedSession(Graph graph, Machine machine, List<Device> devices) {
    try {
      GraphDef asBuilt = graph.toGraphDef();
      tuned.importGraphDef(TunedGraph.of(asBuilt, machine.tuning().kernels()));
      session = new Session(tuned, machine.sessionConfiguration(devices));
    } catch (RuntimeException | Error e) {
      tuned.close();
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
    tuned.close();
  }
}
