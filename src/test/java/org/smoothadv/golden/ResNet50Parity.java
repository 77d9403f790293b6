package org.smoothadv.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smoothadv.attack.GradientEstimator.Observation;
import org.smoothadv.attack.Noise;
import org.smoothadv.attack.PluginGradient;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.ImageShape;
import org.smoothadv.network.Network;
import org.smoothadv.network.Parameter;
import org.smoothadv.network.Precision;
import org.smoothadv.smoothing.FoldedLogits;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The golden case of kind resnet50: logits, the gradient with respect to the pixels, and the logits
 * of the frozen classifier that certification asks. Weights and images come from a formula.
 */
final class ResNet50Parity {
  private final GoldenCase golden;
  private final Network network;
  private final Map<String, FloatTensor> state = new LinkedHashMap<>();
  private final FloatTensor images;

  private ResNet50Parity(GoldenCase golden) throws IOException {
    this.golden = golden;
    golden.requireParameter("batch_norm_eps", 1e-5);
    long[] shape =
        golden.parameter("image_shape").getAsJsonArray().asList().stream()
            .mapToLong(JsonElement::getAsLong)
            .toArray();
    golden.requireParameter("images", (double) shape[0]);
    network =
        Architectures.named(
            golden.architecture(),
            Math.toIntExact(golden.output("logits").shape().get(1)),
            ImageShape.ofSize(Math.toIntExact(shape[2])),
            GoldenNetwork.normalization(golden.parameter("normalization").getAsJsonObject()));
    for (Parameter parameter : network.parameters()) {
      state.put(parameter.name(), Formula.parameter(state.size(), parameter));
    }
    images = Formula.uniform(golden.parameter("image_k").getAsInt(), shape);
  }

  static void check(GoldenCase golden) throws IOException {
    ResNet50Parity parity = new ResNet50Parity(golden);
    parity.formula();
    parity.network();
    parity.frozenClassifier();
  }

  /** Names, shapes and samples of the values of all tensors are as the case lists them. */
  private void formula() throws IOException {
    String listed = Files.readString(golden.folder().resolve("tensors.json"));
    Map<String, FloatTensor> rest = new LinkedHashMap<>(state);
    for (JsonElement element : JsonParser.parseString(listed).getAsJsonArray()) {
      JsonObject expected = element.getAsJsonObject();
      String name = expected.get("key").getAsString();
      FloatTensor actual = rest.remove(name);
      assertNotNull(actual, () -> network.name() + " has no place for the tensor " + name);
      assertEquals(
          expected.getAsJsonArray("shape").toString(), actual.shape().toString().replace(" ", ""));
      float first = expected.getAsJsonArray("first_values").get(0).getAsFloat();
      float last = expected.get("last_value").getAsFloat();
      assertArrayEquals(
          new float[] {first, last},
          new float[] {actual.values().get(0), actual.values().get(actual.size() - 1)},
          name);
    }
    assertTrue(rest.isEmpty(), () -> "not listed: " + rest.keySet());
  }

  /** The gradient is that of the first image, by the estimator that attacks follow. */
  private void network() throws IOException {
    try (GoldenGraph graph = new GoldenGraph(network, state)) {
      Ops tf = graph.tf;
      Operand<TFloat32> pixels = graph.images(images);
      long[] labels = new long[Math.toIntExact(images.shape().get(0))];
      Arrays.fill(labels, golden.parameter("label").getAsLong());
      Observation observation =
          Observation.of(
              tf,
              graph.classifier(),
              pixels,
              graph.oneHot(labels),
              new Noise.None().copies(tf, pixels, tf.constant(0), 1));
      PluginGradient estimator = new PluginGradient();
      Operand<TFloat32> gradient = estimator.ascent(tf, estimator.contribution(tf, observation), 1);
      JsonArray rows = golden.parameter("center_rows").getAsJsonArray();
      JsonArray columns = golden.parameter("center_columns").getAsJsonArray();
      int top = rows.get(0).getAsInt();
      int left = columns.get(0).getAsInt();
      int height = rows.get(1).getAsInt() - top;
      int width = columns.get(1).getAsInt() - left;
      Operand<TFloat32> center =
          tf.slice(
              gradient,
              tf.constant(new int[] {0, top, left, 0}),
              tf.constant(new int[] {1, height, width, 3}));
      List<FloatTensor> values =
          graph.values(List.of(observation.logits(), center, estimator.loss(tf, observation)));
      compare("logits", "logits", values.get(0));
      compare("logits", "logits_float64", values.get(0));
      FloatTensor gradientValues = ChannelOrder.channelsFirst(values.get(1));
      compare("input_gradient_center", "input_gradient_center", gradientValues);
      compare("input_gradient_center", "input_gradient_center_float64", gradientValues);
      double tolerance = golden.toleranceValues("loss").get("atol").getAsDouble();
      assertEquals(golden.number("loss"), values.get(2).values().get(0), tolerance);
    }
  }

  private void compare(String tolerance, String output, FloatTensor actual) throws IOException {
    golden.tolerance(tolerance).assertElements(actual.toArray(), golden.output(output));
  }

  private void frozenClassifier() throws IOException {
    FloatTensor pixels = ChannelOrder.channelsLast(images);
    Npy expected = golden.output("logits");
    golden
        .tolerance("logits")
        .assertElements(FoldedLogits.of(network, state, Precision.FLOAT32, pixels), expected);
    float[] rounded = FoldedLogits.of(network, state, Precision.BFLOAT16, pixels);
    // 53 convolutions, each of which rounds to 8 bits.
    double off = Difference.of(rounded, expected).relativeL2(1)[0];
    assertTrue(off > 0 && off < 0.01, "bfloat16 is off by " + off);
  }
}
