package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever answers, and whatever happens to them, the log says the same. */
class SparkIT {
  private static final String LAUNCHER = Path.of("tools/smoothadv").toAbsolutePath().toString();
  private static final String[] FIXED = {"--n", "400", "--bound", "top-two"};

  @TempDir Path folder;

  private static List<String> words(String command, Path log, String... more)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(command, "--run", TinyRun.folder().toString()));
    words.addAll(List.of("--max", "24", "--sigma", "0.5", "--log", log.toString()));
    words.addAll(List.of(more));
    return words;
  }

  /** What this process answers. */
  private List<String> expected(String command, String... more)
      throws IOException, InterruptedException {
    Path log = folder.resolve("expected.tsv");
    Smoothadv.call(words(command, log, more)).assertDone();
    return LogLines.withoutTime(log);
  }

  private SmoothadvProcess start(String master, List<String> words) throws IOException {
    List<String> command = new ArrayList<>(List.of(LAUNCHER));
    command.addAll(words);
    command.addAll(List.of("--spark", master));
    return SmoothadvProcess.startCommand(folder, command, Map.of("SMOOTHADV_JAVA_OPTS", "-Xmx1g"));
  }

  /** Kills one of the executors that a driver has started on this machine. */
  static void killExecutor(SmoothadvProcess driver) {
    Optional<ProcessHandle> executor =
        driver
            .handle()
            .descendants()
            .filter(it -> it.info().commandLine().orElse("").contains("ExecutorBackend"))
            .findFirst();
    assertTrue(executor.orElseThrow().destroyForcibly());
  }

  private Outcome run(String master, List<String> words) throws IOException, InterruptedException {
    try (SmoothadvProcess process = start(master, words)) {
      return process.await();
    }
  }

  /** The last line says why; before it there may be some of TensorFlow's. */
  private static void assertEnded(Outcome outcome, int status, String... words) {
    String last = outcome.err().lines().reduce((first, second) -> second).orElse("");
    assertEquals(status, outcome.status(), outcome.err());
    assertTrue(last.startsWith("smoothadv: "), outcome.err());
    List.of(words).forEach(word -> assertTrue(last.contains(word), last));
    assertFalse(outcome.err().contains("\tat "), outcome.err());
  }

  @ParameterizedTest
  @CsvSource({
    "local[2], certify, --n 400 --bound top-two",
    "local, certify, --n 2000 --sampling adaptive --radii 0.25",
    "'local-cluster[2,1,1024]', certify, --n 400 --precision bfloat16",
    "'local-cluster[2,1,1024]', predict, --n 100 --attack pgd --epsilon 0.5 --steps 2 --noise-samples 2",
  })
  void clusterAnswersAsThisProcessDoes(String master, String command, String options)
      throws IOException, InterruptedException {
    String[] more = options.split(" ");
    Path log = folder.resolve("spark.tsv");
    Outcome outcome = run(master, words(command, log, more)).assertDone();
    assertTrue(outcome.out().contains("log: " + log), outcome.out());
    assertEquals(expected(command, more), LogLines.withoutTime(log));
  }

  @Test
  void executorThatIsKilledCostsNothing() throws IOException, InterruptedException {
    Path log = folder.resolve("spark.tsv");
    String[] more = {"--n", "4000"};
    try (SmoothadvProcess process = start("local-cluster[2,1,1024]", words("certify", log, more))) {
      process.awaitLines(log, 4);
      killExecutor(process);
      Outcome outcome = process.await().assertDone();
      assertTrue(outcome.err().contains("was lost"), outcome.err());
    }
    assertEquals(expected("certify", more), LogLines.withoutTime(log));
  }

  @Test
  void driverThatIsKilledLosesOnlyWhatWasUnderWay() throws IOException, InterruptedException {
    Path log = folder.resolve("spark.tsv");
    String[] more = {"--n", "4000"};
    try (SmoothadvProcess process = start("local[2]", words("certify", log, more))) {
      process.awaitLines(log, 5);
      process.kill();
    }
    List<String> words = words("certify", log, more);
    words.add("--resume");
    run("local[2]", words).assertDone();
    assertEquals(expected("certify", more), LogLines.withoutTime(log));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cloud", "spark://localhost", "spark://localhost:99999"})
  void noMasterIsRefused(String master) throws IOException, InterruptedException {
    Path log = folder.resolve("spark.tsv");
    assertEnded(
        run(master, words("certify", log, FIXED)), 2, "--spark is " + master, "spark://HOST:PORT");
    assertTrue(Files.notExists(log));
  }

  @Test
  void withoutSparkTheLauncherIsNamed() throws IOException, InterruptedException {
    Path log = folder.resolve("spark.tsv");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Dsmoothadv.home=" + Smoothadv.HOME, "-jar"));
    command.add(Path.of("target/smoothadv.jar").toAbsolutePath().toString());
    command.addAll(words("certify", log, FIXED));
    command.addAll(List.of("--spark", "local[2]"));
    try (SmoothadvProcess process = SmoothadvProcess.startCommand(folder, command)) {
      assertEnded(process.await(), 2, "--spark local[2]", "tools/smoothadv starts it");
    }
    assertTrue(Files.notExists(log));
  }

  @Test
  void masterThatCannotBeReachedIsNamed() throws IOException, InterruptedException {
    Path log = folder.resolve("spark.tsv");
    assertEnded(
        run("spark://localhost:1", words("certify", log, FIXED)),
        1,
        "the Spark master spark://localhost:1 cannot be reached");
    assertTrue(Files.notExists(log));
  }

  @Test
  void clusterSharesOutByItself() throws IOException, InterruptedException {
    assertEnded(
        run("local[2]", words("certify", folder.resolve("spark.tsv"), "--shard", "1/2")),
        2,
        "--spark local[2]",
        "leave out --shard");
  }

  @Test
  void whatCannotBeAskedComesBackInALine() throws IOException, InterruptedException {
    Path log = folder.resolve("spark.tsv");
    assertEnded(
        run("local[2]", words("certify", log, "--dataset", "folder", "--data", "nowhere")),
        2,
        "--dataset");
    assertTrue(Files.notExists(log));
  }
}
