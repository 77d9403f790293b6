package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A master with two workers, and a driver that spark-submit starts, each a process of its own. */
class SparkStandaloneIT {
  private static final Path TARGET = Path.of("target").toAbsolutePath();

  @TempDir Path folder;

  private final List<Process> daemons = new ArrayList<>();
  private Path home;
  private String master;

  @BeforeEach
  void startCluster() throws IOException, InterruptedException {
    home = home();
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    master = "spark://127.0.0.1:" + port;
    daemon("Master", "--host", "127.0.0.1", "--port", String.valueOf(port));
    awaitPort(port);
    for (String worker : List.of("one", "two")) {
      String work = folder.resolve(worker).toString();
      daemon("Worker", "--cores", "1", "--memory", "1g", "--work-dir", work, master);
    }
  }

  @AfterEach
  void stopCluster() {
    for (Process daemon : daemons) {
      daemon.descendants().forEach(ProcessHandle::destroyForcibly);
      daemon.destroyForcibly();
    }
  }

  /** Spark where it is installed, or where the launcher has put it. */
  private static Path home() throws IOException, InterruptedException {
    String installed = System.getenv("SPARK_HOME");
    if (installed != null) {
      return Path.of(installed);
    }
    new ProcessBuilder(Path.of("tools/smoothadv").toAbsolutePath().toString(), "--help", "--spark")
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    try (Stream<Path> versions = Files.list(TARGET.resolve("spark"))) {
      return versions.filter(it -> Files.isDirectory(it.resolve("jars"))).findFirst().orElseThrow();
    }
  }

  private List<String> java(String main) {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            home.resolve("jars") + "/*",
            main));
  }

  private Map<String, String> environment() {
    return Map.of(
        "SPARK_HOME", home.toString(),
        "SPARK_SCALA_VERSION", "2.13",
        "SPARK_LOCAL_IP", "127.0.0.1");
  }

  private void daemon(String kind, String... arguments) throws IOException {
    List<String> command =
        java("org.apache.spark.deploy.%s.%s".formatted(kind.toLowerCase(Locale.ROOT), kind));
    command.addAll(List.of("--webui-port", "0"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment());
    daemons.add(builder.start());
  }

  private static void awaitPort(int port) throws InterruptedException {
    for (int i = 0; i < 600; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        Thread.sleep(100);
      }
    }
    throw new AssertionError("the master does not listen");
  }

  private SmoothadvProcess submit(List<String> words) throws IOException {
    List<String> command = java("org.apache.spark.deploy.SparkSubmit");
    command.addAll(List.of("--master", master, "--class", "org.smoothadv.Main"));
    try (Stream<Path> natives = Files.list(TARGET.resolve("lib"))) {
      List<String> jars =
          natives.map(Path::toString).filter(it -> it.contains("linux-x86_64")).toList();
      command.addAll(List.of("--jars", String.join(",", jars)));
    }
    // A second try is begun at once, as if every task were slow.
    for (String setting :
        List.of(
            "spark.executorEnv.TF_ENABLE_ONEDNN_OPTS=1",
            "spark.speculation=true",
            "spark.speculation.interval=10ms",
            "spark.speculation.quantile=0.1",
            "spark.speculation.multiplier=1.01")) {
      command.addAll(List.of("--conf", setting));
    }
    command.add(TARGET.resolve("smoothadv-spark.jar").toString());
    command.addAll(words);
    command.addAll(List.of("--spark", master));
    return SmoothadvProcess.startCommand(folder, command, environment());
  }

  @Test
  void workerThatIsKilledChangesNoLine() throws IOException, InterruptedException {
    Path log = folder.resolve("spark.tsv");
    Path expected = folder.resolve("expected.tsv");
    List<String> words = new ArrayList<>(List.of("certify", "--run", TinyRun.folder().toString()));
    words.addAll(List.of("--max", "24", "--n", "2000", "--log"));
    try (SmoothadvProcess driver =
        submit(Stream.concat(words.stream(), Stream.of(log.toString())).toList())) {
      driver.awaitLines(log, 5);
      Process worker = daemons.get(1);
      Optional<ProcessHandle> executor = worker.descendants().findFirst();
      worker.destroyForcibly();
      assertTrue(executor.orElseThrow().destroyForcibly());
      driver.await().assertDone();
    }
    words.add(expected.toString());
    Smoothadv.call(words).assertDone();
    assertEquals(LogLines.withoutTime(expected), LogLines.withoutTime(log));
  }
}
