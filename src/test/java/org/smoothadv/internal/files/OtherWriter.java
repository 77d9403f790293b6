package org.smoothadv.internal.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another process that writes. It is killed when it is closed. */
final class OtherWriter implements AutoCloseable {
  private static final int LIMIT_SECONDS = 60;
  private static final int LENGTH = 100_000;
  private static final int BUSY = 3;

  private final Process process;

  private OtherWriter(Process process) {
    this.process = process;
  }

  /** What the process writes, in two halves. */
  static String text(char letter) {
    return String.valueOf(letter).repeat(LENGTH);
  }

  /** Writes a file of the letter x, and waits for {@link #finish} when half of it is written. */
  static OtherWriter halfway(Path file) throws IOException {
    return started("file", file, "x", 1).awaitHalf();
  }

  /** Makes a folder with a file in it, and waits for {@link #finish} before that. */
  static OtherWriter halfwayFolder(Path folder) throws IOException {
    return started("folder", folder, "x", 1).awaitHalf();
  }

  /** Writes a file many times without waiting. */
  static OtherWriter ofMany(Path file, char letter, int times) throws IOException {
    return started("many", file, String.valueOf(letter), times);
  }

  /** Whether another process can take the lock of a file. */
  static boolean canLock(Path file) throws IOException, InterruptedException {
    try (OtherWriter other = started("lock", file, "x", 1)) {
      return other.exit() != BUSY;
    }
  }

  private static OtherWriter started(String what, Path target, String letter, int times)
      throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            OtherWriter.class.getName(),
            what,
            target.toString(),
            letter,
            Integer.toString(times));
    return new OtherWriter(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  private OtherWriter awaitHalf() throws IOException {
    assertEquals('h', process.getInputStream().read());
    return this;
  }

  /** Lets it write the rest. */
  void finish() throws IOException, InterruptedException {
    process.getOutputStream().close();
    assertDone();
  }

  void assertDone() throws InterruptedException {
    assertEquals(0, exit());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it as the system does when memory is short. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    exit();
  }

  /** Asks it to end, as Ctrl-C does. */
  void terminate() throws InterruptedException {
    process.toHandle().destroy(); // Process.destroy would end its input too, so that it went on
    exit();
  }

  private int exit() throws InterruptedException {
    assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS));
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** The other process. */
  public static void main(String[] arguments) throws IOException {
    Path target = Path.of(arguments[1]);
    if (arguments[0].equals("lock")) {
      System.exit(LockFile.tryTake(target).isPresent() ? 0 : BUSY);
    }
    String half = text(arguments[2].charAt(0)).substring(LENGTH / 2);
    boolean waits = !arguments[0].equals("many");
    if (arguments[0].equals("folder")) {
      NewFolder.create(
          target,
          files -> {
            waitForTheEndOfInput();
            Files.writeString(files.resolve("file"), half);
          });
      return;
    }
    for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
      AtomicFile.write(
          target,
          channel -> {
            channel.write(StandardCharsets.UTF_8.encode(half));
            if (waits) {
              waitForTheEndOfInput();
            }
            channel.write(StandardCharsets.UTF_8.encode(half));
          });
    }
  }

  private static void waitForTheEndOfInput() throws IOException {
    System.out.print('h');
    System.out.flush();
    System.in.read();
  }
}
