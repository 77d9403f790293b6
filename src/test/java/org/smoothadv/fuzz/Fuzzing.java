package org.smoothadv.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.smoothadv.input.InvalidInputException;

/**
 * Tries one damaged file after the other, in a thread of its own: {@link #fault} says what the
 * first answer was that is neither a value nor a refusal.
 */
final class Fuzzing extends Thread {
  private static final Duration HANGING = Duration.ofSeconds(30);
  private static final long MAX_BYTES = 256 << 20;
  private static final int MAX_BYTES_PER_BYTE = 100;
  private static final int MAX_MESSAGE_LENGTH = 2000;

  private final ThreadMXBean clock = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Target target;
  private final Path folder;
  private final long firstSeed;
  private final Duration duration;
  private volatile long seed;
  private volatile long seedSince;
  private volatile String fault;

  /**
   * Prepares.
   *
   * @param folder for files, of this only
   * @param duration how long files are tried; one is tried in any case
   */
  Fuzzing(Target target, Path folder, long firstSeed, Duration duration) {
    super("fuzzing " + target.name());
    this.target = target;
    this.folder = folder;
    this.firstSeed = firstSeed;
    this.duration = duration;
    setDaemon(true);
  }

  @Override
  public void run() {
    long end = System.nanoTime() + duration.toNanos();
    for (long next = firstSeed; next == firstSeed || System.nanoTime() < end; next++) {
      seed = next;
      seedSince = System.nanoTime();
      Optional<String> problem = problem(target.damaged(next));
      if (problem.isPresent()) {
        fault = problem.get();
        return;
      }
    }
  }

  /** Waits for the end; what was wrong with an answer, and how to get it again. */
  Optional<String> fault() throws InterruptedException, IOException {
    seedSince = System.nanoTime();
    start();
    while (isAlive() && System.nanoTime() - seedSince < HANGING.toNanos()) {
      join(100);
    }
    if (isAlive()) {
      fault = "hangs at " + getStackTrace()[0];
    }
    return fault == null ? Optional.empty() : Optional.of(fault + repeated());
  }

  /** How many files were tried. */
  long tried() {
    return seed - firstSeed + 1;
  }

  private String repeated() throws IOException {
    Target.Trial trial = target.damaged(seed);
    Path kept = Path.of("target", "fuzz", target.name() + "-" + seed);
    Files.createDirectories(kept.getParent());
    Files.write(kept, trial.content());
    return "\n%s of %,d bytes is in %s; again: mvn test -Dtest=FuzzTest -Dfuzz.only=%s -Dfuzz.seed=%d"
        .formatted(trial.sample().fileName(), trial.content().length, kept, target.name(), seed);
  }

  /** What is wrong with the answer; a slow one counts if it is slow again. */
  Optional<String> problem(Target.Trial trial) {
    try {
      Path file = trial.write(folder);
      Optional<String> problem = measured(trial, file);
      return problem.isPresent() ? measured(trial, file) : problem;
    } catch (IOException e) {
      return Optional.of("the trial cannot be written: " + e);
    }
  }

  private Optional<String> measured(Target.Trial trial, Path file) {
    long bytes = clock.getCurrentThreadAllocatedBytes();
    long start = clock.getCurrentThreadCpuTime();
    Optional<String> problem = answer(trial, file);
    Duration time = Duration.ofNanos(clock.getCurrentThreadCpuTime() - start);
    long allocated = clock.getCurrentThreadAllocatedBytes() - bytes;
    if (problem.isEmpty() && time.compareTo(target.most()) > 0) {
      return Optional.of("takes " + time);
    }
    if (problem.isEmpty()
        && allocated > MAX_BYTES + (long) MAX_BYTES_PER_BYTE * trial.content().length) {
      return Optional.of("allocates %,d bytes".formatted(allocated));
    }
    return problem;
  }

  private static Optional<String> answer(Target.Trial trial, Path file) {
    try {
      trial.sample().reader().read(file);
      return Optional.empty();
    } catch (InvalidInputException e) {
      return complaint(e.getMessage(), file);
    } catch (IOException | RuntimeException | Error e) {
      StackTraceElement[] places = e.getStackTrace();
      return Optional.of(e + (places.length == 0 ? "" : " at " + places[0]));
    }
  }

  private static Optional<String> complaint(String message, Path file) {
    // A log's description is named by the log that it lies beside.
    boolean named = message.contains(file.toString().replaceFirst("\\.json$", ""));
    boolean printable = message.chars().allMatch(c -> c == '\n' || !Character.isISOControl(c));
    boolean brief = message.lines().count() <= 2 && message.length() <= MAX_MESSAGE_LENGTH;
    return named && printable && brief
        ? Optional.empty()
        : Optional.of("the refusal is not one or two lines that name the file: " + message);
  }
}
