package org.smoothadv.internal.asking;

import java.io.IOException;
import java.util.ServiceLoader;
import org.smoothadv.input.InvalidSettingException;

/** Other machines that answer, or processes on this one. */
public interface Cluster extends AutoCloseable {
  /** Makes clusters known by their masters; found by {@link ServiceLoader}. */
  @FunctionalInterface
  interface Provider {
    /**
     * Connects with a cluster, which the caller closes.
     *
     * @throws InvalidSettingException if there is none of that name
     * @throws IOException if it cannot be reached
     */
    Cluster connect(String master) throws IOException;
  }

  /**
   * Connects with a cluster, which the caller closes.
   *
   * @param master its address, as Apache Spark has them
   * @throws InvalidSettingException if there is none of that name, or this build of the program
   *     knows no clusters
   * @throws IOException if it cannot be reached
   */
  static Cluster connect(String master) throws IOException {
    return ServiceLoader.load(Provider.class)
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidSettingException(
                    "spark",
                    "{spark} %s: this build of the program knows no Spark; tools/smoothadv makes one that does",
                    master))
        .connect(master);
  }

  /**
   * Those who answer in the name of a classifier.
   *
   * @param digest of what it says now
   */
  Workers workers(StoredClassifier classifier, String digest);

  @Override
  void close();
}
