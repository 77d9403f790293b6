package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.attack.AttackSettings.Method;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.internal.checkpoint.pytorch.TorchWriter;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.Parameter;
import org.smoothadv.run.Checkpoint;
import org.smoothadv.run.ObjectiveSettings;
import org.smoothadv.run.RunDescription;
import org.smoothadv.run.RunFolder;
import org.smoothadv.run.TrainingConfiguration;
import org.smoothadv.support.ImageTree;

/** What a checkpoint may look like, and what is refused; no run is left behind then. */
class ImportCommandTest {
  private static final String ARCH = "cifar_resnet8";

  @TempDir Path folder;

  private final Map<String, FloatTensor> weights = weights("cifar-resnet-8", 10);

  /** Values for all parameters of a network, always the same. */
  static Map<String, FloatTensor> weights(String architecture, int classes) {
    Random random = new Random(3);
    Map<String, FloatTensor> weights = new LinkedHashMap<>();
    for (Parameter parameter : Architectures.named(architecture, classes, 32).parameters()) {
      long size = parameter.shape().stream().reduce(1L, (a, b) -> a * b);
      float[] values = new float[(int) size];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextFloat();
      }
      weights.put(parameter.name(), FloatTensor.of(values, parameter.dimensions()));
    }
    return weights;
  }

  /** These tensors with something before their names. */
  static Map<String, FloatTensor> prefixed(String prefix, Map<String, FloatTensor> weights) {
    Map<String, FloatTensor> named = new LinkedHashMap<>();
    weights.forEach((name, value) -> named.put(prefix + name, value));
    return named;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1.",
        "1.module.",
        "module.",
        "module.1.module.",
        "_orig_mod.",
        "module._orig_mod.",
        "model.",
        "backbone.net.",
        "classifier.3._orig_mod.module.2."
      })
  void wrappersOfTheNetworkAreSeenThrough(String prefix) throws IOException {
    Map<String, FloatTensor> named = prefixed(prefix, weights);
    named.put(prefix + "bn1.num_batches_tracked", FloatTensor.of(new float[] {7}));
    Path run = done(new TorchWriter().addAll(named).legacy(ARCH), "--sigma", "0.5");
    Map<String, FloatTensor> state = RunFolder.open(run).load().state();
    weights.forEach((name, value) -> assertEquals(value, state.get(name), name));
  }

  @Test
  void aStateDictAloneIsEnough() throws IOException {
    Path run =
        done(new TorchWriter().addAll(weights("cifar-resnet-14", 10)).legacy(), "--sigma", "0");
    RunDescription description = RunFolder.open(run).description();
    assertEquals("cifar-resnet-14", description.configuration().network().architecture());
    Checkpoint checkpoint = RunFolder.open(run).load();
    assertEquals(0, checkpoint.epochsDone());
    assertEquals(FloatTensor.of(new float[10], 10), checkpoint.state().get("momentum/fc.bias"));
  }

  @Test
  void whatTheCheckpointMinimisedIsSaid() throws IOException {
    String[] macer = {"--sigma", "0.25", "--objective", "macer", "--gamma", "6"};
    Path run = done(new TorchWriter().addAll(weights).archive(ARCH), macer);
    TrainingConfiguration imported = RunFolder.open(run).description().configuration();
    assertEquals(ObjectiveSettings.Method.MACER, imported.objective().objective());
    assertEquals(6, imported.objective().gamma());
    assertEquals(16, imported.adversarial().noiseSamples());
  }

  @Test
  void theRunTellsWhereItComesFrom() throws IOException {
    Path run = done(new TorchWriter().addAll(weights).archive(ARCH), "--sigma", "0.25");
    String json = Files.readString(run.resolve("run.json"));
    assertTrue(json.contains("\"file\": \"" + folder.resolve("checkpoint.pth.tar")), json);
    assertTrue(json.matches("(?s).*\"sha256\": \"[0-9a-f]{64}\".*"), json);
  }

  @Test
  void thePathOfAPublishedModelTellsItsTraining() throws IOException {
    Path model =
        folder.resolve("PGD_2steps_multinoise/8-multitrain/eps_512/cifar10/resnet110/noise_0.25");
    TrainingConfiguration told = configuration(model);
    assertEquals(0.25, told.adversarial().sigma());
    assertEquals(Method.PGD, told.adversarial().attack());
    assertEquals(2, told.adversarial().steps());
    assertEquals(8, told.adversarial().noiseSamples());
    assertEquals(2, told.adversarial().epsilon());
    TrainingConfiguration given =
        configuration(model, "--sigma", "0.5", "--attack", "ddn", "--epsilon", "1", "--steps", "4");
    assertEquals(0.5, given.adversarial().sigma());
    assertEquals(Method.DDN, given.adversarial().attack());
    assertEquals(4, given.adversarial().steps());
    assertEquals(1, given.adversarial().noiseSamples());
    assertEquals(1, given.adversarial().epsilon());
  }

  private TrainingConfiguration configuration(Path model, String... options) throws IOException {
    Files.createDirectories(model);
    Path file = model.resolve("checkpoint.pth.tar");
    Files.write(file, new TorchWriter().addAll(weights).legacy(ARCH));
    Path run = folder.resolve("run" + options.length);
    call(file, run, options).assertDone();
    return RunFolder.open(run).description().configuration();
  }

  @Test
  void sigmaIsAskedForWhereNothingTellsIt() throws IOException {
    assertRefused(
        new TorchWriter().addAll(weights).legacy(ARCH), new String[0], "--sigma is missing");
  }

  @Test
  void tensorsMustBeThoseOfTheNetwork() throws IOException {
    Map<String, FloatTensor> changed = new LinkedHashMap<>(weights);
    changed.remove("layer2.0.downsample.1.running_var");
    assertRefused(changed, "cifar-resnet-8", "'layer2.0.downsample.1.running_var' of shape [32]");
    changed = new LinkedHashMap<>(weights);
    changed.put("layer9\u001b[2J.weight", FloatTensor.of(new float[2], 2));
    assertRefused(changed, "'layer9\\u{1b}[2J.weight' is no part of it");
    changed = new LinkedHashMap<>(weights);
    changed.put("conv1.weight", FloatTensor.of(new float[3 * 5 * 5 * 16], 16, 3, 5, 5));
    assertRefused(changed, "'conv1.weight' has shape [16, 3, 5, 5], expected [16, 3, 3, 3]");
    changed = new LinkedHashMap<>(weights);
    changed.remove("fc.weight");
    assertRefused(changed, "'fc.weight' is missing");
  }

  @Test
  void weightsMustBeNumbers() throws IOException {
    Map<String, FloatTensor> changed = new LinkedHashMap<>(weights);
    float[] bias = weights.get("fc.bias").toArray();
    bias[3] = Float.NaN;
    changed.put("fc.bias", FloatTensor.of(bias, 10));
    assertRefused(changed, "'fc.bias'", "NaN");
    changed = new LinkedHashMap<>(weights);
    float[] variance = weights.get("bn1.running_var").toArray();
    variance[0] = -1;
    changed.put("bn1.running_var", FloatTensor.of(variance, 16));
    assertRefused(changed, "'bn1.running_var'", "-1.0");
  }

  @Test
  void classesMustBeThoseOfTheDataset() throws IOException {
    assertRefused(weights("cifar-resnet-8", 7), "7 classes", "--dataset synthetic has 10");
  }

  @Test
  void classesOfAFolderAreCounted() throws IOException {
    Path data = folder.resolve("data");
    new ImageTree(data).with("val", 1); // of three classes
    Path file = folder.resolve("checkpoint.pth.tar");
    String[] three = importing(file, "folder", "--data", data.toString(), "--image-size", "40");
    Files.write(file, new TorchWriter().addAll(weights).legacy(ARCH));
    Smoothadv.call(three).assertRefused("10 classes", "--dataset folder has 3");
    Files.write(file, new TorchWriter().addAll(weights("cifar-resnet-8", 3)).legacy(ARCH));
    Smoothadv.call(three).assertDone();
    RunDescription description = RunFolder.open(folder.resolve("run")).description();
    assertEquals(3, description.classes());
    assertEquals(40, description.configuration().data().imageSize().height());
  }

  @Test
  void anotherArchitectureIsRefused() throws IOException {
    byte[] checkpoint = new TorchWriter().addAll(weights).legacy(ARCH);
    String[] deeper = {"--sigma", "0.25", "--arch", "cifar-resnet-20"};
    assertRefused(checkpoint, deeper, "does not fit cifar-resnet-20", "'layer1.1.conv1.weight'");
    String[] unknown = {"--sigma", "0.25", "--arch", "vgg"};
    assertRefused(checkpoint, unknown, "--arch", "'vgg'");
    byte[] strange = new TorchWriter().addAll(weights).legacy("vgg16");
    assertRefused(strange, new String[] {"--sigma", "0.25"}, "'vgg16'");
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    String[] sigma = {"--sigma", "0.25"};
    assertRefused("<html>".getBytes(StandardCharsets.UTF_8), sigma, "web page");
    assertRefused("idx\tlabel".getBytes(StandardCharsets.UTF_8), sigma, "not a checkpoint");
    Path run = folder.resolve("run");
    call(folder, run, sigma).assertRefused(folder.toString(), "not a file");
    call(folder.resolve("none.pth.tar"), run, sigma).assertRefused("none.pth.tar: no such file");
    Smoothadv.call("import", "--dataset", "synthetic", "--run", run.toString())
        .assertRefused("CHECKPOINT.pth.tar");
  }

  @Test
  void aDatasetThatThereIsNotIsRefused() throws IOException {
    Path file = folder.resolve("checkpoint.pth.tar");
    Files.write(file, new TorchWriter().addAll(weights).legacy(ARCH));
    String run = folder.resolve("run").toString();
    Smoothadv.call("import", file.toString(), "--dataset", "cifar", "--sigma", "1", "--run", run)
        .assertRefused("--dataset", "'cifar'", "cifar10");
  }

  @Test
  void aRunIsNotReplaced() throws IOException {
    Path run = done(new TorchWriter().addAll(weights).legacy(ARCH), "--sigma", "0.25");
    Map<String, String> before = Folders.content(run);
    call(folder.resolve("checkpoint.pth.tar"), run, "--sigma", "0.5")
        .assertRefused("--run " + run, "name another folder");
    assertEquals(before, Folders.content(run));
  }

  private void assertRefused(Map<String, FloatTensor> tensors, String... words) throws IOException {
    byte[] checkpoint = new TorchWriter().addAll(tensors).legacy(ARCH);
    assertRefused(checkpoint, new String[] {"--sigma", "0.25"}, words);
  }

  private void assertRefused(byte[] checkpoint, String[] options, String... words)
      throws IOException {
    Path file = folder.resolve("checkpoint.pth.tar");
    Files.write(file, checkpoint);
    Path run = folder.resolve("run");
    call(file, run, options).assertRefused(words);
    assertFalse(Files.exists(run));
  }

  private Path done(byte[] checkpoint, String... options) throws IOException {
    Path file = folder.resolve("checkpoint.pth.tar");
    Files.write(file, checkpoint);
    Path run = folder.resolve("run");
    call(file, run, options).assertDone();
    return run;
  }

  private String[] importing(Path file, String dataset, String... more) {
    String run = folder.resolve("run").toString();
    String[] fixed = {
      "import",
      file.toString(),
      "--dataset",
      dataset,
      "--sigma",
      "1",
      "--run",
      run,
      "--normalization",
      "none"
    };
    return joined(fixed, more);
  }

  private static Outcome call(Path file, Path run, String... options) {
    String[] fixed = {
      "import", file.toString(), "--dataset", "synthetic", "--run", run.toString(),
    };
    String[] normalization = {"--normalization", "standard"};
    return Smoothadv.call(joined(joined(fixed, normalization), options));
  }

  private static String[] joined(String[] first, String... second) {
    return Stream.of(first, second).flatMap(Arrays::stream).toArray(String[]::new);
  }
}
