package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.support.EventFiles;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

/**
 * What SGD minimises, as the command line says it: what is refused, and that the rest goes with it.
 */
class ObjectiveOptionsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --objective trades                                        | --objective is 'trades'; accepted is one of cross-entropy, consistency, macer, stability, smoothmix
          --objective consistency                                   | --noise-samples is 1; but --objective consistency compares noises: accepted is at least 2
          --objective consistency --noise-samples 1                 | --noise-samples is 1; but --objective consistency
          --objective consistency --noise-samples 2 --eta -1        | --eta is -1; accepted is a number from 0 up
          --objective consistency --noise-samples 2 --lambda -0.5   | --lambda is -0.5; accepted is a number from 0 up
          --objective consistency --noise-samples 2 --beta 0        | --beta is 0; used only with --objective macer
          --objective consistency --noise-samples 2 --deferred      | --deferred is true; used only with --objective macer
          --objective macer --beta 0                                | --beta is 0; accepted is the factor of the logits, positive
          --objective macer --beta -16                              | --beta is -16; accepted is the factor of the logits, positive
          --objective macer --gamma 0                               | --gamma is 0; accepted is the margin, positive
          --objective macer --gamma -8                              | --gamma is -8; accepted is the margin, positive
          --objective macer --eta 1                                 | --eta is 1; used only with --objective consistency or smoothmix
          --objective macer --sigma 0 --noise-samples 1             | --sigma is 0; accepted is a number above 0 with --objective macer
          --objective macer --batch 24                              | --batch is 24; accepted is a multiple of --noise-samples 16
          --objective macer --attack pgd --epsilon 0.5 --steps 2    | --attack is pgd; but --objective macer trains without attack
          --objective macer --deferred --schedule cosine            | --deferred is true; which waits for a drop of the learning rate: it needs --schedule step
          --objective macer --steps 2                               | --steps is 2; used only with --attack pgd or ddn, or --objective smoothmix
          --objective stability --gamma 8                           | --gamma is 8; used only with --objective macer
          --objective stability --attack ddn --epsilon 0.5 --steps 2 | --attack is ddn; but --objective stability trains without attack
          --objective smoothmix                                     | --steps is missing: --objective smoothmix needs its number of steps
          --objective smoothmix --steps 0                           | --steps is 0; accepted is SmoothMix's number of steps T, at least 1
          --objective smoothmix --steps 4 --mix-step 5              | --mix-step is 5; accepted is a step before the last of --steps 4: 0 to 3
          --objective smoothmix --steps 4 --mix-step 4              | --mix-step is 4; accepted is a step before the last
          --objective smoothmix --steps 4 --mix-step -1             | --mix-step is -1; accepted is a step before the last
          --objective smoothmix --steps 4 --alpha 0                 | --alpha is 0; accepted is the length of a step
          --objective smoothmix --steps 4 --lambda 2                | --lambda is 2; used only with --objective consistency or macer or stability
          --objective smoothmix --steps 4 --epsilon 1               | --epsilon is 1; used only with --attack pgd or ddn
          --lambda 2                                                | --lambda is 2; used only with --objective consistency or macer or stability
          --mix-step 0                                              | --mix-step is 0; used only with --objective smoothmix
          --objective cross-entropy --alpha 1                       | --alpha is 1; used only with --objective smoothmix
          --schedule linear                                         | --schedule is 'linear'; accepted is one of step, cosine
          --schedule cosine --learning-rate-step 5                  | --learning-rate-step is 5; used only with --schedule step
          --nesterov --momentum 0                                   | --nesterov is true; which needs --momentum above 0
          """,
      quoteCharacter = '`')
  void trainRefuses(String options, String complaint) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("train", "--run", folder.resolve("run").toString()));
    arguments.addAll(Arrays.asList(options.split(" ", -1)));
    arguments.addAll(List.of("--dataset", "synthetic"));
    if (!options.contains("--sigma")) {
      arguments.addAll(List.of("--sigma", "0.25"));
    }
    Smoothadv.call(arguments).assertRefused(complaint);
    assertFalse(Files.exists(folder.resolve("run")), "nothing is written");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --objective consistency --noise-samples 2 | cross_entropy,divergence,entropy
          --objective consistency --noise-samples 2 --attack pgd --epsilon 0.25 --steps 1 --devices cpu:0,cpu:1 | cross_entropy,divergence,entropy
          --objective macer --noise-samples 4 --deferred true --learning-rate-step 1 | classification,robustness
          --objective stability --precision bfloat16 | cross_entropy,stability
          --objective smoothmix --noise-samples 2 --steps 2 --mix-step 1 --warmup 2 | cross_entropy,mixup
          """)
  void aRunGoesOnIsShownAndIsExported(String options, String terms) throws IOException {
    Path whole = train("whole", options, 2);
    Path pieces = train("pieces", options, 1);
    Smoothadv.call("train", "--resume", "--epochs", "2", "--run", pieces.toString()).assertDone();
    for (String file : List.of("run.json", "checkpoints/latest.safetensors")) {
      assertArrayEquals(
          Files.readAllBytes(whole.resolve(file)), Files.readAllBytes(pieces.resolve(file)), file);
    }
    assertTermsAddUp(pieces, terms);
    Smoothadv.call("export", "--run", whole.toString(), "--out", folder.resolve("out").toString())
        .assertDone();
    Smoothadv.call("certify", "--run", whole.toString(), "--max", "1", "--n", "100").assertDone();
    Smoothadv.call("train", "--resume", "--objective", "cross-entropy", "--run", whole.toString())
        .assertRefused("--resume with --objective cross-entropy, but the run has ");
  }

  private Path train(String name, String options, int epochs) {
    Path run = folder.resolve(name);
    List<String> more = new ArrayList<>(Arrays.asList(options.split(" ", -1)));
    more.addAll(List.of("--limit", "33", "--epochs", Integer.toString(epochs)));
    Smoothadv.call(TinyRun.training(run, more.toArray(String[]::new))).assertDone();
    return run;
  }

  private static void assertTermsAddUp(Path run, String terms) throws IOException {
    for (long step = 1; step <= 2; step++) {
      Map<String, Float> values = new TreeMap<>();
      for (Event event : EventFiles.all(run)) {
        for (Summary.Value value : event.getSummary().getValueList()) {
          if (event.getStep() == step) {
            values.put(value.getTag(), value.getSimpleValue());
          }
        }
      }
      float sum = 0;
      for (String term : terms.split(",", -1)) {
        assertTrue(values.containsKey("loss_terms/" + term), values.keySet().toString());
        sum += values.get("loss_terms/" + term);
      }
      assertEquals(values.get("loss/train"), sum, 1e-4 * sum);
      boolean waits = terms.contains("robustness") && step == 1;
      assertEquals(waits, values.get("schedule/ramp") == 0);
      assertEquals(waits, values.getOrDefault("loss_terms/robustness", 1f) == 0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--schedule cosine", "--nesterov true", "--schedule cosine --nesterov true"})
  void aRunOfAnotherOptimisationGoesOn(String options) throws IOException {
    Path run = train("run", options, 1);
    List<String> more = List.of("train", "--resume", "--epochs", "2", "--run", run.toString());
    if (options.contains("cosine")) {
      Smoothadv.call(more)
          .assertRefused(
              "--resume with --epochs 2, but the run has 1, over which the learning rate's cosine goes");
    } else {
      Smoothadv.call(more).assertDone();
    }
  }

  @Test
  void aRunThatMinimisesCrossEntropyCanBeFineTunedForAnother()
      throws IOException, InterruptedException {
    train("tuned", "--objective consistency --noise-samples 2 --fine-tune " + TinyRun.folder(), 1);
  }
}
