package org.smoothadv.device;

import java.util.List;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;

/**
 * What a session uses of this machine. Results are reproducible bit for bit between runs with equal
 * thread counts, so a run records them.
 *
 * @param threads threads that share one operation's work, at least 1
 * @param concurrentOperations operations that may run at the same time, at least 1
 * @param tuning how it computes networks
 * @param description the operating system, processor architecture and Java version
 */
public record Machine(int threads, int concurrentOperations, Tuning tuning, String description) {
  /** This machine, with all processors that the JVM sees, untuned. */
  public static Machine current() {
    int processors = Runtime.getRuntime().availableProcessors();
    return new Machine(
        processors,
        processors,
        Tuning.DEFAULT,
        "%s %s, Java %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                System.getProperty("java.version")));
  }

  /** The same machine, which computes networks in another way. */
  public Machine withTuning(Tuning other) {
    return new Machine(threads, concurrentOperations, other, description);
  }

  /**
   * The configuration of a session that uses this machine, where TensorFlow chooses the devices.
   */
  public ConfigProto sessionConfiguration() {
    return sessionConfiguration(List.of());
  }

  /**
   * The configuration of a session whose operations are on given devices.
   *
   * @param devices those that the graph names; an operation that one of them cannot run, TensorFlow
   *     puts elsewhere
   */
  public ConfigProto sessionConfiguration(List<Device> devices) {
    int cpus = 1;
    for (Device device : devices) {
      cpus = device.kind() == Device.Kind.CPU ? Math.max(cpus, device.index() + 1) : cpus;
    }
    return ConfigProto.newBuilder()
        .setIntraOpParallelismThreads(threads)
        .setInterOpParallelismThreads(concurrentOperations)
        .putDeviceCount("CPU", cpus)
        .setAllowSoftPlacement(true)
        .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true))
        .build();
  }

  /**
   * The configuration of a session on processors only, whatever else there is: for work whose
   * result must not depend on the device, or which is too small for another.
   */
  public ConfigProto cpuConfiguration() {
    return sessionConfiguration().toBuilder().putDeviceCount("GPU", 0).build();
  }
}
