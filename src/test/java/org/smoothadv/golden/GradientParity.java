package org.smoothadv.golden;

import java.io.IOException;
import org.smoothadv.attack.Assessor;
import org.smoothadv.attack.GradientEstimator;
import org.smoothadv.attack.GradientEstimator.Observation;
import org.smoothadv.attack.PluginGradient;
import org.smoothadv.attack.SteinGradient;
import org.smoothadv.attack.SteinGradient.Score;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** The golden cases of the kinds gradient-plugin and gradient-stein. */
final class GradientParity {
  private GradientParity() {}

  static void plugin(GoldenCase golden) throws IOException {
    try (GoldenGraph graph = new GoldenGraph(golden)) {
      float[] actual = descent(graph, golden, new PluginGradient());
      negate(actual);
      golden.tolerance("gradient").assertImages(actual, golden.output("gradient"));
      golden.tolerance("gradient_float64").assertImages(actual, golden.output("gradient_float64"));
      Operand<TFloat32> loss = new PluginGradient().loss(graph.tf, observation(graph, golden));
      golden.tolerance("loss").assertElements(graph.value(loss), golden.output("loss"));
    }
  }

  /** The stored gradient is that of the label's probability, which an attack descends on. */
  static void stein(GoldenCase golden) throws IOException {
    try (GoldenGraph graph = new GoldenGraph(golden)) {
      golden
          .tolerance("gradient")
          .assertElements(
              descent(graph, golden, stein(golden, Score.SOFT)), golden.output("gradient"));
      golden
          .tolerance("gradient_hard")
          .assertElements(
              descent(graph, golden, stein(golden, Score.HARD)), golden.output("gradient_hard"));
      Operand<TFloat32> probabilities =
          graph.tf.math.exp(observation(graph, golden).labelLogProbabilities(graph.tf));
      golden
          .tolerance("probability")
          .assertElements(graph.value(probabilities), golden.output("probability"));
    }
  }

  static GradientEstimator<?> stein(GoldenCase golden, Score score) {
    return new SteinGradient(score, golden.parameter("sigma").getAsDouble());
  }

  private static float[] descent(
      GoldenGraph graph, GoldenCase golden, GradientEstimator<?> estimator) throws IOException {
    Assessor<?> assessor = new Assessor<>(graph.classifier(), estimator, Integer.MAX_VALUE);
    float[] ascent =
        graph.imageValues(
            assessor
                .assess(
                    graph.tf,
                    graph.images(golden.input("images")),
                    graph.oneHot(golden.input("labels")),
                    graph.noise(golden))
                .ascent());
    negate(ascent);
    return ascent;
  }

  private static Observation observation(GoldenGraph graph, GoldenCase golden) throws IOException {
    return Observation.of(
        graph.tf,
        graph.classifier(),
        graph.images(golden.input("images")),
        graph.oneHot(golden.input("labels")),
        graph.copies(golden));
  }

  private static void negate(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = -values[i];
    }
  }
}
