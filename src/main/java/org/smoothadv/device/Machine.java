package org.smoothadv.device;

import org.tensorflow.proto.ConfigProto;

/**
 * What a session uses of this machine. Results are reproducible bit for bit between runs with equal
 * thread counts, so a run records them.
 *
 * @param threads threads that share one operation's work, at least 1
 * @param concurrentOperations operations that may run at the same time, at least 1
 * @param description the operating system, processor architecture and Java version
 */
public record Machine(int threads, int concurrentOperations, String description) {
  /** This machine, with all processors that the JVM sees. */
  public static Machine current() {
    int processors = Runtime.getRuntime().availableProcessors();
    return new Machine(
        processors,
        processors,
        "%s %s, Java %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                System.getProperty("java.version")));
  }

  /** The configuration of a session that uses this machine. */
  public ConfigProto sessionConfiguration() {
    return ConfigProto.newBuilder()
        .setIntraOpParallelismThreads(threads)
        .setInterOpParallelismThreads(concurrentOperations)
        .build();
  }
}
