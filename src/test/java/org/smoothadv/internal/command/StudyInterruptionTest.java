package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A study that is killed twice on its way ends with the bytes of one that was not. */
class StudyInterruptionTest {
  private static final String GRID =
      """
      [models gaussian]
      sigma = 0.25
      epochs = 3
      batch = 2
      [models pgd]
      sigma = 0.25
      attack = pgd
      epsilon = 0.5
      steps = 1
      warmup = 0
      [certify]
      max = 8
      n = 3000
      [table accuracy]
      [figure curves]
      out = curves.svg
      """;

  private static final List<String> MODELS =
      List.of("gaussian/sigma0.25", "pgd/sigma0.25-pgd-epsilon0.5-T1-m1");

  @TempDir Path folder;

  @Test
  void killedStudyGoesOnWhereItWas() throws IOException, InterruptedException {
    SmoothadvProcess.assumeInterruptible();
    Path file = TinyStudy.write(Files.createDirectory(folder.resolve("killed")), GRID);
    Path killed = file.resolveSibling("out");
    Path run = killed.resolve(MODELS.get(0));
    try (SmoothadvProcess process = SmoothadvProcess.start(folder, TinyStudy.arguments(file))) {
      process.awaitLines(run.resolve("train.tsv"), 2);
      process.kill();
    }
    assertTrue(Files.readAllLines(run.resolve("train.tsv")).size() < 1 + 3, "killed in training");
    try (SmoothadvProcess process = SmoothadvProcess.start(folder, TinyStudy.arguments(file))) {
      process.awaitLines(run.resolve("certify-0.25.tsv"), 3);
      process.interrupt();
      assertEquals(130, process.await().status());
    }
    assertTrue(
        Files.readAllLines(run.resolve("certify-0.25.tsv")).size() < 1 + 8, "killed in certifying");
    TinyStudy.call(file).assertDone();

    Path other = TinyStudy.write(Files.createDirectory(folder.resolve("whole")), GRID);
    TinyStudy.call(other).assertDone();
    assertSame(other.resolveSibling("out"), killed);
  }

  private static void assertSame(Path expected, Path actual) throws IOException {
    for (String model : MODELS) {
      for (String name : List.of("checkpoints/latest.safetensors", "run.json")) {
        assertSameBytes(expected.resolve(model).resolve(name), actual.resolve(model).resolve(name));
      }
      for (String name : List.of("train.tsv", "certify-0.25.tsv")) {
        assertEquals(
            LogLines.withoutTime(expected.resolve(model).resolve(name)),
            LogLines.withoutTime(actual.resolve(model).resolve(name)));
      }
    }
    for (String name : List.of("accuracy.txt", "accuracy.md", "accuracy.csv", "curves.svg")) {
      assertSameBytes(expected.resolve(name), actual.resolve(name));
    }
  }

  private static void assertSameBytes(Path expected, Path actual) throws IOException {
    assertArrayEquals(Files.readAllBytes(expected), Files.readAllBytes(actual), actual.toString());
  }
}
