package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The program as users meet it: a process with its own JVM. Closing it kills it. */
final class SmoothadvProcess implements AutoCloseable {
  private static final int LIMIT_SECONDS = 120;
  private static final int POLL_MILLIS = 10;

  private final Process process;
  private final Path out;
  private final Path err;

  private SmoothadvProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** The words that start the program, with further options of the JVM. */
  static List<String> command(List<String> jvmOptions, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx1g"));
    command.add("-Dsmoothadv.home=" + Smoothadv.HOME);
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.smoothadv.Main"));
    command.addAll(arguments);
    return command;
  }

  /** Starts the program in a working folder. */
  static SmoothadvProcess start(Path folder, List<String> arguments) throws IOException {
    return startCommand(folder, command(List.of(), arguments));
  }

  /** Starts the words of {@link #command} in a working folder. */
  static SmoothadvProcess startCommand(Path folder, List<String> command) throws IOException {
    return startCommand(folder, command, Map.of());
  }

  /** The same with further variables in its environment. */
  static SmoothadvProcess startCommand(
      Path folder, List<String> command, Map<String, String> environment) throws IOException {
    Path out = Files.createTempFile(Smoothadv.HOME, "process", ".out");
    Path err = Files.createTempFile(Smoothadv.HOME, "process", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "2");
    builder.environment().putAll(environment);
    return new SmoothadvProcess(builder.start(), out, err);
  }

  /** Runs the program to its end. */
  static Outcome run(Path folder, String... arguments) throws IOException, InterruptedException {
    try (SmoothadvProcess process = start(folder, List.of(arguments))) {
      return process.await();
    }
  }

  /** Waits for the end. */
  Outcome await() throws IOException, InterruptedException {
    assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "the program does not end");
    return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** Waits until a file that the program writes has so many whole lines. */
  void awaitLines(Path file, int lines) throws IOException, InterruptedException {
    awaitGrowth(file, () -> Files.readString(file).chars().filter(c -> c == '\n').count() >= lines);
  }

  /**
   * Waits until what the program writes under a hidden name has so many bytes.
   *
   * @param inner the file in it where it is a folder, or nothing
   */
  void awaitHidden(Path folder, String inner, long bytes) throws IOException, InterruptedException {
    awaitGrowth(
        folder,
        () -> {
          try (DirectoryStream<Path> hidden =
              Files.newDirectoryStream(folder, ".smoothadv-*.tmp")) {
            for (Path path : hidden) {
              Path file = path.resolve(inner);
              return Files.exists(file) && Files.size(file) >= bytes;
            }
          }
          return false;
        });
  }

  /** Says of a file that is there whether it is long enough. */
  @FunctionalInterface
  private interface LongEnough {
    boolean holds() throws IOException;
  }

  private void awaitGrowth(Path file, LongEnough condition)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!Files.exists(file) || !condition.holds()) {
      assertTrue(process.isAlive(), () -> "the program ended early: " + err);
      assertTrue(System.nanoTime() < deadline, () -> file + " does not grow");
      Thread.sleep(POLL_MILLIS);
    }
  }

  /**
   * Skips a test where processes cannot be interrupted: a shell without job control starts its
   * background jobs with Ctrl-C ignored, for good.
   */
  static void assumeInterruptible() throws IOException {
    Path status = Path.of("/proc/self/status");
    assumeTrue(Files.exists(status), "it is not known here whether SIGINT is ignored");
    String ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring(line.indexOf('\t') + 1))
            .findFirst()
            .orElse("0");
    assumeFalse((Long.parseUnsignedLong(ignored, 16) & 0b10) != 0, "SIGINT is ignored here");
  }

  /** Sends what Ctrl-C sends. */
  void interrupt() throws IOException, InterruptedException {
    String pid = Long.toString(process.pid());
    assertEquals(0, new ProcessBuilder("kill", "-INT", pid).start().waitFor());
  }

  /** Ends it at once, as the system does when memory is short. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** The process, and through it those that it started. */
  ProcessHandle handle() {
    return process.toHandle();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
