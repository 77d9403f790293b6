package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.device.Machine;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.run.RunDescription;
import org.smoothadv.run.RunFolder;
import org.smoothadv.run.RunLock;

/** Two trainings that want one folder: one gets it, and nothing of the other is left. */
class TrainingRaceTest {
  @TempDir Path folder;

  @Test
  void oneOfTwoProcessesTrainsAndTheOtherIsRefused() throws IOException, InterruptedException {
    for (int race = 0; race < 2; race++) {
      Path run = folder.resolve("run" + race);
      List<SmoothadvProcess> processes = new ArrayList<>();
      for (long seed : List.of(100L, 200L)) {
        String[] options = {"--seed", "" + seed, "--limit", "16", "--eval-limit", "4"};
        List<String> training = TinyRun.training(run, options);
        training.addAll(List.of("--epochs", "1"));
        processes.add(SmoothadvProcess.start(folder, training));
      }
      List<Outcome> outcomes = new ArrayList<>();
      for (SmoothadvProcess process : processes) {
        try (process) {
          outcomes.add(process.await());
        }
      }
      int winner = outcomes.get(0).status() == 0 ? 0 : 1;
      outcomes.get(winner).assertDone();
      Outcome loser = outcomes.get(1 - winner);
      assertEquals(2, loser.status(), loser.err());
      assertTrue(loser.err().contains("--run " + run), loser.err());
      assertEquals(winner == 0 ? 100 : 200, seed(run));
      assertEquals(2, Files.readAllLines(run.resolve("train.tsv")).size());
      try (var files = Files.list(run)) {
        assertEquals(1, files.filter(f -> f.toString().contains("tfevents")).count());
      }
    }
  }

  @Test
  void theDescriptionIsThatOfTheThreadThatGotTheLock() throws Exception {
    RunDescription known = RunFolder.open(TinyRun.folder()).description();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int race = 0; race < 200; race++) {
        Path run = folder.resolve("threads" + race);
        CyclicBarrier start = new CyclicBarrier(2);
        List<Future<Boolean>> answers = new ArrayList<>();
        for (int images : new int[] {100, 200}) {
          RunDescription description =
              new RunDescription(10, images, known.configuration(), Machine.current());
          Callable<Boolean> training =
              () -> {
                start.await();
                return writes(run, description);
              };
          answers.add(threads.submit(training));
        }
        boolean first = answers.get(0).get();
        assertTrue(first != answers.get(1).get(), "one of two writes");
        assertEquals(first ? 100 : 200, RunFolder.open(run).description().trainingImages());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static boolean writes(Path run, RunDescription description) throws IOException {
    try (RunLock lock = RunLock.takeNew(run)) {
      RunFolder.create(lock, description);
      return true;
    } catch (InvalidInputException e) {
      return false;
    }
  }

  @Test
  void aFolderWithARunIsLeftAsItIs() throws IOException, InterruptedException {
    Path run = TinyRun.copy(folder);
    Files.deleteIfExists(run.resolve(".lock"));
    Map<String, String> before = Folders.content(folder);
    Smoothadv.call(TinyRun.training(run)).assertRefused("--run " + run, "holds a run already");
    assertEquals(before, Folders.content(folder));
  }

  private static long seed(Path run) throws IOException {
    return JsonParser.parseString(Files.readString(run.resolve("run.json")))
        .getAsJsonObject()
        .getAsJsonObject("configuration")
        .get("seed")
        .getAsLong();
  }
}
