package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was begun with some kernels goes on with them. */
class KernelsOptionTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"onednn", "tensorflow"})
  void aLogGoesOnWithTheKernelsThatItWasBegunWith(String kernels)
      throws IOException, InterruptedException {
    Path log = folder.resolve("log.tsv");
    certify(log, "--kernels", kernels).assertDone();
    List<String> whole = LogLines.withoutTime(log);
    LogLines.cutAfter(log, 2);

    certify(log, "--resume").assertDone();

    assertEquals(whole, LogLines.withoutTime(log));
    assertEquals(
        kernels.equals("tensorflow"),
        Files.readString(folder.resolve("log.json")).contains("\"kernels\": \"tensorflow\""));
    String other = kernels.equals("onednn") ? "tensorflow" : "onednn";
    certify(log, "--resume", "--kernels", other)
        .assertRefused("--resume", "begun with --kernels " + kernels);
    assertEquals(whole, LogLines.withoutTime(log));
  }

  @Test
  void shardsOfMachinesWithOtherKernelsAreOneLog() throws IOException, InterruptedException {
    Path run = TinyRun.copy(folder);
    for (String[] shard : new String[][] {{"1/2", "onednn"}, {"2/2", "tensorflow"}}) {
      List<String> words = List.of("certify", "--max", "4", "--n", "150", "--run", run.toString());
      call(words, "--shard", shard[0], "--kernels", shard[1]).assertDone();
    }
    Smoothadv.call("analyze", run.toString()).assertDone();
  }

  @Test
  void aRunGoesOnWithTheKernelsThatItWasBegunWith() throws IOException {
    Path run = folder.resolve("run");
    List<String> arguments =
        TinyRun.training(run, "--epochs", "1", "--limit", "32", "--kernels", "tensorflow");
    Smoothadv.call(arguments.toArray(String[]::new)).assertDone();
    assertTrue(description(run).contains("\"kernels\": \"tensorflow\""), description(run));

    List<String> resume = List.of("train", "--resume", "--epochs", "2", "--run", run.toString());
    call(resume, "--kernels", "onednn")
        .assertRefused("--resume", "the run was begun with --kernels tensorflow");
    Smoothadv.call(resume).assertDone();

    assertTrue(description(run).contains("\"kernels\": \"tensorflow\""), description(run));
  }

  @Test
  void aRunOfAnEarlierVersionIsOneOfOneDnn() throws IOException, InterruptedException {
    Path run = TinyRun.copy(folder);
    String earlier = description(run).replaceFirst("(?s)\\s*\"tuning\": \\{.*?\\},", "");
    assertFalse(earlier.contains("tuning"));
    Files.writeString(run.resolve("run.json"), earlier);

    Smoothadv.call(
            "train",
            "--resume",
            "--kernels",
            "tensorflow",
            "--epochs",
            "3",
            "--run",
            run.toString())
        .assertRefused("begun with --kernels onednn");
    Smoothadv.call("certify", "--run", run.toString(), "--max", "1", "--n", "150").assertDone();
  }

  @Test
  void thoseOfTensorFlowAreForFloat32() throws IOException, InterruptedException {
    certify(folder.resolve("log.tsv"), "--kernels", "tensorflow", "--precision", "bfloat16")
        .assertRefused("--kernels tensorflow", "--precision");
  }

  @Test
  void thereAreNoOthers() throws IOException, InterruptedException {
    certify(folder.resolve("log.tsv"), "--kernels", "fast").assertRefused("--kernels", "fast");
  }

  private static Outcome certify(Path log, String... more)
      throws IOException, InterruptedException {
    String run = TinyRun.folder().toString();
    return call(
        List.of("certify", "--run", run, "--max", "4", "--n", "150", "--log", log.toString()),
        more);
  }

  private static Outcome call(List<String> words, String... more) {
    return Smoothadv.call(Stream.concat(words.stream(), Stream.of(more)).toList());
  }

  private static String description(Path run) throws IOException {
    return Files.readString(run.resolve("run.json"));
  }
}
