package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands with networks whose batch normalisation is not all behind convolutions. */
class OtherNetworksTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"wide-resnet-10-1", "densenet-7"})
  void areTrainedResumedCertifiedAttackedAndExported(String architecture) throws IOException {
    Path run = folder.resolve("run");
    train(architecture, run, "--epochs", "2");
    Path resumed = folder.resolve("resumed");
    train(architecture, resumed, "--epochs", "1");
    Smoothadv.call("train", "--resume", "--epochs", "2", "--run", resumed.toString()).assertDone();
    assertArrayEquals(checkpoint(run), checkpoint(resumed));

    Path model = folder.resolve("model");
    Smoothadv.call("export", "--run", run.toString(), "--out", model.toString()).assertDone();
    List<String> ofRun = certified("--run", run);
    assertEquals(4, ofRun.size());
    assertEquals(ofRun, certified("--model", model));

    Path adopted = folder.resolve("adopted");
    Smoothadv.call(
            "adopt",
            model.toString(),
            "--out",
            adopted.toString(),
            "--dataset",
            "synthetic",
            "--sigma",
            "0.25")
        .assertDone();
    assertEquals(ofRun, certified("--model", adopted));

    for (String precision : new String[] {"float32", "bfloat16"}) {
      Smoothadv.call(
              "predict",
              "--run",
              run.toString(),
              "--precision",
              precision,
              "--attack",
              "pgd",
              "--epsilon",
              "0.25",
              "--steps",
              "2",
              "--noise-samples",
              "2",
              "--n",
              "40",
              "--max",
              "2",
              "--log",
              folder.resolve(precision + ".tsv").toString())
          .assertDone();
    }
  }

  private static void train(String architecture, Path run, String... more) {
    List<String> options = new ArrayList<>(List.of("--arch", architecture));
    options.addAll(
        List.of("--attack", "pgd", "--epsilon", "0.25", "--steps", "1", "--warmup", "1"));
    options.addAll(List.of("--limit", "32", "--eval-limit", "10"));
    options.addAll(Arrays.asList(more));
    Smoothadv.call(TinyRun.training(run, options.toArray(String[]::new))).assertDone();
  }

  private static byte[] checkpoint(Path run) throws IOException {
    return Files.readAllBytes(run.resolve("checkpoints/latest.safetensors"));
  }

  /** The index, the label, the answer and the radius of each image. */
  private List<String> certified(String option, Path classifier) throws IOException {
    Path log = folder.resolve(classifier.getFileName() + "-certified.tsv");
    Smoothadv.call(
            "certify",
            option,
            classifier.toString(),
            "--n0",
            "20",
            "--n",
            "100",
            "--max",
            "4",
            "--log",
            log.toString())
        .assertDone();
    return Files.readAllLines(log).stream()
        .filter(line -> !line.isEmpty() && Character.isDigit(line.charAt(0)))
        .map(line -> String.join(" ", Arrays.copyOf(line.split("\t"), 5)))
        .toList();
  }
}
