package org.smoothadv.internal.asking;

import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;
import java.util.ServiceLoader;
import org.smoothadv.device.Machine;
import org.smoothadv.input.InvalidSettingException;

/** Other machines that answer, or processes on this one. */
public interface Cluster extends AutoCloseable {
  /** What a task has to itself. */
  enum Share {
    /** A processor core: several tasks share a process. */
    CORE,
    /** A process. */
    PROCESS
  }

  /**
   * Work that is done in one process of a cluster. Where that is lost, it is done again in another,
   * on what the first left.
   */
  @FunctionalInterface
  interface Work extends Serializable {
    /**
     * Does it.
     *
     * @param machine what it may use
     */
    void run(Machine machine) throws IOException;
  }

  /** Makes clusters known by their masters; found by {@link ServiceLoader}. */
  @FunctionalInterface
  interface Provider {
    /**
     * Connects with a cluster, which the caller closes.
     *
     * @throws InvalidSettingException if there is none of that name
     * @throws IOException if it cannot be reached
     */
    Cluster connect(String master, Share share) throws IOException;
  }

  /**
   * Connects with a cluster, which the caller closes.
   *
   * @param master its address, as Apache Spark has them
   * @param share what each task has to itself
   * @throws InvalidSettingException if there is none of that name, or this build of the program
   *     knows no clusters
   * @throws IOException if it cannot be reached
   */
  static Cluster connect(String master, Share share) throws IOException {
    try {
      Optional<Provider> provider = ServiceLoader.load(Provider.class).findFirst();
      if (provider.isPresent()) {
        return provider.get().connect(master, share);
      }
    } catch (NoClassDefFoundError e) { // What knows Spark is there, but Spark is not.
      throw without(master).because(e);
    }
    throw without(master);
  }

  private static InvalidSettingException without(String master) {
    return new InvalidSettingException(
        "spark",
        "{spark} %s: the program was started without Spark; tools/smoothadv starts it with it",
        master);
  }

  /**
   * Those who answer in the name of a classifier.
   *
   * @param digest of what it says now
   */
  Workers workers(StoredClassifier classifier, String digest);

  /**
   * Does work in one process, which does nothing else meanwhile where tasks have processes to
   * themselves, and waits for its end. For use by several threads.
   *
   * @throws IOException if the work throws it, as with any other exception of its, or nobody can do
   *     it
   */
  void run(Work work) throws IOException;

  /**
   * As {@link #run}, in as many tasks as reach, by all appearance, every process that there is now;
   * who gets which task is the cluster's to choose.
   */
  void runEverywhere(Work work) throws IOException;

  /** How many processes there are now, apart from this one; at least 1. */
  int processes();

  @Override
  void close();
}
