package org.smoothadv.internal.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.attack.AttackSettings.Method;
import org.smoothadv.attack.Gradient;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.device.Machine;
import org.smoothadv.device.Tuning;
import org.smoothadv.device.Tuning.Kernels;
import org.smoothadv.run.TrainingConfiguration;

/** However a machine is tuned, a step is the same within rounding. */
class TunedTrainingTest {
  private static final float TOLERANCE = 1e-5f;

  /** What a step came to. */
  private record Step(FloatTensor attacked, double loss, Map<String, FloatTensor> state) {}

  @ParameterizedTest
  @CsvSource({
    "TENSORFLOW, 0, PGD, PLUGIN, 2",
    "ONEDNN, 4, PGD, PLUGIN, 2",
    "ONEDNN, 3, DDN, PLUGIN, 1",
    "TENSORFLOW, 5, PGD, STEIN, 2",
    "TENSORFLOW, 1, NONE, PLUGIN, 1"
  })
  void aStepDoesNotDependOnIt(
      Kernels kernels, int attackRows, Method method, Gradient gradient, int noiseSamples) {
    TrainingConfiguration configuration = SmallStep.configuration(method, gradient, noiseSamples);

    Step plain = step(configuration, Tuning.DEFAULT);
    Step tuned = step(configuration, new Tuning(kernels, attackRows));

    assertArrayEquals(plain.attacked.toArray(), tuned.attacked.toArray(), TOLERANCE);
    assertEquals(plain.loss, tuned.loss, 1e-4);
    plain.state.forEach(
        (name, value) ->
            assertArrayEquals(
                value.toArray(), tuned.state.get(name).toArray(), TOLERANCE, () -> name));
  }

  private static Step step(TrainingConfiguration configuration, Tuning tuning) {
    Machine machine = Machine.current().withTuning(tuning);
    try (TrainingSession session = new TrainingSession(SmallStep.NETWORK, configuration, machine)) {
      session.restore(SmallStep.START);
      FloatTensor attacked = session.attack(SmallStep.images(8), SmallStep.EPSILON, 5);
      double loss =
          session.train(SmallStep.images(8), SmallStep.EPSILON, SmallStep.LEARNING_RATE, 5).loss();
      return new Step(attacked, loss, session.snapshot());
    }
  }
}
