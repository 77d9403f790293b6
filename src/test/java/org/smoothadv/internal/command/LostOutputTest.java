package org.smoothadv.internal.command;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What cannot be written is told, and nothing is left half. A limit on the size of files, in blocks
 * of 512 bytes, fails as a full disk does.
 */
class LostOutputTest {
  private static final String COLUMNS = "idx\tlabel\tpredict\tradius\tcorrect\ttime\n";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"--help", "analyze --help", "analyze log.tsv", "analyze log.tsv --format csv"})
  void standardOutputThatIsLostIsTold(String arguments) throws IOException, InterruptedException {
    assumeTrue(Files.exists(Path.of("/dev/full")), "there is no /dev/full on this system");
    writeLog();
    Outcome outcome = shell("exec \"$0\" \"$@\" >/dev/full", arguments.split(" "));
    assertEquals(
        "smoothadv: standard output cannot be written: No space left on device\n", outcome.err());
    assertEquals(1, outcome.status());
  }

  @Test
  void aReaderThatHasHadEnoughIsToldByTheStatusAlone() throws IOException, InterruptedException {
    Outcome outcome = shell("{ \"$0\" \"$@\"; echo $? >status; } | true", "analyze", "--help");
    assertEquals("", outcome.err());
    assertEquals("1\n", Files.readString(folder.resolve("status")));
  }

  @Test
  void aCommandThatFailsSaysSoWhereverItsOutputGoes() throws IOException, InterruptedException {
    Outcome outcome = shell("{ \"$0\" \"$@\"; echo $? >status; } | true", "analyze", "missing");
    assertTrue(outcome.err().contains("missing does not exist"), outcome.err());
    assertEquals("2\n", Files.readString(folder.resolve("status")));
  }

  @Test
  void aTableStaysAsItWas() throws IOException, InterruptedException {
    writeLog();
    Path out = Files.writeString(folder.resolve("out.csv"), "old");
    String radii = IntStream.range(0, 40).mapToObj(i -> "0." + i).collect(joining(","));
    limited(1, "analyze", "log.tsv", "--radii", radii, "--out", "out.csv")
        .assertFailed("out.csv: File too large");
    assertEquals("old", Files.readString(out));
    assertNothingHidden();
  }

  @ParameterizedTest
  @ValueSource(strings = {"report . --out out.html", "plot log.tsv --out out.svg"})
  void aFontThatCannotBeUnpackedIsTold(String arguments) throws IOException, InterruptedException {
    writeLog();
    limited(8, arguments.split(" "))
        .assertFailed("the font of charts cannot be unpacked to", "File too large");
    assertFalse(Files.exists(folder.resolve("out.svg")));
  }

  @Test
  void aLogKeepsItsWholeLinesAndGoesOnFromThere() throws IOException, InterruptedException {
    List<String> certify =
        new ArrayList<>(List.of("certify", "--run", TinyRun.folder().toString()));
    certify.addAll(List.of("--max", "170", "--n", "20", "--log", folder + "/certify.tsv"));
    limited(8, certify.toArray(String[]::new)).assertFailed("certify.tsv: File too large");
    Path log = folder.resolve("certify.tsv");
    String written = Files.readString(log);
    assertTrue(written.endsWith("\n") && written.lines().count() > 40, written);
    certify.add("--resume");
    Smoothadv.call(certify).assertDone();
    String whole = Files.readString(log);
    assertTrue(whole.startsWith(written));
    assertEquals(171, whole.lines().count());
  }

  @Test
  void aCheckpointStaysAsItWas() throws IOException, InterruptedException {
    Path checkpoint = folder.resolve("run/checkpoints/latest.safetensors");
    // Room for the 140 KB of the graph for TensorBoard, not for the 600 KB of a checkpoint.
    limited(
            800,
            TinyRun.training(Path.of("run"), "--limit", "32", "--epochs", "1")
                .toArray(String[]::new))
        .assertFailed("run/checkpoints/latest.safetensors: File too large");
    assertFalse(Files.exists(checkpoint));
    assertNothingHidden();
  }

  private void writeLog() throws IOException {
    StringBuilder text = new StringBuilder(COLUMNS);
    for (int i = 0; i < 40; i++) {
      text.append("%d\t3\t3\t0.%02d\t1\t1.0\n".formatted(i, i));
    }
    Files.writeString(folder.resolve("log.tsv"), text);
  }

  private void assertNothingHidden() throws IOException {
    List<String> hidden =
        Folders.content(folder).keySet().stream().filter(it -> it.contains(".smoothadv")).toList();
    assertEquals(List.of(), hidden);
  }

  private Outcome limited(int blocks, String... arguments)
      throws IOException, InterruptedException {
    return shell("ulimit -f " + blocks + "; exec \"$0\" \"$@\"", arguments);
  }

  private Outcome shell(String script, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("sh", "-c", script));
    command.addAll(SmoothadvProcess.command(List.of("-XX:-UsePerfData"), List.of(arguments)));
    try (SmoothadvProcess process = SmoothadvProcess.startCommand(folder, command)) {
      return process.await();
    }
  }
}
