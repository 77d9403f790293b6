package org.smoothadv.internal.command.job;

import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smoothadv.checkpoint.GraphDescription;
import org.smoothadv.input.IoFailure;
import org.smoothadv.internal.command.option.Project;
import org.tensorflow.proto.GraphDef;

/**
 * The project's {@code graphs/}: a copy of every graph that a command runs, to look at or to run
 * elsewhere.
 */
public final class StoredGraphs {
  private static final Logger LOG = LoggerFactory.getLogger("graphs");

  private StoredGraphs() {}

  /**
   * Stores a graph. Nothing depends on the copy, so that a read-only folder costs a warning only.
   */
  public static void write(String name, GraphDef graph, GraphDescription description) {
    Path folder = Project.folder("graphs");
    try {
      description.write(folder, name, graph);
    } catch (IOException e) {
      LOG.warn("the graph {} is not stored in {}: {}", name, folder, IoFailure.describe(e));
    }
  }
}
