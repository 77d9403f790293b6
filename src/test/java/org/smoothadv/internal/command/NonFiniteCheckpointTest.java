package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.checkpoint.NamedTensors;
import org.smoothadv.checkpoint.SafeTensors;
import org.smoothadv.results.LogFormat;
import org.smoothadv.results.LogReader;
import org.smoothadv.results.LogRecord.CertificationRecord;
import org.smoothadv.results.LogRecord.PredictionRecord;

/**
 * Checkpoints with values that no trained network has: refused by name, or nothing is certified.
 */
class NonFiniteCheckpointTest {
  private static final String LATEST = "checkpoints/latest.safetensors";

  @TempDir Path folder;
  private Path run;
  private Path checkpoint;

  @BeforeEach
  void copyRun() throws IOException, InterruptedException {
    run = TinyRun.copy(folder);
    checkpoint = run.resolve(LATEST);
  }

  @ParameterizedTest
  @CsvSource({
    "fc.bias, NaN",
    "layer2.0.conv1.weight, Infinity",
    "bn1.running_mean, -Infinity",
    "layer3.0.downsample.1.running_var, -0.5",
    "momentum/layer1.0.bn2.weight, NaN",
  })
  void isRefusedByNameWhereverItIsRead(String tensor, float value) throws IOException {
    change(tensor, value);
    String complaint = "%s: tensor '%s' has an element %s".formatted(checkpoint, tensor, value);
    String log = folder.resolve("log.tsv").toString();
    Map<String, String> before = Folders.content(folder);
    for (String option : List.of("--run", "--model")) {
      Path model = option.equals("--run") ? run : checkpoint;
      Smoothadv.call("certify", option, model.toString(), "--log", log)
          .assertRefused(complaint, "damaged, or its training diverged");
    }
    assertEquals(before, Folders.content(folder));
  }

  @Test
  void isRefusedByEveryCommand() throws IOException {
    change("fc.weight", Float.NaN);
    String complaint = checkpoint + ": tensor 'fc.weight' has an element NaN";
    String log = folder.resolve("log.tsv").toString();
    Path other = folder.resolve("other");
    for (List<String> command :
        List.of(
            List.of("predict", "--model", checkpoint.toString(), "--log", log),
            List.of("export", "--run", run.toString(), "--out", other.toString()),
            List.of("train", "--run", run.toString(), "--resume", "--epochs", "9"),
            TinyRun.training(other, "--fine-tune", run.toString()))) {
      Map<String, String> before = Folders.content(folder);
      Smoothadv.call(command).assertRefused(complaint, "damaged, or its training diverged");
      Map<String, String> after = Folders.content(folder);
      after.remove("run/.lock");
      before.remove("run/.lock");
      assertEquals(before, after);
    }
  }

  @Test
  void weightsThatOverflowInTheFoldingAreNamed() throws IOException {
    change("bn1.weight", 3e38f);
    change("bn1.running_var", 0);
    Smoothadv.call("certify", "--run", run.toString())
        .assertRefused(checkpoint.toString(), "weight 'conv1.kernel' has an element", "Infinity");
    assertFalse(Files.exists(run.resolve("certify-0.25.tsv")));
  }

  /** Finite as its weights are, such a network answers out of overflows that a ReLU can hide. */
  @ParameterizedTest
  @CsvSource({
    "conv1.weight, fc.weight, conv1",
    "layer1.0.conv1.weight, layer1.0.conv2.weight, layer1.0.conv1",
    "layer2.0.bn1.weight, layer3.0.conv1.weight, layer2.0.conv1",
    "bn1.bias, bn1.weight, conv1"
  })
  void isRefusedWhereLayersOverflow(String first, String second, String layer) throws IOException {
    scale(first, 1e35f);
    scale(second, 1e35f);
    Path log = folder.resolve("log.tsv");
    for (String command :
        List.of(
            "certify --max 3 --n 500 --log " + log,
            "certify --max 3 --n 500 --precision bfloat16 --log " + log,
            "predict --max 2 --n 100 --attack pgd --epsilon 0.5 --log " + log)) {
      Smoothadv.call((command + " --model " + checkpoint).split(" "))
          .assertRefused(checkpoint + ": layer '" + layer + "' of the classifier overflows");
      assertFalse(Files.exists(log));
    }
  }

  /** Only the last layer is far too large. */
  @ParameterizedTest
  @ValueSource(strings = {"", " --sampling adaptive --radii 0", " --bound top-two"})
  void nothingIsCertifiedWhereLogitsOverflow(String options) throws IOException {
    scale("fc.weight", 1 / largest("fc.weight"));
    scale("fc.weight", 3e38f);
    Path log = folder.resolve("log.tsv");
    Smoothadv.call(
            ("certify --max 3 --n 500 --model " + checkpoint + " --log " + log + options)
                .split(" "))
        .assertDone();
    List<CertificationRecord> records = LogReader.read(log, LogFormat.CERTIFICATION).records();
    assertEquals(3, records.size());
    assertTrue(records.stream().allMatch(CertificationRecord::abstained), records.toString());
  }

  @Test
  void nothingIsPredictedAttackedOrLabelledWhereLogitsOverflow() throws IOException {
    scale("fc.weight", 1 / largest("fc.weight"));
    scale("fc.weight", 3e38f);
    Path log = folder.resolve("log.tsv");
    String options = " --max 2 --n 100 --model " + checkpoint + " --log " + log;
    Smoothadv.call(("predict" + options).split(" ")).assertDone();
    for (PredictionRecord record : LogReader.read(log, LogFormat.PREDICTION).records()) {
      assertTrue(record.abstained());
      assertEquals(-1, record.basePredict());
    }
    Files.delete(log);
    Files.delete(folder.resolve("log.json"));
    Outcome attacked =
        Smoothadv.call(
            ("predict --attack pgd --epsilon 0.5 --steps 2 --noise-samples 2" + options)
                .split(" "));
    attacked.assertFailed("the attack on image 0 failed", "infinite or not numbers");
  }

  private void change(String tensor, float value) throws IOException {
    NamedTensors content = SafeTensors.read(checkpoint);
    float[] values = content.tensors().get(tensor).toArray();
    values[values.length / 2] = value;
    replace(content, tensor, values);
  }

  private void scale(String tensor, float factor) throws IOException {
    NamedTensors content = SafeTensors.read(checkpoint);
    float[] values = content.tensors().get(tensor).toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    replace(content, tensor, values);
  }

  private float largest(String tensor) throws IOException {
    float largest = 0;
    for (float value : SafeTensors.read(checkpoint).tensors().get(tensor).toArray()) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private void replace(NamedTensors content, String tensor, float... values) throws IOException {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>(content.tensors());
    long[] shape = tensors.get(tensor).shape().stream().mapToLong(Long::longValue).toArray();
    tensors.put(tensor, FloatTensor.of(Arrays.copyOf(values, values.length), shape));
    SafeTensors.write(checkpoint, new NamedTensors(tensors, content.metadata()));
  }
}
