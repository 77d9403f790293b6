package org.smoothadv.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.ImageShape;
import org.smoothadv.network.Network;
import org.smoothadv.network.Normalization;
import org.smoothadv.network.Parameter;

/**
 * The network of a golden case, as the case and the manifest of its checkpoint say it.
 *
 * @param network its architecture, for as many classes as its last layer has and images as large as
 *     the case's, behind the normalisation that the manifest gives
 * @param state its parameters, by the network's names
 */
public record GoldenNetwork(Network network, Map<String, FloatTensor> state) {
  /** How the reference names what belongs to the network behind its normalisation layer. */
  static final String PREFIX = "1.";

  /** Counts training-mode passes; takes no part in the arithmetic. */
  static final String COUNTER = ".num_batches_tracked";

  private static final String MEAN = ".running_mean";
  private static final String LAST_LAYER = "fc.bias";

  /**
   * Reads the network.
   *
   * @param images the input of the case that has images, channels first
   * @throws IOException if a file cannot be read or is not as described, or the manifest lists a
   *     tensor that the network has no place for, or lacks one or gives it another shape
   */
  public static GoldenNetwork of(GoldenCase golden, String images) throws IOException {
    JsonObject manifest = golden.manifest();
    assertEquals(
        golden.architecture(), architecture(manifest, "arch"), golden + ": architecture, manifest");
    requireSameArithmetic(golden, manifest);
    Map<String, FloatTensor> state = new LinkedHashMap<>();
    Set<String> counters = new HashSet<>();
    for (JsonElement element : manifest.getAsJsonArray("state_dict")) {
      JsonObject entry = element.getAsJsonObject();
      String name = withoutPrefix(golden, entry.get("key").getAsString());
      String type = entry.get("dtype").getAsString();
      if (type.equals("float32")) {
        state.put(name, golden.checkpointArray(entry).floats());
      } else if (name.endsWith(COUNTER)) {
        counters.add(name);
      } else {
        throw new IOException(
            "%s: tensor '%s' of type %s is no weight".formatted(golden, name, type));
      }
    }
    if (!state.containsKey(LAST_LAYER)) {
      throw new IOException(golden + ": the checkpoint has no tensor '" + LAST_LAYER + "'");
    }
    List<Long> shape = golden.input(images).shape();
    Network network =
        Architectures.named(
            golden.architecture(),
            state.get(LAST_LAYER).size(),
            ImageShape.ofSize(Math.toIntExact(shape.get(shape.size() - 1))),
            normalization(golden, manifest));
    requireExactly(golden, network, state, counters);
    return new GoldenNetwork(network, state);
  }

  /** Our name of an architecture of the reference: {@code cifar_resnet8} is cifar-resnet-8. */
  static String architecture(JsonObject description, String member) {
    return description.get(member).getAsString().replaceFirst("^cifar_resnet", "cifar-resnet-");
  }

  /** The normalisation that a case's parameters give, or else the manifest. */
  private static Normalization normalization(GoldenCase golden, JsonObject manifest) {
    return normalization(
        golden.hasParameter("normalization")
            ? golden.parameter("normalization").getAsJsonObject()
            : manifest.getAsJsonObject("normalization"));
  }

  /** Mean and standard deviation in each channel; without the latter, it only subtracts. */
  static Normalization normalization(JsonObject described) {
    List<Double> mean = numbers(described.get("mean"));
    JsonElement deviations = described.get("sd");
    return new Normalization(
        mean,
        deviations == null || deviations.isJsonNull()
            ? List.of(1.0, 1.0, 1.0)
            : numbers(deviations));
  }

  private static List<Double> numbers(JsonElement array) {
    return array.getAsJsonArray().asList().stream().map(JsonElement::getAsDouble).toList();
  }

  private static String withoutPrefix(GoldenCase golden, String key) throws IOException {
    if (!key.startsWith(PREFIX)) {
      throw new IOException(golden + ": the name " + key + " does not begin with " + PREFIX);
    }
    return key.substring(PREFIX.length());
  }

  /** What every batch normalisation here does. */
  private static void requireSameArithmetic(GoldenCase golden, JsonObject manifest) {
    for (Map.Entry<String, Double> expected :
        Map.of("batch_norm_eps", 1e-5, "batch_norm_momentum", 0.1).entrySet()) {
      golden.requireParameter(expected.getKey(), expected.getValue());
      if (manifest.has(expected.getKey())) {
        assertEquals(
            expected.getValue(), manifest.get(expected.getKey()).getAsDouble(), expected.getKey());
      }
    }
  }

  private static void requireExactly(
      GoldenCase golden, Network network, Map<String, FloatTensor> state, Set<String> counters)
      throws IOException {
    List<String> others = new ArrayList<>(state.keySet());
    others.addAll(counters);
    for (Parameter parameter : network.parameters()) {
      String name = parameter.name();
      FloatTensor tensor = state.get(name);
      if (tensor == null || !tensor.shape().equals(parameter.shape())) {
        throw new IOException(
            "%s: tensor '%s' is %s, and %s has one of shape %s"
                .formatted(
                    golden,
                    name,
                    tensor == null ? "missing" : "of shape " + tensor.shape(),
                    network.name(),
                    parameter.shape()));
      }
      others.remove(name);
      if (name.endsWith(MEAN)) {
        others.remove(name.substring(0, name.length() - MEAN.length()) + COUNTER);
      }
    }
    if (!others.isEmpty()) {
      throw new IOException(
          "%s: %s has no place for the tensors %s".formatted(golden, network.name(), others));
    }
  }
}
