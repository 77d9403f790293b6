package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever trains for less than the warm-up is told which epsilon the network has seen. */
class WarmUpTest {
  @TempDir Path folder;

  private String notesOf(String... options) {
    String[] words = {
      "--limit", "16", "--attack", "pgd", "--epsilon", "0.5", "--steps", "1", "--epochs", "2"
    };
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of(options));
    return Smoothadv.call(TinyRun.training(folder.resolve("run"), all.toArray(String[]::new)))
        .assertDone()
        .err();
  }

  @Test
  void trainingThatEndsBeforeItsWarmUp() {
    String notes = notesOf("--warmup", "10");
    String note =
        "epsilon rises to 0.05 only, not to 0.5: training ends after 2 epochs, the warm-up after 10";
    assertTrue(notes.contains(note), notes);
  }

  @Test
  void trainingThatReachesEpsilonInItsLastEpoch() {
    String notes = notesOf("--warmup", "1");
    assertFalse(notes.contains("epsilon rises"), notes);
  }
}
