package org.smoothadv.smoothing;

import java.util.List;
import org.smoothadv.attack.Classifier;
import org.smoothadv.device.Machine;
import org.smoothadv.internal.kernels.GraphRun;
import org.smoothadv.internal.kernels.TunedSession;
import org.tensorflow.Graph;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.GraphDef;

/**
 * A graph with a frozen classifier in it, ready to run. Owns native memory until closed; where it
 * cannot be built, nothing of it stays.
 *
 * @param ends what is fed and fetched
 */
record ClassifierSession<E>(
    Graph graph, TunedSession session, FrozenClassifier.Placed placed, E ends)
    implements AutoCloseable {
  /** Builds a graph around a classifier. */
  @FunctionalInterface
  interface Builder<E> {
    /** Returns the ends of the graph. */
    E build(Ops tf, Classifier classifier);
  }

  static <E> ClassifierSession<E> open(
      FrozenClassifier classifier, Machine machine, Builder<E> builder) {
    Graph graph = new Graph();
    FrozenClassifier.Placed placed = null;
    try {
      Ops tf = Ops.create(graph);
      placed = classifier.in(tf);
      E ends = builder.build(tf, placed.classifier());
      TunedSession session = new TunedSession(graph, machine, List.of());
      return new ClassifierSession<>(graph, session, placed, ends);
    } catch (RuntimeException | Error e) {
      graph.close();
      if (placed != null) {
        placed.close();
      }
      throw e;
    }
  }

  /** A run, given what every run is given. */
  GraphRun run() {
    GraphRun run = session.run();
    placed.weights().forEach(run::feed);
    return run;
  }

  /** The graph, to be stored. */
  GraphDef graphDef() {
    return graph.toGraphDef();
  }

  @Override
  public void close() {
    session.close();
    graph.close();
    placed.close();
  }
}
