package org.smoothadv.internal.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.attack.AttackSettings.Method;
import org.smoothadv.attack.Gradient;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.device.Machine;
import org.smoothadv.network.Parameter;
import org.smoothadv.run.Checkpoint;
import org.smoothadv.run.Optimisation;
import org.smoothadv.run.TrainingConfiguration;

/** Two updates, as PyTorch defines them, from the momentum that they leave. */
class SgdTest {
  private static final float MOMENTUM = 0.9f;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStepFollowsItsMomentumOrLooksAheadByIt(boolean nesterov) {
    try (TrainingSession session =
        new TrainingSession(SmallStep.NETWORK, configuration(nesterov), Machine.current())) {
      session.restore(SmallStep.START);
      session.train(SmallStep.images(4), 0, SmallStep.LEARNING_RATE, 1);
      Map<String, FloatTensor> first = session.snapshot();
      session.train(SmallStep.images(4), 0, SmallStep.LEARNING_RATE, 2);
      Map<String, FloatTensor> second = session.snapshot();
      List<Parameter> trainable =
          SmallStep.NETWORK.parameters().stream().filter(Parameter::trainable).toList();
      assertTrue(!trainable.isEmpty());
      for (Parameter parameter : trainable) {
        String name = parameter.name();
        float[] before = first.get(Checkpoint.momentumOf(parameter)).toArray();
        float[] after = second.get(Checkpoint.momentumOf(parameter)).toArray();
        float[] expected = first.get(name).toArray();
        for (int i = 0; i < expected.length; i++) {
          // v = momentum * v + g is what is stored.
          float gradient = after[i] - MOMENTUM * before[i];
          float step = nesterov ? gradient + MOMENTUM * after[i] : after[i];
          expected[i] -= (float) SmallStep.LEARNING_RATE * step;
        }
        assertArrayEquals(expected, second.get(name).toArray(), 1e-5f, name);
      }
    }
  }

  private static TrainingConfiguration configuration(boolean nesterov) {
    TrainingConfiguration usual = SmallStep.configuration(Method.NONE, Gradient.PLUGIN, 1);
    Optimisation optimisation = usual.optimisation().withNesterov(nesterov);
    return new TrainingConfiguration(
        usual.data(), usual.network(), usual.adversarial(), optimisation, usual.seed());
  }
}
