package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.checkpoint.NamedTensors;
import org.smoothadv.checkpoint.SafeTensors;
import org.smoothadv.internal.checkpoint.pytorch.TorchWriter;

/** A value that a file holds is never blamed on an option, which was not given. */
class BlameTest {
  private static final String VALUES =
      """
      "architecture": "cifar-resnet-8" | "architecture": "vgg"            | architecture
      "architecture": "cifar-resnet-8" | "architecture": "cifar-resnet-9" | architecture
      "dataset": "synthetic"           | "dataset": "mine"                | dataset
      "imageSize": 32                  | "imageSize": 64                  | imageSize
      "sigma": 0.25                    | "sigma": -0.5                    | sigma
      "noiseSamples": 1                | "noiseSamples": 0                | noiseSamples
      "learningRate": 0.02             | "learningRate": 2000000.0        | learningRate
      "evaluationLimit":               | "evaluationLimit": -             | evaluationLimit
      "devices": []                    | "devices": ["tpu:0"]             | devices
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = VALUES, quoteCharacter = '`')
  void valuesOfARunAreNamedByTheirFields(String before, String after, String field)
      throws IOException, InterruptedException {
    Path run = TinyRun.copy(folder);
    Path json = run.resolve("run.json");
    String changed = replaced(json, before, after);
    for (String command : new String[] {"certify", "predict", "train --resume"}) {
      assertBlames(Smoothadv.call((command + " --run " + run).split(" ", -1)), json, field);
    }
    Path file = folder.resolve("moved.safetensors");
    NamedTensors checkpoint = SafeTensors.read(run.resolve("checkpoints/latest.safetensors"));
    Map<String, String> metadata = new LinkedHashMap<>(checkpoint.metadata());
    metadata.put("run", changed);
    SafeTensors.write(file, new NamedTensors(checkpoint.tensors(), metadata));
    String log = folder.resolve("log.tsv").toString();
    assertBlames(Smoothadv.call("certify", "--model", file.toString(), "--log", log), file, field);
  }

  private static String replaced(Path file, String before, String after) throws IOException {
    String text = Files.readString(file);
    String changed = text.replace(before, after);
    assertNotEquals(text, changed, before);
    Files.writeString(file, changed);
    return changed;
  }

  /** The weights do not tell, so that another network would be certified. */
  @Test
  void anotherNormalizationThanThatOfTrainingIsRefused() throws IOException, InterruptedException {
    Path run = TinyRun.copy(folder);
    replaced(run.resolve("run.json"), "0.2023", "0.5");
    for (String command : new String[] {"certify", "predict", "train --resume --epochs 3"}) {
      Smoothadv.call((command + " --run " + run).split(" ", -1))
          .assertRefused("run.json: 'normalization' is 0.4914,0.4822,0.4465/0.5,", "restore");
    }
    replaced(run.resolve("run.json"), "0.5", "null");
    Smoothadv.call("certify", "--run", run.toString())
        .assertRefused("run.json is damaged", "'standardDeviation'");
  }

  /** Else a table would credit a classifier with a training that it did not have. */
  @ParameterizedTest
  @CsvSource({
    "'\"momentum\": 0.9', '\"momentum\": 0.8', run.json: 'momentum' is 0.8",
    "'\"sigma\": 0.25', '\"sigma\": 0.5', run.json: 'sigma' is 0.5",
    "'\"seed\": 0', '\"seed\": 1', run.json: 'seed' is 1"
  })
  void anotherTrainingThanThatOfTheCheckpointIsRefused(String before, String after, String said)
      throws IOException, InterruptedException {
    Path run = TinyRun.copy(folder);
    replaced(run.resolve("run.json"), before, after);
    for (String command : new String[] {"certify", "train --resume --epochs 3"}) {
      Smoothadv.call((command + " --run " + run).split(" ", -1))
          .assertRefused(said + ", but ", "restore run.json");
    }
  }

  @Test
  void aRunWithoutNoiseNeedsAnotherSigma() throws IOException, InterruptedException {
    Path run = TinyRun.copy(folder);
    String json = replaced(run.resolve("run.json"), "\"sigma\": 0.25", "\"sigma\": 0.0");
    Path checkpoint = run.resolve("checkpoints/latest.safetensors");
    NamedTensors content = SafeTensors.read(checkpoint);
    Map<String, String> metadata = new LinkedHashMap<>(content.metadata());
    metadata.put("run", json);
    SafeTensors.write(checkpoint, new NamedTensors(content.tensors(), metadata));
    Smoothadv.call("certify", "--run", run.toString())
        .assertRefused(run + " was trained without noise", "with --sigma");
    Smoothadv.call("export", "--run", run.toString(), "--out", folder.resolve("out").toString())
        .assertRefused(run + " was trained without noise", "with --sigma");
  }

  @Test
  void whatACheckpointAndItsPathSayIsNotBlamedOnOptions() throws IOException {
    Path file = folder.resolve("PGD_2steps/eps_64/cifar10/resnet110/noise_500/checkpoint.pth.tar");
    Files.createDirectories(file.getParent());
    TorchWriter weights = new TorchWriter().addAll(ImportCommandTest.weights("cifar-resnet-8", 10));
    Files.write(file, weights.archive("cifar_resnet8"));
    imports(file).assertRefused(file + ": by its path, 'sigma' is 500;", "--sigma");
    Files.write(file, weights.archive("cifar_resnet9"));
    assertBlames(imports(file, "--sigma", "1"), file, "cifar-resnet-9");
  }

  private Outcome imports(Path file, String... options) {
    String[] fixed = {"import", file.toString(), "--dataset", "synthetic", "--run", folder + "/r"};
    return Smoothadv.call(Stream.of(fixed, options).flatMap(Arrays::stream).toArray(String[]::new));
  }

  private static void assertBlames(Outcome outcome, Path file, String field) {
    outcome.assertRefused(file.toString(), field);
    assertFalse(outcome.err().contains("--"), outcome.err());
  }
}
