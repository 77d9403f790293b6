package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.checkpoint.NamedTensors;
import org.smoothadv.checkpoint.SafeTensors;
import org.smoothadv.run.RunFolder;

/** {@code train --fine-tune} (appendix E.1), from the command line. */
class FineTuningTest {
  private static final Path LATEST = Path.of("checkpoints", "latest.safetensors");

  @TempDir Path folder;

  @Test
  void beginsWithTheModelAndSaysWhichItWas() throws IOException, InterruptedException {
    // Steps this small change no weight.
    Path run = fineTune("run", TinyRun.folder(), "--learning-rate", "1e-30", "--weight-decay", "0");
    RunFolder before = RunFolder.open(TinyRun.folder());
    RunFolder after = RunFolder.open(run);
    Map<String, FloatTensor> weights = before.load().state();
    after
        .network()
        .parameters()
        .forEach(
            parameter ->
                assertEquals(
                    parameter.trainable(),
                    weights.get(parameter.name()).equals(tensor(after, parameter.name())),
                    parameter.name()));
    assertEquals("cifar-resnet-8", after.network().name(), "without --arch");
    assertEquals(1, after.load().epochsDone());
    assertEquals(before.load().digest(), after.description().fineTuneDigest());
    assertEquals(
        TinyRun.folder().toAbsolutePath().toString(),
        after.description().configuration().network().fineTune());
  }

  @Test
  void goesOnWithoutTheModelOnceAnEpochIsDone() throws IOException, InterruptedException {
    Path model = TinyRun.copy(folder);
    Path whole = fineTune("whole", model, "--epochs", "2");
    Path pieces = fineTune("pieces", model, "--epochs", "1");
    Folders.delete(model);
    resume(pieces, "--epochs", "2").assertDone();
    assertArrayEquals(checkpoint(whole), checkpoint(pieces));
    assertEquals(
        Files.readString(whole.resolve("run.json")), Files.readString(pieces.resolve("run.json")));
  }

  @Test
  void beginsAgainWithTheSameModelOnly() throws IOException, InterruptedException {
    Path model = TinyRun.copy(folder);
    Path run = fineTune("tuned", model, "--epochs", "1");
    resume(run, "--fine-tune", folder.toString())
        .assertRefused("--resume with --fine-tune " + folder, "the run has " + model);
    byte[] expected = checkpoint(run);
    Files.delete(run.resolve(LATEST)); // as a run that was killed in its first epoch
    resume(run).assertDone();
    assertArrayEquals(expected, checkpoint(run));

    Files.delete(run.resolve(LATEST));
    Smoothadv.call("train", "--resume", "--epochs", "3", "--run", model.toString()).assertDone();
    resume(run)
        .assertRefused(
            "'fineTune' " + model, "is not the model that the run began with", "run.json");
    Folders.delete(model);
    resume(run).assertRefused("'fineTune' " + model, "there is no such file or folder");
  }

  @Test
  void runOfAFreshNetworkCannotGoOnFromAModel() throws IOException, InterruptedException {
    resume(TinyRun.copy(folder), "--fine-tune", folder.toString())
        .assertRefused("--resume with --fine-tune " + folder, "the run has none");
  }

  @Test
  void anotherArchitectureIsRefusedWithBoth() throws IOException, InterruptedException {
    assertRefused(
        TinyRun.folder(),
        List.of("--arch", "cifar-resnet-14"),
        "cifar-resnet-14",
        "cifar-resnet-8");
  }

  @Test
  void whatIsNoRunIsRefused() throws IOException, InterruptedException {
    Path missing = folder.resolve("missing");
    assertRefused(missing, List.of(), "--fine-tune " + missing, "no such file", "a run's folder");
    assertRefused(folder, List.of(), folder.resolve("run.json") + " is missing");
    Path other = Files.createFile(folder.resolve("latest.safetensors"));
    assertRefused(other, List.of(), "--fine-tune " + other, "it is no run", "checkpoints/latest");
    Path pytorch = Files.createFile(folder.resolve("checkpoint.pth.tar"));
    assertRefused(pytorch, List.of(), "--fine-tune " + pytorch, "PyTorch", "'import' first");
  }

  @Test
  void modelWithoutAFinishedEpochIsRefused() throws IOException, InterruptedException {
    Path model = TinyRun.copy(folder);
    Files.delete(model.resolve(LATEST));
    assertRefused(model, List.of(), model + " has no checkpoint yet");
  }

  @Test
  void damagedModelIsRefused() throws IOException, InterruptedException {
    Path model = TinyRun.copy(folder);
    byte[] bytes = checkpoint(model);
    bytes[300_000] ^= 1;
    Files.write(model.resolve(LATEST), bytes);
    assertRefused(model, List.of(), model.resolve(LATEST).toString(), "damaged");
    Files.writeString(model.resolve("run.json"), "{");
    assertRefused(model, List.of(), "run.json is damaged");
  }

  @Test
  void modelThatIsIncompleteOrNotFiniteIsRefused() throws IOException, InterruptedException {
    Path model = TinyRun.copy(folder);
    NamedTensors content = SafeTensors.read(model.resolve(LATEST));
    Map<String, FloatTensor> tensors = new LinkedHashMap<>(content.tensors());
    tensors.put("bn1.bias", FloatTensor.of(filled(16, Float.NaN), 16));
    SafeTensors.write(model.resolve(LATEST), new NamedTensors(tensors, content.metadata()));
    assertRefused(
        model, List.of(), model.resolve(LATEST).toString(), "'bn1.bias' has an element NaN");
    tensors.remove("bn1.bias");
    SafeTensors.write(model.resolve(LATEST), new NamedTensors(tensors, content.metadata()));
    assertRefused(model, List.of(), model.toString(), "'bn1.bias' is missing");
  }

  private Path fineTune(String name, Path model, String... more) {
    Path run = folder.resolve(name);
    Smoothadv.call(arguments(run, model, List.of(more))).assertDone();
    return run;
  }

  private void assertRefused(Path model, List<String> more, String... words) {
    Path run = folder.resolve("refused");
    Smoothadv.call(arguments(run, model, more)).assertRefused(words);
    assertTrue(Files.notExists(run), "nothing is written");
  }

  private static List<String> arguments(Path run, Path model, List<String> more) {
    List<String> arguments =
        TinyRun.training(run, "--limit", "32", "--epochs", "1", "--fine-tune", model.toString());
    int architecture = arguments.indexOf("--arch");
    arguments.remove(architecture);
    arguments.remove(architecture);
    for (int i = 0; i < more.size(); i += 2) {
      int place = arguments.indexOf(more.get(i));
      if (place < 0) {
        arguments.addAll(more.subList(i, i + 2));
      } else {
        arguments.set(place + 1, more.get(i + 1));
      }
    }
    return arguments;
  }

  private static Outcome resume(Path run, String... more) {
    List<String> arguments = new ArrayList<>(List.of("train", "--resume", "--run", run.toString()));
    arguments.addAll(List.of(more));
    return Smoothadv.call(arguments);
  }

  private static FloatTensor tensor(RunFolder run, String name) {
    try {
      return run.load().state().get(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] checkpoint(Path run) throws IOException {
    return Files.readAllBytes(run.resolve(LATEST));
  }

  private static float[] filled(int size, float value) {
    float[] values = new float[size];
    Arrays.fill(values, value);
    return values;
  }
}
