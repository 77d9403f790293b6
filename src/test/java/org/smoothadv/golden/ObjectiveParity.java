package org.smoothadv.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.internal.objective.Objective;
import org.smoothadv.run.AdversarialTraining;
import org.smoothadv.run.NetworkSettings;
import org.smoothadv.run.ObjectiveSettings;
import org.smoothadv.run.ObjectiveSettings.Method;
import org.smoothadv.run.Optimisation;
import org.smoothadv.run.TrainingConfiguration;
import org.smoothadv.run.TrainingData;
import org.smoothadv.support.SmallGraph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Cases of what SGD minimises: a loss, its terms and its gradient with respect to the logits. The
 * cases of a folder whose name begins with {@code successors} are listed in its {@code cases.json},
 * with one tolerance for all.
 *
 * @param folder of the arrays
 * @param description of the case
 * @param tolerance of loss and gradients
 */
record ObjectiveParity(Path folder, JsonObject description, JsonObject tolerance) {
  private static final double ANY_SIGMA = 0.25;

  /** All cases below the folder of golden cases. */
  static List<ObjectiveParity> all() throws IOException {
    List<ObjectiveParity> cases = new ArrayList<>();
    try (Stream<Path> folders = Files.list(GoldenCase.root())) {
      for (Path folder : folders.sorted().toList()) {
        if (folder.getFileName().toString().startsWith("successors")) {
          JsonObject file =
              JsonParser.parseString(Files.readString(folder.resolve("cases.json")))
                  .getAsJsonObject();
          for (JsonElement each : file.getAsJsonArray("cases")) {
            cases.add(
                new ObjectiveParity(
                    folder, each.getAsJsonObject(), file.getAsJsonObject("tolerance")));
          }
        }
      }
    }
    return cases;
  }

  String name() {
    return description.get("name").getAsString();
  }

  void check() throws IOException {
    String kind = description.get("kind").getAsString();
    switch (kind) {
      case "consistency" -> {
        Result result = result(consistency(), List.of("gradient"));
        assertLoss("cross_entropy", result.term("cross_entropy"));
        assertLoss("consistency", result.term("divergence") + result.term("entropy"));
      }
      case "macer" -> {
        Result result = result(macer(), List.of("gradient"));
        double perBatch = 1 / number("batch");
        near(
            "classification",
            number("classification_sum") * perBatch,
            result.term("classification"));
        near(
            "robustness",
            number("lambda_") * number("robustness_sum") * perBatch,
            result.term("robustness"));
      }
      case "stability" -> {
        Result result = result(stability(), List.of("clean-gradient", "gradient"));
        assertLoss("cross_entropy", result.term("cross_entropy"));
        assertLoss("stability", result.term("stability"));
      }
      case "smoothmix" -> {
        Result result = result(smoothMix(), List.of("gradient", "mixed-gradient"));
        assertLoss("cross_entropy", result.term("cross_entropy"));
        assertLoss("mixup", result.term("mixup"));
      }
      default -> fail("kind '" + kind + "' is not implemented");
    }
  }

  /** An objective and the arrays of logits that it takes, by name. */
  private record Asked(ObjectiveSettings settings, double sigma, List<String> logits) {}

  private Asked consistency() {
    return new Asked(
        new ObjectiveSettings(
            Method.CONSISTENCY, number("lambda_"), number("eta"), 0, 0, false, 0, 0),
        ANY_SIGMA,
        List.of("logits"));
  }

  private Asked macer() {
    return new Asked(
        new ObjectiveSettings(
            Method.MACER, number("lambda_"), 0, number("beta"), number("gamma"), false, 0, 0),
        number("sigma"),
        List.of("logits"));
  }

  private Asked stability() {
    return new Asked(
        new ObjectiveSettings(Method.STABILITY, number("lambda_"), 0, 0, 0, false, 0, 0),
        ANY_SIGMA,
        List.of("clean", "logits"));
  }

  private Asked smoothMix() {
    return new Asked(
        new ObjectiveSettings(Method.SMOOTHMIX, 0, number("eta"), 0, 0, false, 1, 0),
        ANY_SIGMA,
        List.of("logits", "mixed"));
  }

  /** What our graph makes of a case. */
  private record Result(SmallGraph graph, Objective.Loss loss) {
    float term(String name) {
      return graph.values(loss.terms().get(name))[0];
    }
  }

