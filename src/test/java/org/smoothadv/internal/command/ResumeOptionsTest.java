package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code --resume} goes on with the same experiment only: an option that would change it is refused
 * with both values.
 */
class ResumeOptionsTest {
  @TempDir static Path shared;
  private static Path certified;

  @TempDir Path folder;
  private Path run;

  @BeforeAll
  static void certify() throws IOException, InterruptedException {
    certified = TinyRun.copy(shared);
    Smoothadv.call("certify", "--run", certified.toString(), "--max", "2", "--n", "150")
        .assertDone();
  }

  @BeforeEach
  void copyRun() throws IOException {
    run = Folders.copy(certified, folder.resolve("run"));
  }

  @ParameterizedTest
  @CsvSource({
    "--dataset cifar10, the run has synthetic",
    "--data elsewhere, the run has none",
    "--arch cifar-resnet-14, the run has cifar-resnet-8",
    "--normalization centre, the run has standard",
    "--precision bfloat16, the run has float32",
    "--devices cpu:0, the run has none",
    "--sigma 0.5, the run has 0.25",
    "--attack pgd, the run has none",
    "--epsilon 0.5, the run has 0.0",
    "--steps 2, the run has 0",
    "--noise-samples 2, the run has 1",
    "--warmup 5, the run has 10",
    "--epochs 1, the run has 2",
    "--batch 32, the run has 16",
    "--learning-rate 0.1, the run has 0.02",
    "--learning-rate-step 1, the run has 50",
    "--learning-rate-decay 0.5, the run has 0.1",
    "--momentum 0.8, the run has 0.9",
    "--weight-decay 0.1, the run has 1.0E-4",
    "--limit 512, the run has 256",
    "--eval-limit 60, the run has 50",
    "--eval-share 0.1, the run has 0.0",
    "--seed 7, the run has 0"
  })
  void trainingGoesOnWithTheRunsOptionsOnly(String option, String before) throws IOException {
    assertRefusedUnchanged(
        "train --resume " + option, "--resume with " + words(option).get(0), before);
  }

  @Test
  void runOfAnEarlierVersionIsOneInFloat32() throws IOException {
    Path description = run.resolve("run.json");
    String text = Files.readString(description);
    String earlier = text.replaceFirst("\\s*\"precision\": \"float32\",", "");
    assertNotEquals(text, earlier);
    Files.writeString(description, earlier);
    assertRefusedUnchanged("train --resume --precision bfloat16", "the run has float32");
  }

  @ParameterizedTest
  @CsvSource({
    "--n 100, made with --n 150",
    "--n0 50 --n 150, made with --n0 100",
    "--alpha 0.01 --n 150, made with --alpha 0.001",
    "--seed 3 --n 150, made with --seed 0",
    "--batch 32 --n 150, made with --batch 64",
    "--precision bfloat16 --n 150, made with --precision",
    "--split train --n 150, made with --split",
    "--max 3 --n 150, made with --max 2",
    "--skip 2 --n 150, made with --skip 1",
    "--bound top-two --n 150, made with --bound \"one-vs-rest\"",
    "--sampling adaptive --radii 0.1 --n 150, made with --sampling \"fixed\""
  })
  void logGoesOnWithItsOptionsOnly(String options, String before) throws IOException {
    String max = options.contains("--max") ? "" : "--max 2 ";
    assertRefusedUnchanged(
        "certify --resume " + max + options, before, "this command has", "--log");
  }

  @Test
  void adaptiveLogGoesOnWithItsRadiiOnly() throws IOException {
    String call =
        "certify --max 2 --n 150 --sampling adaptive --log " + run.resolve("adaptive.tsv");
    List<String> arguments = new ArrayList<>(words(call + " --radii 0.10,0.2"));
    arguments.addAll(List.of("--run", run.toString()));
    Smoothadv.call(arguments).assertDone();
    assertRefusedUnchanged(
        call + " --resume --radii 0.1,0.3",
        "made with --radii \"0.1,0.2\", this command has \"0.1,0.3\"");
    arguments.set(arguments.indexOf("0.10,0.2"), "0.1,0.20");
    arguments.add("--resume");
    Smoothadv.call(arguments).assertDone();
  }

