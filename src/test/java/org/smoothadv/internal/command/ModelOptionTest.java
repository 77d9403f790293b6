package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.checkpoint.NamedTensors;
import org.smoothadv.checkpoint.SafeTensors;
import org.smoothadv.export.ModelExport;
import org.smoothadv.internal.training.StartingPoint.InitialState;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.ImageShape;
import org.smoothadv.network.Network;
import org.smoothadv.network.Normalization;
import org.smoothadv.network.Precision;
import org.smoothadv.smoothing.FoldedClassifier;
import org.smoothadv.smoothing.TrainedClassifier.ClassifierDescription;

/** {@code --model}: an export in the place of the run that it was made from. */
class ModelOptionTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "certify --n 200 --skip 400 --seed 5",
        "certify --n 1000 --max 2 --sigma 0.5 --sampling adaptive --radii 0.25",
        "predict --n 100 --max 3",
        "predict --n 100 --max 2 --attack pgd --epsilon 0.5 --steps 2 --noise-samples 2",
      })
  void answersAreThoseOfTheRun(String command) throws IOException, InterruptedException {
    call(command, "--run", TinyRun.folder(), "--log", folder.resolve("run.tsv")).assertDone();
    call(command, "--model", TinyExport.folder(), "--log", folder.resolve("model.tsv"))
        .assertDone();
    assertEquals(untimed(folder.resolve("run.tsv")), untimed(folder.resolve("model.tsv")));
    JsonObject ofRun = json(folder.resolve("run.json"));
    JsonObject ofModel = json(folder.resolve("model.json"));
    assertEquals(TinyExport.folder().toString(), ofModel.remove("run").getAsString());
    ofRun.remove("run");
    assertEquals(ofRun, ofModel, "the same determines their lines");
  }

  @Test
  void aLogBegunWithTheRunGoesOnWithTheModel() throws IOException, InterruptedException {
    Path log = folder.resolve("log.tsv");
    Path whole = folder.resolve("whole.tsv");
    Path file = TinyExport.folder().resolve("saved_model.pb");
    call("certify --n 100 --max 4", "--run", TinyRun.folder(), "--log", log).assertDone();
    LogLines.cutAfter(log, 2);
    call("certify --n 100 --max 4 --resume", "--model", file, "--log", log).assertDone();
    call("certify --n 100 --max 4", "--run", TinyRun.folder(), "--log", whole).assertDone();
    assertEquals(untimed(whole), untimed(log));
  }

  @Test
  void aCheckpointIsOfUseWithoutItsRun() throws IOException, InterruptedException {
    Path checkpoint = folder.resolve("moved.safetensors");
    Files.copy(TinyRun.folder().resolve("checkpoints/latest.safetensors"), checkpoint);
    Path log = folder.resolve("log.tsv");
    Path ofRun = folder.resolve("run.tsv");
    String command = "certify --n 100 --max 2 --precision bfloat16";
    call(command, "--model", checkpoint, "--log", log).assertDone();
    call(command, "--run", TinyRun.folder(), "--log", ofRun).assertDone();
    assertEquals(untimed(ofRun), untimed(log));
  }

  @Test
  void tensorsThatAreNoCheckpointAreRefused() throws IOException, InterruptedException {
    Path file = folder.resolve("other.safetensors");
    Path log = folder.resolve("log.tsv");
    call("certify", "--model", file, "--log", log).assertRefused(file + ": no such file");
    FloatTensor tensor = FloatTensor.of(new float[1], 1);
    SafeTensors.write(file, NamedTensors.of(Map.of("x", tensor)));
    call("certify", "--model", file, "--log", log)
        .assertRefused(
            file + " is not a checkpoint of this program", "neither dataset nor sigma", "import");
    Map<String, FloatTensor> tensors = new LinkedHashMap<>(checkpoint().tensors());
    tensors.put("fc2.weight", tensor);
    SafeTensors.write(file, new NamedTensors(tensors, metadata()));
    call("certify", "--model", file, "--log", log).assertRefused("no part of it are 'fc2.weight'");
    SafeTensors.write(file, new NamedTensors(Map.of("x", tensor), metadata()));
    call("certify", "--model", file, "--log", log)
        .assertRefused(
            file
                + " does not fit cifar-resnet-8 of its metadata: tensor 'conv1.weight' is missing");
  }

  /** PyTorch saves what its modules hold, and knows of no momentum. */
  @Test
  void aCheckpointMayLackTheMomentum() throws IOException, InterruptedException {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>(checkpoint().tensors());
    tensors.keySet().removeIf(name -> name.startsWith("momentum/"));
    Map<String, String> metadata = Map.of("format", "pt", "run", metadata().get("run"));
    Path file = folder.resolve("saved.safetensors");
    SafeTensors.write(file, new NamedTensors(tensors, metadata));
    Path log = folder.resolve("log.tsv");
    Path ofRun = folder.resolve("run.tsv");
    call("certify --n 100 --max 2", "--model", file, "--log", log).assertDone();
    call("certify --n 100 --max 2", "--run", TinyRun.folder(), "--log", ofRun).assertDone();
    assertEquals(LogLines.answers(ofRun), LogLines.answers(log));
  }

  private static NamedTensors checkpoint() throws IOException, InterruptedException {
    return SafeTensors.read(TinyRun.folder().resolve("checkpoints/latest.safetensors"));
  }

  private static Map<String, String> metadata() throws IOException, InterruptedException {
    return checkpoint().metadata();
  }

  @Test
  void sigmaAndPrecisionAreThoseOfTheExport() throws IOException, InterruptedException {
    Path model = folder.resolve("model");
    call("export --sigma 0.5 --precision bfloat16", "--run", TinyRun.folder(), "--out", model)
        .assertDone();
    Path log = folder.resolve("log.tsv");
    call("certify --n 100 --max 1", "--model", model, "--log", log).assertDone();
    JsonObject made = json(folder.resolve("log.json"));
    assertEquals(0.5, made.get("sigma").getAsDouble());
    assertEquals("bfloat16", made.get("precision").getAsString());
  }

  @Test
  void oneClassifierIsAsked() throws IOException, InterruptedException {
    Path log = folder.resolve("log.tsv");
    assertRefused(call("certify", "--log", log), "--run is missing", "--model");
    assertRefused(
        call("predict", "--run", TinyRun.folder(), "--model", TinyExport.folder(), "--log", log),
        "--model is " + TinyExport.folder(),
        "--run " + TinyRun.folder() + " is given too");
  }

  @Test
  void theLogMustBeNamed() throws IOException, InterruptedException {
    assertRefused(
        call("certify --n 100", "--model", TinyExport.folder()), "--log is missing: with --model");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --precision bfloat16 | --precision bfloat16: | holds the classifier in float32
          --dataset cifar10    | --dataset cifar10:    | was trained on synthetic
          --sigma 0            | --sigma is 0        | accepted is a positive standard deviation
          """)
  void whatTheModelIsNotIsRefused(String options, String complaint, String further)
      throws IOException, InterruptedException {
    assertRefused(
        call("certify " + options, "--model", TinyExport.folder(), "--log", folder.resolve("log")),
        complaint,
        further);
  }

  @Test
  void datasetOfOtherClassesIsRefused() throws IOException {
    Path model = folder.resolve("model");
    Network network = Architectures.named("cifar-resnet-8", 7, 32);
    ClassifierDescription description =
        new ClassifierDescription(
            "cifar-resnet-8",
            7,
            new ImageShape(32, 32, 3),
            Normalization.CIFAR10,
            "synthetic",
            "",
            0,
            1,
            Precision.FLOAT32,
            1,
            "0".repeat(64));
    new ModelExport(
            description,
            FoldedClassifier.of(network, InitialState.draw(network, 0), Precision.FLOAT32),
            64)
        .write(model, "{}");
    Map<String, String> before = Folders.content(folder);
    call("certify", "--model", model, "--log", folder.resolve("log.tsv"))
        .assertRefused(
            "the images of synthetic have 10 classes, but the classifier in " + model + " knows 7");
    assertEquals(before, Folders.content(folder));
  }

  @Test
  void dataThatIsNoLongerThereIsNamed() throws IOException {
    Path model = folder.resolve("model");
    Path data = folder.resolve("cifar-10");
    Network network = Architectures.named("cifar-resnet-8", 10, 32);
    ClassifierDescription description =
        new ClassifierDescription(
            "cifar-resnet-8",
            10,
            new ImageShape(32, 32, 3),
            Normalization.CIFAR10,
            "cifar10",
            data.toString(),
            0,
            1,
            Precision.FLOAT32,
            1,
            "0".repeat(64));
    new ModelExport(
            description,
            FoldedClassifier.of(network, InitialState.draw(network, 0), Precision.FLOAT32),
            64)
        .write(model, "{}");
    call("certify", "--model", model, "--log", folder.resolve("log.tsv"))
        .assertRefused(data.toString(), "--data");
  }

  private void assertRefused(Outcome outcome, String... words) throws IOException {
    outcome.assertRefused(words);
    assertEquals(List.of(""), List.copyOf(Folders.content(folder).keySet()), "nothing is written");
  }

  private static Outcome call(String words, Object... more) {
    List<String> arguments = new ArrayList<>(List.of(words.split(" ")));
    Arrays.stream(more).map(Object::toString).forEach(arguments::add);
    return Smoothadv.call(arguments);
  }

  /** The lines of a log without the column that says how long it took. */
  private static List<String> untimed(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    int time = List.of(lines.get(0).split("\t", -1)).indexOf("time");
    assertTrue(time > 0 && lines.size() > 1, lines.toString());
    return lines.stream()
        .map(
            line -> {
              List<String> fields = new ArrayList<>(List.of(line.split("\t", -1)));
              fields.remove(time);
              return String.join("\t", fields);
            })
        .toList();
  }

  private static JsonObject json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }
}
