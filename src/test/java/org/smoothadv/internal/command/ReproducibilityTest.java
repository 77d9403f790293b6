package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same seed on the same machine gives the same bytes, however a run came about: in one go, in
 * pieces, or after it was killed.
 */
class ReproducibilityTest {
  private static final String LATEST = "checkpoints/latest.safetensors";

  @TempDir Path folder;

  @Test
  void sameSeedGivesTheSameRunInAnotherProcess() throws IOException, InterruptedException {
    Path again = train("again", "--epochs", "2");
    assertSameRun(TinyRun.folder(), again);
  }

  @Test
  void anotherSeedGivesAnotherRun() throws IOException {
    Path first = train("first", "--epochs", "1");
    Path other = train("other", "--epochs", "1", "--seed", "1");
    assertFalse(Arrays.equals(checkpoint(first), checkpoint(other)));
    assertNotEquals(trainingLog(first), trainingLog(other));
  }

  @ParameterizedTest
  @CsvSource({"float32, pgd, plugin", "bfloat16, pgd, plugin", "float32, ddn, stein-baseline"})
  void smoothAdvRunThatIsContinuedEndsAsIfItHadNeverStopped(
      String precision, String method, String gradient) throws IOException {
    String[] attack = {
      "--precision",
      precision,
      "--attack",
      method,
      "--gradient",
      gradient,
      "--epsilon",
      "0.5",
      "--steps",
      "1",
      "--warmup",
      "1",
      "--noise-samples",
      "2",
      "--limit",
      "64",
      "--epochs",
      "2"
    };
    assertEndsAsIfItHadNeverStopped(attack);
  }

  /** The last batch of an epoch is one image: the second device has none of it. */
  @Test
  void runOnSeveralDevicesThatIsContinuedEndsAsIfItHadNeverStopped() throws IOException {
    Path run =
        assertEndsAsIfItHadNeverStopped(
            "--devices", "cpu:0,cpu:1", "--limit", "65", "--batch", "8", "--epochs", "2");
    Smoothadv.call("train", "--resume", "--devices", "cpu:1,cpu:0", "--run", run.toString())
        .assertRefused("--resume with --devices cpu:1,cpu:0, but the run has cpu:0,cpu:1");
    Smoothadv.call(
            "train",
            "--resume",
            "--devices",
            "cpu:0,cpu:1",
            "--epochs",
            "3",
            "--run",
            run.toString())
        .assertDone();
  }

  /** Trains in one go and in two, and returns the latter. The last option is the epochs, 2. */
  private Path assertEndsAsIfItHadNeverStopped(String... options) throws IOException {
    Path whole = train("whole", options);
    options[options.length - 1] = "1";
    Path pieces = train("pieces", options);
    Smoothadv.call("train", "--resume", "--epochs", "2", "--run", pieces.toString()).assertDone();
    assertSameRun(whole, pieces);
    return pieces;
  }

  @Test
  void runThatWasKilledInAnEpochEndsAsIfItHadNotBeen() throws IOException, InterruptedException {
    Path killed = folder.resolve("killed");
    List<String> arguments = TinyRun.training(killed, "--batch", "8", "--epochs", "3");
    try (SmoothadvProcess process = SmoothadvProcess.start(folder, arguments)) {
      process.awaitLines(killed.resolve("train.tsv"), 2);
      process.kill();
    }
    assertTrue(trainingLog(killed).size() < 1 + 3, "it was killed before its end");
    Smoothadv.call("train", "--resume", "--run", killed.toString()).assertDone();

    arguments.set(arguments.indexOf(killed.toString()), folder.resolve("whole").toString());
    Smoothadv.call(arguments).assertDone();
    assertSameRun(folder.resolve("whole"), killed);
  }

  @Test
  void certifiedImageDoesNotDependOnWhichOthersAre() throws IOException, InterruptedException {
    Map<String, String> all = certify("all.tsv", "--max", "13");
    Map<String, String> some = certify("some.tsv", "--skip", "6", "--max", "3");
    assertEquals(List.of("0", "12", "6"), List.copyOf(some.keySet()));
    some.forEach((image, line) -> assertEquals(answer(all.get(image)), answer(line)));
    assertTrue(all.values().stream().map(line -> line.split("\t", -1)[3]).distinct().count() > 2);
  }