  private Result result(Asked asked, List<String> gradients) throws IOException {
    SmallGraph graph = new SmallGraph();
    Ops tf = graph.tf();
    List<Operand<TFloat32>> logits = new ArrayList<>();
    for (String name : asked.logits()) {
      logits.add(rows(graph, name));
    }
    Objective.Loss loss = Objective.of(configuration(asked)).loss(tf, answers(graph, logits));
    assertLoss("loss", graph.values(loss.value())[0]);
    for (int i = 0; i < gradients.size(); i++) {
      float[] actual = graph.values(tf.gradients(loss.value(), logits).dy(i));
      assertGradient(gradients.get(i), actual);
    }
    return new Result(graph, loss);
  }

  private Objective.Answers answers(SmallGraph graph, List<Operand<TFloat32>> logits)
      throws IOException {
    Ops tf = graph.tf();
    long[] labels = array("labels").longs();
    assertEquals(number("batch"), labels.length);
    List<Operand<TFloat32>> numbers =
        Files.exists(file("weights"))
            ? List.of(graph.constant(array("weights").floats()))
            : List.of();
    float ramp = description.has("ramp") ? (float) number("ramp") : 1;
    return new Objective.Answers(
        logits,
        numbers,
        tf.oneHot(
            tf.constant(labels),
            tf.constant((int) number("classes")),
            tf.constant(1f),
            tf.constant(0f)),
        (int) number("m"),
        tf.constant((float) labels.length),
        tf.constant(ramp));
  }

  private TrainingConfiguration configuration(Asked asked) {
    int m = (int) number("m");
    AdversarialTraining noise = AdversarialTraining.gaussian(asked.sigma()).withNoiseSamples(m);
    return new TrainingConfiguration(
        TrainingData.of("synthetic", "", 32),
        NetworkSettings.of("cifar-resnet-8"),
        asked.settings().objective() == Method.SMOOTHMIX ? noise.withSteps(1) : noise,
        asked.settings(),
        Optimisation.DEFAULT.withBatch(16 * m),
        0);
  }

  /** One row per copy, in our order: those of an image together. */
  private Operand<TFloat32> rows(SmallGraph graph, String name) throws IOException {
    FloatTensor stored = byImage(array(name).floats());
    long classes = stored.shape().get(stored.shape().size() - 1);
    return graph.constant(stored.toArray(), stored.size() / classes, classes);
  }

  /** Where the first dimension is the noises, those of each image come together. */
  private FloatTensor byImage(FloatTensor stored) {
    if (!description.get("kind").getAsString().equals("consistency")) {
      return stored;
    }
    List<Long> shape = stored.shape();
    int m = Math.toIntExact(shape.get(0));
    int batch = Math.toIntExact(shape.get(1));
    int classes = Math.toIntExact(shape.get(2));
    float[] values = stored.toArray();
    float[] ordered = new float[values.length];
    for (int noise = 0; noise < m; noise++) {
      for (int image = 0; image < batch; image++) {
        System.arraycopy(
            values,
            (noise * batch + image) * classes,
            ordered,
            (image * m + noise) * classes,
            classes);
      }
    }
    return FloatTensor.of(ordered, batch, m, classes);
  }

  private void assertGradient(String name, float... actual) throws IOException {
    float[] expected = byImage(array(name).floats()).toArray();
    assertEquals(expected.length, actual.length, name);
    double absolute = tolerance.get("gradient_atol").getAsDouble();
    double relative = tolerance.get("gradient_rtol").getAsDouble();
    for (int i = 0; i < expected.length; i++) {
      assertEquals(
          expected[i], actual[i], absolute + relative * Math.abs(expected[i]), name + " " + i);
    }
  }

  private void assertLoss(String name, float actual) {
    near(name, number(name), actual);
  }

  private void near(String name, double expected, float actual) {
    double allowed = tolerance.get("loss_rtol").getAsDouble() * Math.abs(expected);
    assertTrue(
        Math.abs(expected - actual) <= allowed, name + " is " + actual + ", not " + expected);
  }

  private double number(String key) {
    return description.get(key).getAsDouble();
  }

  private Npy array(String name) throws IOException {
    return Npy.read(file(name));
  }

  private Path file(String name) {
    return folder.resolve(name() + "-" + name + ".npy");
  }
}
