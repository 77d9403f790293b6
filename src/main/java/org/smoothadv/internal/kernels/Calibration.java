package org.smoothadv.internal.kernels;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.smoothadv.device.FoundDevices;
import org.smoothadv.device.Machine;
import org.smoothadv.device.Processor;
import org.smoothadv.device.Tuning;
import org.smoothadv.device.Tuning.Kernels;
import org.smoothadv.input.Sha256;
import org.smoothadv.input.TextFile;
import org.smoothadv.internal.files.AtomicFile;
import org.smoothadv.internal.files.DescriptionJson;
import org.smoothadv.internal.files.LockFile;
import org.tensorflow.TensorFlow;

/**
 * How this machine computes networks the fastest, measured in a second or two at the first start
 * and kept in a file, by processor, TensorFlow's version and number of threads.
 *
 * @param processor where it was measured
 * @param tensorFlow the version that was measured
 * @param threads that were used
 * @param kernelsRatio the time of TensorFlow's own kernels over that of oneDNN's
 * @param partsRatio the time of an attack in parts over that of one on the whole batch
 * @param tuning what was chosen
 */
public record Calibration(
    String processor,
    String tensorFlow,
    int threads,
    double kernelsRatio,
    double partsRatio,
    Tuning tuning) {
  /** TensorFlow's kernels are chosen where they take at most so much of oneDNN's time. */
  private static final double WORTH_OTHER_KERNELS = 0.9;

  /** Parts are chosen where they take at most so much of the time. */
  private static final double WORTH_PARTS = 0.95;

  /** How long another start, which is measuring, is waited for. */
  private static final long PATIENCE_MILLIS = 10_000;

  private static Calibration ofThisProcess;

  /**
   * The tuning of a machine with nothing but processors; with a GPU nothing is measured.
   *
   * @param folder where answers are kept
   * @param notice told in a line what the user should know
   */
  public static Tuning tuning(Machine machine, Path folder, Consumer<String> notice) {
    if (FoundDevices.of(machine).haveGpu()) {
      return Tuning.DEFAULT;
    }
    synchronized (Calibration.class) {
      if (ofThisProcess == null || ofThisProcess.threads != machine.threads()) {
        ofThisProcess = keptOrMeasured(machine, folder, notice);
      }
      return ofThisProcess.tuning;
    }
  }

  /** The user's folder for what can be made again. */
  public static Path usualFolder() {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path folder =
        cache == null || !Path.of(cache).isAbsolute()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(cache);
    return folder.resolve("smoothadv");
  }

  static Calibration keptOrMeasured(Machine machine, Path folder, Consumer<String> notice) {
    Processor here = Processor.ofThisMachine();
    String name =
        "%s %s %d probe %d"
            .formatted(here, TensorFlow.version(), machine.threads(), KernelProbe.VERSION);
    Path file =
        folder.resolve(
            "kernels-%s.json"
                .formatted(Sha256.of(name.getBytes(StandardCharsets.UTF_8)).substring(0, 12)));
    Optional<Calibration> kept = read(file, here, machine);
    if (kept.isPresent()) {
      return kept.get();
    }
    try {
      Files.createDirectories(folder);
      try (LockFile lock = lock(folder.resolve("kernels.lock"))) {
        kept = read(file, here, machine);
        if (kept.isPresent()) {
          return kept.get();
        }
        Calibration measured = measured(here, machine);
        AtomicFile.write(file, DescriptionJson.text(measured).getBytes(StandardCharsets.UTF_8));
        return measured;
      }
    } catch (IOException e) {
      notice.accept(
          "%s cannot be used, so at each start it is measured anew which kernels are the fastest here"
              .formatted(folder));
      return measured(here, machine);
    }
  }

  /**
   * Two that measure at the same time would measure each other.
   *
   * @throws IOException if the file cannot be written, or another process holds the lock for long
   */
  private static LockFile lock(Path file) throws IOException {
    long end = System.currentTimeMillis() + PATIENCE_MILLIS;
    while (System.currentTimeMillis() < end) {
      Optional<LockFile> lock = LockFile.tryTake(file);
      if (lock.isPresent()) {
        return lock.get();
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    throw new IOException(file + " is locked");
  }

  /** What was measured; empty where it is not there, damaged, or about something else. */
  private static Optional<Calibration> read(Path file, Processor here, Machine machine) {
    try {
      Calibration kept = DescriptionJson.FORMAT.fromJson(TextFile.read(file), Calibration.class);
      return Optional.ofNullable(kept)
          .filter(
              it ->
                  here.toString().equals(it.processor)
                      && TensorFlow.version().equals(it.tensorFlow)
                      && machine.threads() == it.threads
                      && it.tuning != null);
    } catch (IOException | RuntimeException e) {
      // Gson passes on what a record's constructor throws.
      return Optional.empty();
    }
  }

  private static Calibration measured(Processor here, Machine machine) {
    double kernels = KernelProbe.kernelsRatio(machine);
    Kernels chosen = kernels <= WORTH_OTHER_KERNELS ? Kernels.TENSORFLOW : Kernels.ONEDNN;
    double parts = KernelProbe.partsRatio(machine.withTuning(new Tuning(chosen, 0)));
    int rows = parts <= WORTH_PARTS ? KernelProbe.PART : 0;
    return new Calibration(
        here.toString(),
        TensorFlow.version(),
        machine.threads(),
        kernels,
        parts,
        new Tuning(chosen, rows));
  }
}
