package org.smoothadv.golden;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.smoothadv.attack.Assessor;
import org.smoothadv.attack.Attack;
import org.smoothadv.attack.GradientEstimator;
import org.smoothadv.attack.PgdAttack;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** The golden cases of the kinds pgd and stein-attack: whole attacks and single steps. */
final class PgdParity {
  private PgdParity() {}

  static void check(GoldenCase golden, GradientEstimator<?> estimator) throws IOException {
    try (GoldenGraph graph = new GoldenGraph(golden)) {
      Assessor<?> assessor = new Assessor<>(graph.classifier(), estimator, Integer.MAX_VALUE);
      PgdAttack pgd = new PgdAttack(assessor, golden.parameter("steps").getAsInt());
      Attack.Input input = graph.attackInput(golden);
      double epsilon = golden.parameter("epsilon").getAsDouble();
      golden.requireParameter("step_size", 2 * epsilon / pgd.steps());
      golden.requireParameter("targeted", false);
      golden
          .tolerance("adversarial")
          .assertPerturbedImages(
              graph.imageValues(pgd.attack(graph.tf, input)),
              golden.output("adversarial"),
              golden.input("images"));
      steps(golden, graph, pgd, input);
    }
  }

  private static void steps(GoldenCase golden, GoldenGraph graph, PgdAttack pgd, Attack.Input input)
      throws IOException {
    Npy expected = golden.output("delta_steps");
    Operand<TFloat32> zero = graph.tf.zerosLike(input.images());
    Operand<TFloat32> perturbation = zero;
    Operand<TFloat32> before = zero;
    List<float[]> singleSteps = new ArrayList<>();
    List<float[]> trajectory = new ArrayList<>();
    for (int t = 0; t < pgd.steps(); t++) {
      // No gradient of these cases is zero, so that nothing falls back on the last argument.
      perturbation = pgd.step(graph.tf, input, perturbation, zero);
      trajectory.add(graph.imageValues(perturbation));
      singleSteps.add(graph.imageValues(pgd.step(graph.tf, input, before, zero)));
      before = graph.images(expected.row(t));
    }
    golden.tolerance("delta_steps").assertElements(GoldenGraph.joined(trajectory), expected);
    golden.tolerance("delta_steps[0]").assertElements(trajectory.get(0), expected.row(0));
    golden.tolerance("one_step").assertImageSteps(GoldenGraph.joined(singleSteps), expected);
  }
}
