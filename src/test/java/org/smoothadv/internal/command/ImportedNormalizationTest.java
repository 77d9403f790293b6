package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.internal.checkpoint.pytorch.TorchWriter;
import org.smoothadv.network.Normalization;
import org.smoothadv.run.RunFolder;

/**
 * A checkpoint does not say behind which layer it was trained: buffers, the path of a published
 * model or the user do, and its running statistics tell whether they are right.
 */
class ImportedNormalizationTest {
  private static final String MEANS = "0.4914,0.4822,0.4465";
  private static final String STANDARD = MEANS + "/0.2023,0.1994,0.201";
  private static final String CENTRE = MEANS + "/1.0,1.0,1.0";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"standard", "centre", "none"})
  void statisticsOfEveryKindOfTrainingAreRecognised(String trained) throws IOException {
    Path file = checkpoint(weights(trained), "");
    Smoothadv.call(arguments(file, List.of()))
        .assertRefused("--normalization is missing", trained + " fits its running statistics");
    for (String other : List.of("standard", "centre", "none", "0.5,0.5,0.5/0.5,0.5,0.5")) {
      List<String> option = List.of("--normalization", other);
      if (other.equals(trained)) {
        String out = done(file, option);
        assertTrue(out.contains("normalization: " + trained + ", from --normalization"), out);
        assertTrue(out.lines().anyMatch(line -> line.matches(other + " +0\\.\\d\\d .*")), out);
        Folders.delete(folder.resolve("run"));
      } else {
        Smoothadv.call(arguments(file, option))
            .assertRefused(
                file + ": its running statistics fit --normalization " + trained,
                "clearly better than ",
                "give --normalization " + trained + ", or --force to insist");
        assertTrue(Files.notExists(folder.resolve("run")), "nothing is written");
      }
    }
  }

  @Test
  void aUserMayInsist() throws IOException {
    Path file = checkpoint(weights("centre"), "");
    List<String> insist = List.of("--normalization", "standard", "--force");
    Outcome outcome = Smoothadv.call(arguments(file, insist)).assertDone();
    assertTrue(
        outcome.err().contains("fit --normalization centre clearly better than standard"),
        outcome.err());
    assertEquals(STANDARD, imported());
  }

  @ParameterizedTest
  @CsvSource({
    "pretrained_models/cifar10/PGD_2steps/eps_64/cifar10/resnet110/noise_0.25, centre",
    "cifar10/DDN_4steps/eps_255/cifar10/resnet110/noise_0.50, centre",
    "pretrained_models/imagenet/PGD_1step/eps_512/resnet50/noise_0.25, centre",
    "imagenet32/PGD_2steps/eps_64/imagenet32/resnet110/noise_0.12, standard",
    "cifar10/self_training/PGD_2steps/weight_1.0/eps_64/cifar10/resnet110/noise_0.25, standard",
    "cifar10/finetune_cifar_from_imagenetPGD2steps/PGD_10steps_30epochs_multinoise/2-multitrain/eps_64/cifar10/resnet110/noise_0.12, standard",
    "self_training/pretrained_models/cifar10/PGD_2steps/eps_64/cifar10/resnet110/noise_0.25, centre",
  })
  void thePathOfAPublishedModelSaysIt(String path, String expected) throws IOException {
    Path file = checkpoint(weights(expected), path);
    String out = done(file, List.of());
    assertTrue(
        out.contains("normalization: " + expected + ", from the path of a published model"), out);
    assertEquals(expected.equals("centre") ? CENTRE : STANDARD, imported());
  }

  @Test
  void aPathThatIsWrongIsFoundOut() throws IOException {
    Path file = checkpoint(weights("standard"), "cifar10/PGD_2steps/eps_64/cifar10/noise_0.25");
    Smoothadv.call(arguments(file, List.of()))
        .assertRefused("fit --normalization standard clearly better than centre, which is from");
    done(file, List.of("--normalization", "standard"));
    assertEquals(STANDARD, imported());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"cifar10/resnet110/noise_0.25", "models/PGD_2steps/eps_64/noise_0.25", "centre"})
  void otherPathsSayNothing(String path) throws IOException {
    Smoothadv.call(arguments(checkpoint(weights("centre"), path), List.of()))
        .assertRefused("--normalization is missing", "standard, centre, none, or MEAN/STD");
  }

  @ParameterizedTest
  @CsvSource({
    "0.means, 0.sds, 1.",
    "module.0.means, module.0.sds, module.1.",
    "normalize.mean, normalize.std, 1.module.",
    "mean, std, ''",
    "pixel_mean, pixel_std, backbone.",
    "_mean, _std, model.",
  })
  void buffersOfTheFileSayIt(String mean, String deviation, String prefix) throws IOException {
    Map<String, FloatTensor> named = new LinkedHashMap<>();
    named.put(mean, FloatTensor.of(new float[] {0.4914f, 0.4822f, 0.4465f}, 3));
    Map<String, FloatTensor> weights = weights("centre");
    assertBuffers(with(named, prefix, weights), CENTRE);
    named.put(deviation, FloatTensor.of(new float[] {1, 1, 1}, 1, 3, 1, 1));
    assertBuffers(with(named, prefix, weights), CENTRE);
  }

  private static Map<String, FloatTensor> with(
      Map<String, FloatTensor> buffers, String prefix, Map<String, FloatTensor> weights) {
    Map<String, FloatTensor> named = new LinkedHashMap<>(buffers);
    weights.forEach((name, value) -> named.put(prefix + name, value));
    return named;
  }

  private void assertBuffers(Map<String, FloatTensor> tensors, String expected) throws IOException {
    Path file = checkpoint(tensors, "");
    String out = done(file, List.of());
    assertTrue(out.contains("from buffers of the checkpoint"), out);
    assertEquals(expected, imported());
    Folders.delete(folder.resolve("run"));
  }

  @Test
  void buffersAndAnOptionMustNotContradict() throws IOException {
    Map<String, FloatTensor> named = new LinkedHashMap<>();
    named.put("0.means", FloatTensor.of(new float[] {0.4914f, 0.4822f, 0.4465f}, 3));
    named.put("0.sds", FloatTensor.of(new float[] {0.2023f, 0.1994f, 0.2010f}, 3));
    Path file = checkpoint(with(named, "1.", weights("standard")), "");
    Smoothadv.call(arguments(file, List.of("--normalization", "centre")))
        .assertRefused("--normalization centre: buffers in " + file + " say standard");
    done(file, List.of("--normalization", "0.491,0.482,0.447/0.202,0.199,0.201"));
    assertEquals(STANDARD, imported());
  }

  @Test
  void buffersThatCannotNormaliseAreRefused() throws IOException {
    Map<String, FloatTensor> named =
        new LinkedHashMap<>(Map.of("0.sds", FloatTensor.of(new float[] {0.2f, 0, 0.2f}, 3)));
    Path file = checkpoint(with(named, "1.", weights("standard")), "");
    Smoothadv.call(arguments(file, List.of()))
        .assertRefused(file.toString(), "buffers for normalisation", "must be positive");
  }

  @Test
  void withoutImagesTheImportGoesOnWithANotice() throws IOException {
    Path file = checkpoint(weights("centre"), "");
    List<String> missing = List.of("--dataset", "cifar10");
    Smoothadv.call(arguments(file, missing)).assertRefused("--normalization is missing");
    List<String> given = new ArrayList<>(missing);
    given.addAll(List.of("--normalization", "standard"));
    Outcome outcome = Smoothadv.call(arguments(file, given)).assertDone();
    assertTrue(
        outcome.err().contains("smoothadv: the normalisation is not checked"), outcome.err());
    assertTrue(outcome.err().contains("datasets/cifar10"), outcome.err());
    assertFalse(outcome.out().contains("deviation"), outcome.out());
    assertEquals(STANDARD, imported());
  }

  @Test
  void aFolderThatIsNamedMustHoldTheImages() throws IOException {
    String none = folder.resolve("none").toString();
    List<String> options = List.of("--dataset", "cifar10", "--data", none);
    List<String> more = new ArrayList<>(options);
    more.addAll(List.of("--normalization", "standard"));
    Smoothadv.call(arguments(checkpoint(weights("standard"), ""), more)).assertRefused(none);
    assertTrue(Files.notExists(folder.resolve("run")), "nothing is written");
  }

  @Test
  void whoContradictsAPublishedPathIsTold() throws IOException {
    Path file = checkpoint(weights("centre"), "cifar10/PGD_2steps/eps_64/cifar10/noise_0.12");
    Outcome outcome = Smoothadv.call(arguments(file, List.of())).assertDone();
    assertTrue(
        outcome.err().contains(file + ": its path says sigma 0.12, not 0.25"), outcome.err());
  }

  /** The state_dict of a network that was trained behind a normalisation, for a few steps. */
  private static Map<String, FloatTensor> weights(String normalization) throws IOException {
    return NormalizedRuns.weights(normalization);
  }

  private Path checkpoint(Map<String, FloatTensor> tensors, String path) throws IOException {
    Path parent = Files.createDirectories(folder.resolve(path));
    Path file = parent.resolve("checkpoint.pth.tar");
    Files.write(file, new TorchWriter().addAll(tensors).legacy("cifar_resnet8"));
    return file;
  }

  private String done(Path file, List<String> more) {
    return Smoothadv.call(arguments(file, more)).assertDone().out();
  }

  private List<String> arguments(Path file, List<String> more) {
    List<String> arguments = new ArrayList<>(List.of("import", file.toString()));
    if (!more.contains("--dataset")) {
      arguments.addAll(List.of("--dataset", "synthetic"));
    }
    arguments.addAll(List.of("--sigma", "0.25", "--run", folder.resolve("run").toString()));
    arguments.addAll(more);
    return arguments;
  }

  private String imported() throws IOException {
    Normalization normalization =
        RunFolder.open(folder.resolve("run"))
            .description()
            .configuration()
            .network()
            .normalization();
    return normalization.toString();
  }
}
