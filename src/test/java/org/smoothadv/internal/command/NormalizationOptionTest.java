package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.checkpoint.NamedTensors;
import org.smoothadv.checkpoint.SafeTensors;
import org.smoothadv.network.Normalization;
import org.smoothadv.run.RunFolder;

/** {@code --normalization} belongs to the model, wherever that goes. */
class NormalizationOptionTest {
  private static final Path LATEST = Path.of("checkpoints", "latest.safetensors");
  private static final String IN_JSON =
      "\\s*\"normalization\": \\{[^}]*\"standardDeviation\"[^}]*\\},";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "standard; 0.4914,0.4822,0.4465/0.2023,0.1994,0.201",
        "centre; 0.4914,0.4822,0.4465/1.0,1.0,1.0",
        "none; 0.0,0.0,0.0/1.0,1.0,1.0",
        "0.49,0.48,0.45/0.20,0.21,0.22; 0.49,0.48,0.45/0.2,0.21,0.22",
      })
  void aModelTakesItsNormalizationAlong(String option, String numbers) throws IOException {
    Path run = trained("run", "--normalization", option);
    call("train", "--resume", "--epochs", "2", "--normalization", option, "--run", run)
        .assertDone();
    assertEquals(numbers, normalization(run).toString());
    Path export = folder.resolve("export");
    call("export", "--run", run, "--out", export).assertDone();
    Path moved = Files.copy(run.resolve(LATEST), folder.resolve("moved.safetensors"));
    List<String> log = certified("--run", run);
    assertEquals(log, certified("--model", export));
    assertEquals(log, certified("--model", moved));
  }

  /** What was written before there was a choice is standardised, and says nothing of it. */
  @Test
  void earlierRunsAndCheckpointsAreStandardised() throws IOException {
    Path run = trained("run");
    List<String> log = certified("--run", run);
    withoutNormalization(run.resolve("run.json"));
    NamedTensors content = SafeTensors.read(run.resolve(LATEST));
    Map<String, String> metadata = new LinkedHashMap<>(content.metadata());
    metadata.computeIfPresent("run", (key, text) -> earlier(text));
    Path moved = folder.resolve("moved.safetensors");
    SafeTensors.write(moved, new NamedTensors(content.tensors(), metadata));
    assertEquals(Normalization.CIFAR10, normalization(run));
    assertEquals(log, certified("--run", run));
    assertEquals(log, certified("--model", moved));
    call("train", "--resume", "--epochs", "2", "--run", run).assertDone();
    assertEquals(Normalization.CIFAR10, normalization(run));
  }

  private static void withoutNormalization(Path file) throws IOException {
    Files.writeString(file, earlier(Files.readString(file)));
  }

  private static String earlier(String json) {
    String earlier = json.replaceFirst(IN_JSON, "");
    assertNotEquals(json, earlier);
    return earlier;
  }

  @Test
  void aFineTunedModelKeepsThatOfItsBeginning() throws IOException {
    Path model = trained("model", "--normalization", "centre");
    assertEquals(
        Normalization.CIFAR10.centred(),
        normalization(trained("tuned", "--fine-tune", model.toString())));
    Path other = folder.resolve("other");
    Smoothadv.call(arguments(other, "--fine-tune", model.toString(), "--normalization", "standard"))
        .assertRefused(
            "--normalization standard", "--fine-tune " + model + " was trained behind centre");
    assertTrue(Files.notExists(other), "nothing is written");
  }

  @ParameterizedTest
  @ValueSource(strings = {"centered", "0.5,0.5/0.2,0.2", "0.5,0.5,0.5/0.2,0.2,0", "0.5,0.5,0.5/"})
  void otherValuesAreRefusedWithWhatIsAccepted(String value) {
    Path run = folder.resolve("run");
    Smoothadv.call(arguments(run, "--normalization", value))
        .assertRefused("--normalization is '" + value + "'", "standard, centre, none, or MEAN/STD");
    assertTrue(Files.notExists(run), "nothing is written");
  }

  private Path trained(String name, String... options) {
    Path run = folder.resolve(name);
    Smoothadv.call(arguments(run, options)).assertDone();
    return run;
  }

  private static List<String> arguments(Path run, String... options) {
    List<String> arguments =
        TinyRun.training(run, "--limit", "64", "--eval-limit", "10", "--epochs", "1");
    arguments.addAll(List.of(options));
    return arguments;
  }

  private static Normalization normalization(Path run) throws IOException {
    return RunFolder.open(run).description().configuration().network().normalization();
  }

  /** The lines of a log without their times. */
  private List<String> certified(String option, Path model) throws IOException {
    Path log = folder.resolve("log.tsv");
    Files.deleteIfExists(log);
    Files.deleteIfExists(folder.resolve("log.json"));
    call("certify", option, model, "--max", "3", "--n", "200", "--log", log).assertDone();
    return LogLines.answers(log);
  }

  private static Outcome call(Object... words) {
    List<String> arguments = new ArrayList<>();
    for (Object word : words) {
      arguments.add(word.toString());
    }
    return Smoothadv.call(arguments);
  }
}
