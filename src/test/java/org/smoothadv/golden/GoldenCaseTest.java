package org.smoothadv.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opentest4j.AssertionFailedError;
import org.smoothadv.checkpoint.FloatTensor;

/** Shapes and values expected here are those that the reference's description lists. */
class GoldenCaseTest {
  @Test
  void readsParametersArraysAndWeightsOfTheForwardCase() throws IOException {
    GoldenCase forward = GoldenCase.ofKind("forward").get(0);
    assertEquals(16, forward.parameter("batch").getAsInt());
    assertEquals(List.of(16L, 3L, 32L, 32L), forward.input("images").shape());
    assertEquals(16, forward.input("labels").longs().length);
    Map<String, FloatTensor> weights = GoldenNetwork.of(forward, "images").state();
    assertEquals("conv1.weight", weights.keySet().iterator().next());
    assertEquals(List.of(10L, 64L), weights.get("fc.weight").shape());
    assertTrue(weights.keySet().stream().noneMatch(name -> name.endsWith("num_batches_tracked")));
    assertEquals(
        List.of(64L), forward.variables("running_after/").get("layer3.0.bn2.running_var").shape());
  }

  @Test
  void theStoredOutputIsWithinItsOwnToleranceAndAMovedOneIsNot() throws IOException {
    for (String kind : List.of("pgd", "ddn", "stein-attack")) {
      for (GoldenCase attack : GoldenCase.ofKind(kind)) {
        Npy expected = attack.output("adversarial");
        Npy clean = attack.input("images");
        Tolerance tolerance = attack.tolerance("adversarial");
        float[] values = expected.floats().toArray();
        tolerance.assertPerturbedImages(values, expected, clean);
        for (int i = 0; i < values.length; i++) {
          values[i] += 0.01f;
        }
        assertThrows(
            AssertionFailedError.class,
            () -> tolerance.assertPerturbedImages(values, expected, clean));
      }
    }
  }

  @Test
  void whatACaseDoesNotHaveIsNamed() throws IOException {
    GoldenCase forward = GoldenCase.ofKind("forward").get(0);
    assertTrue(forward.hasInput("images"));
    assertEquals(false, forward.hasInput("noise"));
    String message =
        assertThrows(IllegalArgumentException.class, () -> forward.input("noise")).getMessage();
    assertTrue(message.contains("inputs.noise"), message);
    assertThrows(IOException.class, () -> GoldenCase.ofKind("no such kind"));
  }

  @ParameterizedTest
  @CsvSource({
    "layer4.0.bn1.weight,         float32, checkpoints/weights/1.bn1.weight.npy",
    "bn1.num_batches,             int64,   forward/labels.npy",
    "fc.num_batches_tracked,      int64,   forward/labels.npy"
  })
  void aTensorThatTheNetworkHasNoPlaceForIsAnError(
      String name, String type, String file, @TempDir Path folder) throws IOException {
    Path root = GoldenCase.root().toAbsolutePath();
    String description = Files.readString(root.resolve("forward/case.json"));
    Files.writeString(
        folder.resolve("case.json"),
        description
            .replace("\"../checkpoints\"", "\".\"")
            .replace("\"file\": \"", "\"file\": \"" + root.resolve("forward") + "/"));
    JsonObject manifest =
        JsonParser.parseString(
                Files.readString(root.resolve("checkpoints/manifest.json"))
                    .replace("\"file\": \"", "\"file\": \"" + root.resolve("checkpoints") + "/"))
            .getAsJsonObject();
    Files.writeString(folder.resolve("manifest.json"), manifest.toString());
    GoldenCase forward = GoldenCase.read(folder);
    assertEquals("cifar-resnet-8", GoldenNetwork.of(forward, "images").network().name());

    manifest
        .getAsJsonArray("state_dict")
        .add(
            JsonParser.parseString(
                "{key: '1.%s', shape: [16], dtype: '%s', file: '%s'}"
                    .formatted(name, type, root.resolve(file))));
    Files.writeString(folder.resolve("manifest.json"), manifest.toString());
    String message =
        assertThrows(IOException.class, () -> GoldenNetwork.of(forward, "images")).getMessage();
    assertTrue(message.contains(name), message);
  }

  @Test
  void anUnreadableDescriptionIsAnError(@TempDir Path folder) throws IOException {
    assertThrows(IOException.class, () -> GoldenCase.read(folder));
    Files.writeString(folder.resolve("case.json"), "{");
    assertThrows(IOException.class, () -> GoldenCase.read(folder));
  }
}