  /** As logs were before lines told their samples and their settings. */
  @Test
  void logWithFewerColumnsGoesOnWithThese() throws IOException {
    Path log = run.resolve("certify-0.25.tsv");
    List<String> whole = Files.readAllLines(log);
    for (int columns : new int[] {7, 6}) {
      Files.write(log, whole.subList(0, 2).stream().map(line -> first(columns, line)).toList());
      Smoothadv.call("certify", "--run", run.toString(), "--max", "2", "--n", "150", "--resume")
          .assertDone();
      List<String> lines = Files.readAllLines(log);
      assertEquals(3, lines.size());
      lines.forEach(line -> assertEquals(columns, line.split("\t", -1).length, line));
    }
  }

  @Test
  void accuracyOfALogThatGoesOnIsThatOfAllItsImages() throws IOException {
    Path log = run.resolve("watched.tsv");
    List<String> words =
        new ArrayList<>(words("certify --max 40 --n 150 --resume --log " + log + " --run " + run));
    String whole = lastAccuracy(Smoothadv.call(words).assertDone());
    LogLines.cutAfter(log, 39);
    assertEquals(whole, lastAccuracy(Smoothadv.call(words).assertDone()));
  }

  private static String lastAccuracy(Outcome outcome) {
    String text = outcome.err();
    int start = text.lastIndexOf("accuracy ");
    assertNotEquals(-1, start, text);
    String accuracy = text.substring(start).lines().findFirst().orElseThrow();
    // One image alone could have no other.
    assertFalse(accuracy.matches("accuracy [01]\\.000.*"), accuracy);
    return accuracy;
  }

  private static String first(int columns, String line) {
    return String.join("\t", List.of(line.split("\t", -1)).subList(0, columns));
  }

  @Test
  void logGoesOnWithItsSigmaOnly() throws IOException {
    assertRefusedUnchanged(
        "certify --resume --n 150 --sigma 0.5 --log " + run.resolve("certify-0.25.tsv"),
        "made with --sigma 0.25, this command has 0.5");
  }

  @Test
  void logIsNotWrittenOverWithoutResume() throws IOException {
    assertRefusedUnchanged(
        "certify --n 150", run.resolve("certify-0.25.tsv") + " exists already", "--resume");
  }

  @Test
  void logOfAnotherKindDoesNotGoOn() throws IOException {
    assertRefusedUnchanged(
        "predict --resume --n 150 --log " + run.resolve("certify-0.25.tsv"),
        "made with kind \"certify\"");
  }

  @Test
  void logWithoutDescriptionDoesNotGoOn() throws IOException {
    assertRefusedUnchanged(
        "certify --resume --log " + run.resolve("train.tsv"), "train.json is missing");
    Files.writeString(run.resolve("certify-0.25.json"), "{\"kind\": ");
    assertRefusedUnchanged("certify --resume --n 150", "certify-0.25.json is damaged");
  }

  @Test
  void damagedLogIsNamedWithTheLine() throws IOException {
    Path log = run.resolve("certify-0.25.tsv");
    List<String> lines = new ArrayList<>(Files.readAllLines(log));
    lines.set(2, lines.get(2).replace('\t', ' '));
    Files.write(log, lines);
    assertRefusedUnchanged("certify --resume --max 2 --n 150", log + ", line 3: there must be 10");
  }

  private void assertRefusedUnchanged(String call, String... complaints) throws IOException {
    Map<String, String> before = Folders.content(folder);
    List<String> arguments = new ArrayList<>(words(call));
    arguments.addAll(List.of("--run", run.toString()));
    Smoothadv.call(arguments).assertRefused(complaints);
    assertEquals(before, Folders.content(folder), "nothing is lost and nothing half-written");
  }

  private static List<String> words(String text) {
    return Arrays.asList(text.split(" ", -1));
  }
}
