package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.support.NumpyArrays;

/** Ctrl-C ends the program with status 130 and keeps what was finished. */
class InterruptionTest {
  private static final int INTERRUPTED = 130;

  @TempDir Path folder;

  @BeforeEach
  void requireThatProcessesCanBeInterrupted() throws IOException {
    SmoothadvProcess.assumeInterruptible();
  }

  @Test
  void trainingKeepsItsFinishedEpochs() throws IOException, InterruptedException {
    Path run = folder.resolve("run");
    List<String> arguments = TinyRun.training(run, "--epochs", "1000");
    try (SmoothadvProcess process = SmoothadvProcess.start(folder, arguments)) {
      process.awaitLines(run.resolve("train.tsv"), 3);
      // Meanwhile nobody else may write to the run.
      Smoothadv.call("train", "--resume", "--epochs", "2000", "--run", run.toString())
          .assertRefused(run + " is being trained by another process");
      process.interrupt();
      assertInterrupted(process.await());
    }
    int epochs = Files.readAllLines(run.resolve("train.tsv")).size() - 1;
    assertTrue(epochs >= 2 && epochs < 1000, epochs + " epochs");
    assertEquals(Optional.of(BoardOfRun.FAILURE), BoardOfRun.of(run).status());
    Smoothadv.call("certify", "--run", run.toString(), "--max", "1", "--n", "100").assertDone();
  }

  @Test
  void certificationKeepsItsFinishedImages() throws IOException, InterruptedException {
    Path log = folder.resolve("log.tsv");
    List<String> arguments =
        List.of("certify", "--run", TinyRun.folder().toString(), "--n", "200", "--log", "log.tsv");
    try (SmoothadvProcess process = SmoothadvProcess.start(folder, arguments)) {
      process.awaitLines(log, 3);
      process.interrupt();
      assertInterrupted(process.await());
    }
    String text = Files.readString(log);
    assertTrue(text.endsWith("\n"), text);
    assertTrue(text.lines().count() < 2000, "of 2000 images");
    Smoothadv.call("analyze", log.toString(), "--radii", "0").assertDone();
  }

  /** Of what is exported, for an export is written faster than it can be interrupted. */
  @Test
  void exportLeavesNothing() throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            EndlessFolder.class.getName(),
            "model");
    try (SmoothadvProcess process = SmoothadvProcess.startCommand(folder, command)) {
      process.awaitHidden(folder, "half", 1);
      process.interrupt();
      assertInterrupted(process.await());
    }
    assertEquals(List.of(""), List.copyOf(Folders.content(folder).keySet()));
  }

  @Test
  void labellingLeavesNothingHalf() throws IOException, InterruptedException {
    byte[] pixels = new byte[5000 * 32 * 32 * 3];
    NumpyArrays.savez(
        folder.resolve("images.npz"),
        Map.of("data", NumpyArrays.bytes(List.of(5000, 32, 32, 3), pixels)));
    Map<String, String> before = Folders.content(folder);
    List<String> arguments = new ArrayList<>(List.of("pseudo-label"));
    arguments.addAll(List.of("--run", TinyRun.folder().toString()));
    arguments.addAll(List.of("--unlabelled", "images.npz", "--out", "labelled.npz"));
    try (SmoothadvProcess process = SmoothadvProcess.start(folder, arguments)) {
      process.awaitHidden(folder, "", pixels.length);
      process.interrupt();
      assertInterrupted(process.await());
    }
    assertEquals(before, Folders.content(folder));
  }

  private static void assertInterrupted(Outcome outcome) {
    assertEquals(INTERRUPTED, outcome.status(), outcome.err());
    assertEquals("", outcome.out());
  }
}
