package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evaluation under attack takes a small part of an epoch where nobody says otherwise. */
class EvaluationShareTest {
  @TempDir Path folder;
  private Path run;

  @BeforeEach
  void place() {
    run = folder.resolve("run");
  }

  private Outcome train(String... more) {
    List<String> words = new ArrayList<>(List.of("--attack", "pgd", "--epsilon", "0.5"));
    words.addAll(List.of("--steps", "1", "--limit", "32", "--epochs", "1"));
    words.addAll(List.of(more));
    return Smoothadv.call(TinyRun.training(run, words.toArray(String[]::new))).assertDone();
  }

  @Test
  void fewerImagesAreAttackedThanAreEvaluated() throws IOException {
    Outcome outcome = train("--eval-limit", "120", "--eval-share", "0.05");
    assertTrue(outcome.err().contains(" under attack (100 images), "), outcome.err());
    String json = Files.readString(run.resolve("run.json"));
    assertTrue(json.contains("\"evaluationShare\": 0.05"), json);
  }

  @Test
  void whoSaysHowManyAreEvaluatedHasThemAttacked() throws IOException {
    Outcome outcome = train("--eval-limit", "120");
    assertTrue(outcome.err().contains(" under attack, "), outcome.err());
    // As runs of earlier versions are, which go on as they began.
    String json = Files.readString(run.resolve("run.json"));
    assertFalse(json.contains("evaluationShare"), json);
    Outcome resumed =
        Smoothadv.call("train", "--resume", "--run", run.toString(), "--epochs", "2").assertDone();
    assertTrue(resumed.err().contains(" under attack, "), resumed.err());
    assertEquals(3, Files.readAllLines(run.resolve("train.tsv")).size());
  }

  @Test
  void whoSaysNothingHasAShare() throws IOException {
    List<String> words = new ArrayList<>(TinyRun.training(run, "--limit", "16", "--epochs", "1"));
    int limit = words.indexOf("--eval-limit");
    words.subList(limit, limit + 2).clear();
    Smoothadv.call(words).assertDone();
    String json = Files.readString(run.resolve("run.json"));
    assertTrue(json.contains("\"evaluationShare\": 0.05"), json);
    assertTrue(json.contains("\"evaluationLimit\": 1000"), json);
  }
}
