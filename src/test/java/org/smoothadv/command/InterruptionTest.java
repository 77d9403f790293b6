package org.smoothadv.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  private static void assertInterrupted(Outcome outcome) {
    assertEquals(INTERRUPTED, outcome.status(), outcome.err());
    assertEquals("", outcome.out());
  }
}
