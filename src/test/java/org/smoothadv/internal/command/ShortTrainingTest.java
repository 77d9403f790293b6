package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whoever trains too briefly for what comes gradually, or late, is told how much of it there was.
 */
class ShortTrainingTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--attack pgd --epsilon 0.5 --steps 1 --warmup 10 | epsilon has risen to 0.05, not to 0.5",
        "--attack pgd --epsilon 0.5 --steps 1 --warmup 1 | ''",
        "--objective smoothmix --noise-samples 2 --steps 2 --warmup 10"
            + " | what smoothmix adds to the cross-entropy has 0.2 of its weight",
        "--objective smoothmix --noise-samples 2 --steps 2 --warmup 2 | ''",
        "--objective macer --noise-samples 2 --deferred true --learning-rate-step 2"
            + " | what macer adds to the cross-entropy has 0.0 of its weight",
        "--objective macer --noise-samples 2 --deferred true --learning-rate-step 1 | ''"
      })
  void tellsWhatHasNotCome(String options, String note) {
    List<String> words = new ArrayList<>(List.of("--limit", "16", "--epochs", "2"));
    words.addAll(List.of(options.split(" ", -1)));
    String err =
        Smoothadv.call(TinyRun.training(folder.resolve("run"), words.toArray(String[]::new)))
            .assertDone()
            .err();
    String start = "training ends after 2 epochs, when ";
    assertEquals(
        note.isEmpty() ? List.of() : List.of(start + note),
        err.lines()
            .filter(line -> line.contains(start))
            .map(line -> line.substring(line.indexOf(start)))
            .toList());
  }
}