  @Test
  void anotherSeedOfTheNoiseGivesOtherCounts() throws IOException, InterruptedException {
    assertNotEquals(
        certify("zero.tsv", "--max", "5"), certify("one.tsv", "--max", "5", "--seed", "1"));
  }

  @Test
  void adaptiveSamplingDoesNotDependOnTheBatch() throws IOException, InterruptedException {
    String[] adaptive = {
      "--max", "13", "--sampling", "adaptive", "--radii", "0.1,0.2,0.3", "--batch", "64"
    };
    Map<String, String> expected = certify("64.tsv", adaptive);
    adaptive[adaptive.length - 1] = "50";
    assertEquals(expected, certify("50.tsv", adaptive));
    List<Integer> samples =
        expected.values().stream().map(line -> Integer.parseInt(line.split("\t", -1)[5])).toList();
    assertTrue(samples.stream().allMatch(count -> count >= 164 && count <= 500), "" + samples);
    assertTrue(samples.stream().distinct().count() > 1, "" + samples);
  }

  @Test
  void certificationThatWasKilledGoesOnWithTheSameLines() throws IOException, InterruptedException {
    Path log = folder.resolve("killed.tsv");
    List<String> arguments =
        List.of(certification("killed.tsv", "--max", "6").toArray(String[]::new));
    try (SmoothadvProcess process = SmoothadvProcess.start(folder, arguments)) {
      process.awaitLines(log, 3);
      process.kill();
    }
    assertTrue(lines(log).size() < 6, "it was killed before its end");
    Files.writeString(log, Files.readString(log) + "4\t7"); // as a full disk or a crash leaves it
    assertEquals(
        certify("whole.tsv", "--max", "6"), certify("killed.tsv", "--max", "6", "--resume"));
  }

  private Path train(String name, String... options) {
    Path run = folder.resolve(name);
    Smoothadv.call(TinyRun.training(run, options)).assertDone();
    return run;
  }

  private Map<String, String> certify(String log, String... options)
      throws IOException, InterruptedException {
    Smoothadv.call(certification(log, options)).assertDone();
    return lines(folder.resolve(log));
  }

  private List<String> certification(String log, String... options)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("certify", "--n", "400"));
    arguments.addAll(List.of("--run", TinyRun.folder().toString()));
    arguments.addAll(List.of("--log", folder.resolve(log).toString()));
    arguments.addAll(List.of(options));
    return arguments;
  }

  private static void assertSameRun(Path expected, Path actual) throws IOException {
    assertArrayEquals(checkpoint(expected), checkpoint(actual));
    assertEquals(trainingLog(expected), trainingLog(actual));
    assertEquals(
        Files.readString(expected.resolve("run.json")),
        Files.readString(actual.resolve("run.json")));
  }

  private static byte[] checkpoint(Path run) throws IOException {
    return Files.readAllBytes(run.resolve(LATEST));
  }

  /** The lines of train.tsv without their second column, the time. */
  private static List<String> trainingLog(Path run) throws IOException {
    return Files.readAllLines(run.resolve("train.tsv")).stream()
        .map(line -> line.replaceFirst("\t[^\t]*", ""))
        .toList();
  }

  /** A line without the settings, which tell which images were chosen. */
  private static String answer(String line) {
    return line.substring(0, line.lastIndexOf('\t'));
  }

  /** The lines of a certification log by image, without their sixth column, the time. */
  private static Map<String, String> lines(Path log) throws IOException {
    Map<String, String> lines = new TreeMap<>();
    for (String line : Files.readAllLines(log)) {
      if (!line.startsWith("idx")) {
        lines.put(
            line.substring(0, line.indexOf('\t')),
            line.replaceFirst("^((?:[^\t]*\t){5})[^\t]*\t", "$1"));
      }
    }
    return lines;
  }
}
