package org.smoothadv.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.smoothadv.attack.PluginGradient;
import org.smoothadv.attack.SteinGradient.Score;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.device.Tuning.Kernels;
import org.smoothadv.input.EnumNames;
import org.smoothadv.internal.training.TrainStepParity;
import org.smoothadv.network.TrainingLayers;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Every case of the reference implementation against our graphs, within the tolerances that the
 * cases give. A case of an unknown kind fails.
 */
class ReferenceParityTest {
  @TestFactory
  Stream<DynamicTest> everyCase() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Kernels kernels : Kernels.values()) {
      for (GoldenCase golden : GoldenCase.all()) {
        tests.add(
            DynamicTest.dynamicTest(
                golden.name() + ", " + EnumNames.of(kernels),
                () -> {
                  GoldenGraph.kernels = kernels;
                  check(golden);
                }));
      }
    }
    for (ObjectiveParity objective : ObjectiveParity.all()) {
      tests.add(DynamicTest.dynamicTest(objective.name(), objective::check));
    }
    assertFalse(tests.isEmpty(), GoldenCase.root() + " has no cases");
    return tests.stream();
  }

  private static void check(GoldenCase golden) throws IOException {
    requireBatch(golden);
    switch (golden.kind()) {
      case "forward" -> forward(golden);
      case "gradient-plugin" -> GradientParity.plugin(golden);
      case "gradient-stein" -> GradientParity.stein(golden);
      case "pgd" -> PgdParity.check(golden, new PluginGradient());
      case "stein-attack" -> PgdParity.check(golden, GradientParity.stein(golden, Score.SOFT));
      case "ddn" -> DdnParity.check(golden);
      case "train-step" -> TrainStepParity.check(golden);
      case "resnet50" -> ResNet50Parity.check(golden);
      case "statistics" -> StatisticsParity.check(golden);
      default -> fail("kind '" + golden.kind() + "' is not implemented");
    }
  }

  /** Inputs have as many rows as the parameters say, m for an image where there is noise. */
  private static void requireBatch(GoldenCase golden) throws IOException {
    if (!golden.hasParameter("batch")) {
      return;
    }
    long images = golden.parameter("batch").getAsLong();
    long copies =
        golden.hasParameter("num_noise_vectors")
            ? images * golden.parameter("num_noise_vectors").getAsLong()
            : images;
    for (Map.Entry<String, Long> rows :
        Map.of("images", images, "noise", copies, "inputs", copies).entrySet()) {
      if (golden.hasInput(rows.getKey())) {
        assertEquals(rows.getValue(), golden.input(rows.getKey()).shape().get(0), rows.getKey());
      }
    }
  }

  private static void forward(GoldenCase golden) throws IOException {
    try (GoldenGraph graph = new GoldenGraph(golden)) {
      Operand<TFloat32> images = graph.images(golden.input("images"));
      TrainingLayers<TFloat32> training =
          new TrainingLayers<>(graph.tf, TFloat32.class, graph.weights(graph.tf));
      List<Operand<TFloat32>> logits =
          List.of(
              graph.network.logits(graph.inference(graph.tf), images),
              graph.network.logits(training, images));
      List<FloatTensor> values = graph.values(logits);
      golden
          .tolerance("logits_eval")
          .assertElements(values.get(0).toArray(), golden.output("logits_eval"));
      golden
          .tolerance("logits_train")
          .assertElements(values.get(1).toArray(), golden.output("logits_train"));
      Map<String, Npy> expected = golden.variables("running_after/");
      assertEquals(training.runningStatistics().keySet(), expected.keySet());
      for (Map.Entry<String, Npy> entry : expected.entrySet()) {
        Operand<TFloat32> statistic = training.runningStatistics().get(entry.getKey());
        golden
            .tolerance("running_after/*")
            .assertElements(graph.values(List.of(statistic)).get(0).toArray(), entry.getValue());
      }
    }
  }
}
