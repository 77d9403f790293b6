package org.smoothadv.golden;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.smoothadv.attack.NoisyCopies;
import org.smoothadv.attack.PgdAttack;
import org.smoothadv.attack.PluginGradient;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.network.InferenceLayers;
import org.smoothadv.network.TrainingLayers;
import org.smoothadv.training.TrainStepParity;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Every case of the reference implementation against our graphs, within the tolerances that the
 * cases give. A case of a kind that is not implemented is reported as skipped.
 */
class ReferenceParityTest {
  @TestFactory
  Stream<DynamicTest> everyCase() throws IOException {
    return GoldenCase.all().stream()
        .map(golden -> DynamicTest.dynamicTest(golden.name(), () -> check(golden)));
  }

  private static void check(GoldenCase golden) throws IOException {
    switch (golden.kind()) {
      case "forward" -> forward(golden);
      case "gradient-plugin" -> pluginGradient(golden);
      case "pgd" -> pgd(golden);
      case "train-step" -> TrainStepParity.check(golden);
      case "statistics" -> StatisticsParity.check(golden);
      default -> abort("kind '" + golden.kind() + "' is not implemented");
    }
  }

  private static void forward(GoldenCase golden) throws IOException {
    try (GoldenGraph graph = new GoldenGraph(golden)) {
      Operand<TFloat32> images = graph.images(golden.input("images"));
      TrainingLayers<TFloat32> training =
          new TrainingLayers<>(graph.tf, TFloat32.class, graph.weights);
      List<Operand<TFloat32>> logits =
          List.of(
              graph.network.logits(graph.inference(), images),
              graph.network.logits(training, images));
      List<FloatTensor> values = graph.values(logits);
      golden
          .tolerance("logits_eval")
          .assertElements(values.get(0).toArray(), golden.output("logits_eval"));
      golden
          .tolerance("logits_train")
          .assertElements(values.get(1).toArray(), golden.output("logits_train"));
      Map<String, Npy> expected = golden.variables("running_after/");
      for (Map.Entry<String, Npy> entry : expected.entrySet()) {
        Operand<TFloat32> statistic = training.runningStatistics().get(entry.getKey());
        golden
            .tolerance("running_after/*")
            .assertElements(graph.values(List.of(statistic)).get(0).toArray(), entry.getValue());
      }
    }
  }

  private static void pluginGradient(GoldenCase golden) throws IOException {
    try (GoldenGraph graph = new GoldenGraph(golden)) {
      PluginGradient gradient = estimator(graph, golden);
      Operand<TFloat32> images = graph.images(golden.input("images"));
      Operand<TFloat32> labels = graph.oneHot(golden.input("labels"));
      float[] actual = graph.imageValues(gradient.gradient(graph.tf, images, labels));
      golden.tolerance("gradient").assertImages(actual, golden.output("gradient"));
      golden.tolerance("gradient_float64").assertImages(actual, golden.output("gradient_float64"));
      golden
          .tolerance("loss")
          .assertElements(
              graph.values(List.of(gradient.loss(graph.tf, images, labels))).get(0).toArray(),
              golden.output("loss"));
    }
  }

  private static void pgd(GoldenCase golden) throws IOException {
    try (GoldenGraph graph = new GoldenGraph(golden)) {
      int steps = golden.parameter("steps").getAsInt();
      PgdAttack pgd = new PgdAttack(estimator(graph, golden), steps);
      Npy clean = golden.input("images");
      Operand<TFloat32> images = graph.images(clean);
      Operand<TFloat32> labels = graph.oneHot(golden.input("labels"));
      Operand<TFloat32> epsilon = graph.tf.constant(golden.parameter("epsilon").getAsFloat());
      Operand<TInt64> seed = graph.tf.constant(new long[] {1, 0});
      golden
          .tolerance("adversarial")
          .assertPerturbedImages(
              graph.imageValues(pgd.attack(graph.tf, images, labels, epsilon, seed)),
              golden.output("adversarial"),
              clean);

      Npy expected = golden.output("delta_steps");
      Operand<TFloat32> unused = graph.tf.zerosLike(images); // no gradient of these cases is zero
      Operand<TFloat32> perturbation = graph.tf.zerosLike(images);
      Operand<TFloat32> before = perturbation;
      List<float[]> singleSteps = new ArrayList<>();
      List<float[]> trajectory = new ArrayList<>();
      for (int t = 0; t < steps; t++) {
        perturbation = pgd.step(graph.tf, images, perturbation, labels, epsilon, unused);
        trajectory.add(graph.imageValues(perturbation));
        singleSteps.add(
            graph.imageValues(pgd.step(graph.tf, images, before, labels, epsilon, unused)));
        before = graph.images(expected.row(t));
      }
      golden.tolerance("delta_steps").assertElements(joined(trajectory), expected);
      golden.tolerance("delta_steps[0]").assertElements(trajectory.get(0), expected.row(0));
      golden.tolerance("one_step").assertImageSteps(joined(singleSteps), expected);
    }
  }

  private static PluginGradient estimator(GoldenGraph graph, GoldenCase golden) throws IOException {
    InferenceLayers<TFloat32> layers = graph.inference();
    Operand<TFloat32> noise =
        golden.hasInput("noise")
            ? graph.images(golden.input("noise"))
            : graph.tf.zerosLike(graph.images(golden.input("images")));
    int noiseSamples = golden.parameter("num_noise_vectors").getAsInt();
    return new PluginGradient(
        x -> graph.network.logits(layers, x), new NoisyCopies(noise, noiseSamples));
  }

  private static float[] joined(List<float[]> parts) {
    float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
    int offset = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, offset, part.length);
      offset += part.length;
    }
    return all;
  }
}
