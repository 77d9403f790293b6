package org.smoothadv.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.google.gson.JsonArray;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.smoothadv.attack.Assessor;
import org.smoothadv.attack.Assessor.Assessment;
import org.smoothadv.attack.Attack;
import org.smoothadv.attack.DdnAttack;
import org.smoothadv.attack.PluginGradient;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * The golden cases of the kind ddn: the whole attack, and step by step both of the learning rates
 * that the reference had under different versions of its library.
 */
final class DdnParity {
  private DdnParity() {}

  static void check(GoldenCase golden) throws IOException {
    requireSettings(golden);
    try (GoldenGraph graph = new GoldenGraph(golden)) {
      Assessor<?> assessor = new Assessor<>(graph.classifier(), new PluginGradient(), 2);
      DdnAttack ddn = new DdnAttack(assessor, golden.parameter("steps").getAsInt());
      adversarial(golden, graph, "", ddn.attack(graph.tf, graph.attackInput(golden)));
      steps(golden, graph, ddn, "", stepSizes(golden, "learning_rates"));
      steps(golden, graph, ddn, "lr-shifted/", stepSizes(golden, "learning_rates_shifted"));
      for (int i = 0; i < ddn.steps(); i++) {
        float expected = stepSizes(golden, "learning_rates")[i];
        assertArrayEquals(new float[] {expected}, new float[] {ddn.stepSize(i)}, 1e-7f);
      }
    }
  }

  /** What our attack does; it has no choice of these. */
  private static void requireSettings(GoldenCase golden) {
    golden.requireParameter("init_norm", 1);
    golden.requireParameter("gamma", 0.05);
    golden.requireParameter("levels", 256);
    golden.requireParameter("quantize", true);
    golden.requireParameter("eta_min", 0.01);
    golden.requireParameter("learning_rate_index_offset", 0);
    golden.requireParameter("targeted", false);
  }

  private static float[] stepSizes(GoldenCase golden, String parameter) {
    JsonArray rates = golden.parameter(parameter).getAsJsonArray();
    float[] sizes = new float[rates.size()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = rates.get(i).getAsFloat();
    }
    return sizes;
  }

  private static void steps(
      GoldenCase golden, GoldenGraph graph, DdnAttack ddn, String folder, float... stepSizes)
      throws IOException {
    Attack.Input input = graph.attackInput(golden);
    DdnAttack.State state = ddn.start(graph.tf, input.images());
    List<float[]> perturbations = new ArrayList<>();
    List<float[]> norms = new ArrayList<>();
    List<float[]> misclassified = new ArrayList<>();
    for (float size : stepSizes) {
      misclassified.add(misclassified(graph, ddn, input, state));
      Operand<TFloat32> stepSize = graph.tf.constant(size);
      // No gradient of these cases is zero, so that nothing falls back on the last argument.
      state = ddn.step(graph.tf, input, state, stepSize, graph.tf.zerosLike(input.images()));
      perturbations.add(graph.imageValues(state.perturbation()));
      norms.add(graph.value(state.norm()));
    }
    golden
        .tolerance(folder + "delta_steps")
        .assertElements(GoldenGraph.joined(perturbations), golden.output(folder + "delta_steps"));
    golden
        .tolerance(folder + "norm_steps")
        .assertElements(GoldenGraph.joined(norms), golden.output(folder + "norm_steps"));
    assertSameDecisions(golden.output(folder + "is_adv_steps"), GoldenGraph.joined(misclassified));
    best(golden, graph, folder, ddn.largestNorm(graph.tf, input.images()), state);
    adversarial(golden, graph, folder, ddn.result(graph.tf, input, state));
  }

  private static float[] misclassified(
      GoldenGraph graph, DdnAttack ddn, Attack.Input input, DdnAttack.State state) {
    Operand<TFloat32> images = graph.tf.math.add(input.images(), state.perturbation());
    Assessment assessment = ddn.assessor().assess(graph.tf, images, input.labels(), input.noise());
    Operand<TInt64> labels = graph.tf.math.argMax(input.labels(), graph.tf.constant(1));
    return graph.value(
        graph.tf.dtypes.cast(
            graph.tf.math.notEqual(assessment.predicted(), labels), TFloat32.class));
  }

  private static void best(
      GoldenCase golden,
      GoldenGraph graph,
      String folder,
      Operand<TFloat32> largestNorm,
      DdnAttack.State end)
      throws IOException {
    golden
        .tolerance(folder + "worst_norm")
        .assertElements(graph.value(largestNorm), golden.output(folder + "worst_norm"));
    golden
        .tolerance(folder + "best_l2")
        .assertElements(graph.value(end.bestNorm()), golden.output(folder + "best_l2"));
    Operand<TFloat32> found =
        graph.tf.dtypes.cast(graph.tf.math.less(end.bestNorm(), largestNorm), TFloat32.class);
    assertSameDecisions(golden.output(folder + "adv_found"), graph.value(found));
  }

  private static void adversarial(
      GoldenCase golden, GoldenGraph graph, String folder, Operand<TFloat32> attacked)
      throws IOException {
    golden
        .tolerance(folder + "adversarial")
        .assertPerturbedImages(
            graph.imageValues(attacked),
            golden.output(folder + "adversarial"),
            golden.input("images"));
  }

  private static void assertSameDecisions(Npy expected, float... actual) {
    long[] decisions = new long[actual.length];
    for (int i = 0; i < actual.length; i++) {
      decisions[i] = (long) actual[i];
    }
    assertArrayEquals(expected.longs(), decisions);
  }
}
