package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.internal.checkpoint.pytorch.TorchWriter;
import org.smoothadv.run.RunFolder;

/** Networks that are told by the names of their tensors, also by those of other implementations. */
class ImportedNamesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lenet",
        "resnet18-cifar",
        "wide-resnet-10-1",
        "wide-resnet-16-2",
        "densenet-10",
        "densenet-bottleneck-16"
      })
  void otherNetworksAreToldByTheirTensors(String name) throws IOException {
    Map<String, FloatTensor> other = ImportCommandTest.weights(name, 10);
    TorchWriter writer = new TorchWriter().addAll(ImportCommandTest.prefixed("1.", other));
    assertImported(name, other, writer.legacy());
  }

  @Test
  void shortcutsAndTheLastLayerOfAResNetMayHaveOtherNames() throws IOException {
    Map<String, FloatTensor> own = ImportCommandTest.weights("resnet18-cifar", 10);
    Map<String, FloatTensor> renamed = new LinkedHashMap<>();
    own.forEach(
        (name, value) ->
            renamed.put(
                "module." + name.replace("downsample", "shortcut").replace("fc.", "linear."),
                value));
    assertTrue(renamed.containsKey("module.layer4.0.shortcut.1.running_var"));
    assertTrue(renamed.containsKey("module.linear.weight"));
    assertImported("resnet18-cifar", own, new TorchWriter().addAll(renamed).legacy());
  }

  @Test
  void layersOfADenseNetMayBeCountedFromOne() throws IOException {
    Map<String, FloatTensor> own = ImportCommandTest.weights("densenet-bottleneck-22", 10);
    Map<String, FloatTensor> renamed = new LinkedHashMap<>();
    own.forEach((name, value) -> renamed.put("1." + ofConsistency(name), value));
    assertTrue(renamed.containsKey("1.features.block2.layer3.brc_2.norm.running_var"));
    assertTrue(renamed.containsKey("1.features.norm_last.weight"));
    assertTrue(renamed.containsKey("1.features.conv0.weight"));
    assertTrue(renamed.containsKey("1.classifier.bias"));
    byte[] checkpoint = new TorchWriter().addAll(renamed).legacy("cifar_densenet22");
    assertImported("densenet-bottleneck-22", own, checkpoint);
  }

  /** The name that consistency regularisation gives to a parameter of a DenseNet. */
  private static String ofConsistency(String name) {
    String theirs =
        name.replaceFirst("^conv1", "features.conv0")
            .replaceFirst("^bn1", "features.norm_last")
            .replaceFirst("^fc", "classifier")
            .replaceFirst("^block", "features.block")
            .replaceFirst("\\.bn([12])", ".brc_$1.norm")
            .replaceFirst("\\.conv([12])", ".brc_$1.conv");
    for (int layer = 0; layer < 3; layer++) {
      theirs = theirs.replace(".layer." + layer, ".layer" + (layer + 1));
    }
    return theirs;
  }

  private void assertImported(String network, Map<String, FloatTensor> own, byte[] checkpoint)
      throws IOException {
    Path folderOfRun = folder.resolve("run");
    call(checkpoint, folderOfRun).assertDone();
    RunFolder run = RunFolder.open(folderOfRun);
    assertEquals(network, run.description().configuration().network().architecture());
    Map<String, FloatTensor> state = run.load().state();
    own.forEach((name, value) -> assertEquals(value, state.get(name), name));
  }

  @Test
  void bothNamesOfOneParameterAreRefused() throws IOException {
    Map<String, FloatTensor> twice =
        new LinkedHashMap<>(ImportCommandTest.weights("resnet18-cifar", 10));
    twice.put("linear.bias", FloatTensor.of(new float[10], 10));
    Path run = folder.resolve("run");
    call(new TorchWriter().addAll(twice).legacy(), run)
        .assertRefused("'fc.bias' and 'linear.bias' are both the network's 'fc.bias'");
    assertFalse(Files.exists(run));
  }

  private Outcome call(byte[] checkpoint, Path run) throws IOException {
    Path file = folder.resolve("checkpoint.pth.tar");
    Files.write(file, checkpoint);
    return Smoothadv.call(
        "import",
        file.toString(),
        "--dataset",
        "synthetic",
        "--run",
        run.toString(),
        "--sigma",
        "0.25",
        "--normalization",
        "standard");
  }
}
