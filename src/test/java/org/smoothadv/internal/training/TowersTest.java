package org.smoothadv.internal.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.attack.AttackSettings.Method;
import org.smoothadv.attack.Gradient;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.device.Machine;
import org.smoothadv.internal.dataset.MiniBatch;
import org.smoothadv.internal.training.Tower.FrozenNetwork;
import org.smoothadv.internal.training.TrainingPass.ForwardPass;
import org.smoothadv.internal.training.TrainingSession.BatchScore;
import org.smoothadv.network.Parameter;
import org.smoothadv.run.Checkpoint;
import org.smoothadv.run.ObjectiveSettings;
import org.smoothadv.run.TrainingConfiguration;
import org.tensorflow.types.TFloat32;

/** Steps of several towers, on virtual devices, beside those of one. */
class TowersTest {
  private static final String[] TWO = {"cpu:0", "cpu:1"};
  private static final String[] THREE = {"cpu:0", "cpu:1", "cpu:2"};

  /** Batch normalisation in inference mode: what a row comes to does not depend on others. */
  private static final ForwardPass ROW_BY_ROW =
      (tf, state, rows) -> {
        FrozenNetwork<TFloat32> frozen =
            FrozenNetwork.of(tf, SmallStep.NETWORK, TFloat32.class, state);
        return new ForwardPass.Outputs(frozen.logits(tf, rows), Map.of());
      };

  /** What a step did. */
  private record Step(BatchScore score, Map<String, FloatTensor> after) {
    static Step of(TrainingSession session, MiniBatch batch, double epsilon) {
      session.restore(SmallStep.START);
      BatchScore score = session.train(batch, epsilon, SmallStep.LEARNING_RATE, 5);
      return new Step(score, session.snapshot());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, PLUGIN, 3, 7, 3",
    "PGD, PLUGIN, 1, 8, 2",
    "PGD, STEIN_ANTITHETIC, 4, 2, 3",
    "DDN, PLUGIN, 2, 5, 2"
  })
  void towersTakeTheStepOfOneWhereRowsDoNotDependOnEachOther(
      Method attack, Gradient gradient, int noiseSamples, int images, int towers) {
    MiniBatch batch = SmallStep.images(images);
    Step one = rowByRow(SmallStep.configuration(attack, gradient, noiseSamples), batch);
    String[] devices = towers == 2 ? TWO : THREE;
    Step several =
        rowByRow(SmallStep.configuration(attack, gradient, noiseSamples, devices), batch);
    assertEquals(one.score.meanLoss(), several.score.meanLoss(), 1e-6 * one.score.meanLoss());
    assertEquals(one.score.correct(), several.score.correct());
    assertNear(one.after, several.after);
  }

  @ParameterizedTest
  @EnumSource(names = {"CONSISTENCY", "MACER", "STABILITY", "SMOOTHMIX"})
  void towersTakeTheStepOfOneWhateverTheObjective(ObjectiveSettings.Method objective) {
    MiniBatch batch = SmallStep.images(7);
    Step one = rowByRow(SmallStep.minimising(objective), batch);
    Step several = rowByRow(SmallStep.minimising(objective, THREE), batch);
    assertEquals(one.score.meanLoss(), several.score.meanLoss(), 1e-6 * one.score.meanLoss());
    assertEquals(one.score.correct(), several.score.correct());
    assertEquals(2, Math.min(2, one.score.terms().size()), one.score.terms().toString());
    double terms = one.score.terms().values().stream().mapToDouble(term -> term).sum();
    assertEquals(one.score.loss(), terms, 1e-6 * terms);
    assertNear(one.after, several.after);
  }

  private static Step rowByRow(TrainingConfiguration configuration, MiniBatch batch) {
    try (TrainingSession session =
        new TrainingSession(SmallStep.NETWORK, configuration, Machine.current(), ROW_BY_ROW)) {
      return Step.of(session, batch, configuration.adversarial().epsilon());
    }
  }

  /** Beside the largest change of the same parameter. */
  private static void assertNear(
      Map<String, FloatTensor> expected, Map<String, FloatTensor> actual) {
    for (Parameter parameter : SmallStep.NETWORK.parameters()) {
      if (parameter.trainable()) {
        float[] gradient = expected.get(Checkpoint.momentumOf(parameter)).toArray();
        float[] other = actual.get(Checkpoint.momentumOf(parameter)).toArray();
        assertArrayEquals(gradient, other, 1e-4f * largest(gradient), parameter.name());
        assertTrue(largest(gradient) > 0, parameter.name());
      }
    }
  }

  private static float largest(float... values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  /** SGD's momentum is 0 before: afterwards it is the gradient, weight decay included. */
  @ParameterizedTest
  @ValueSource(ints = {6, 5})
  void statisticsAreThoseOfEachTowerAndTheFirstOnesAreKept(int images) {
    MiniBatch batch = SmallStep.images(images);
    Step both = clean(batch, TWO);
    Step first = clean(part(batch, 0, 3));
    Step second = clean(part(batch, 3, images));
    assertEquals(first.score.correct() + second.score.correct(), both.score.correct());
    assertEquals(first.score.loss() + second.score.loss(), both.score.loss(), 1e-5);
    float weight = 3f / images;
    for (Parameter parameter : SmallStep.NETWORK.parameters()) {
      if (parameter.trainable()) {
        String momentum = Checkpoint.momentumOf(parameter);
        float[] expected = first.after.get(momentum).toArray();
        float[] other = second.after.get(momentum).toArray();
        for (int i = 0; i < expected.length; i++) {
          expected[i] = weight * expected[i] + (1 - weight) * other[i];
        }
        assertArrayEquals(
            expected,
            both.after.get(momentum).toArray(),
            1e-5f * largest(expected),
            parameter.name());
      } else {
        String name = parameter.name();
        assertArrayEquals(first.after.get(name).toArray(), both.after.get(name).toArray(), name);
      }
    }
  }

  @Test
  void aTowerWithoutImagesAddsNothing() {
    MiniBatch batch = SmallStep.images(1);
    Step one = clean(batch);
    Step several = clean(batch, THREE);
    assertEquals(one.score, several.score);
    one.after.forEach(
        (name, tensor) ->
            assertArrayEquals(tensor.toArray(), several.after.get(name).toArray(), name));
  }

  /** A step at clean images: no noise, no attack. */
  private static Step clean(MiniBatch batch, String... devices) {
    try (TrainingSession session =
        new TrainingSession(
            SmallStep.NETWORK, SmallStep.withoutNoise(devices), Machine.current())) {
      return Step.of(session, batch, 0);
    }
  }

  private static MiniBatch part(MiniBatch batch, int from, int to) {
    int bytes = TinyNetwork.BYTES;
    return new MiniBatch(
        Arrays.copyOfRange(batch.pixels(), from * bytes, to * bytes),
        Arrays.copyOfRange(batch.labels(), from, to));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, SmallStep.EPSILON})
  void evaluationIsTheSameOnTowers(double epsilon) {
    MiniBatch batch = SmallStep.images(7);
    BatchScore one = evaluated(batch, epsilon);
    BatchScore several = evaluated(batch, epsilon, THREE);
    assertEquals(one.loss(), several.loss(), 1e-5 * one.loss());
    assertEquals(one.correct(), several.correct());
    assertEquals(one.rows(), several.rows());
  }

  private static BatchScore evaluated(MiniBatch batch, double epsilon, String... devices) {
    TrainingConfiguration configuration =
        SmallStep.configuration(Method.PGD, Gradient.PLUGIN, 2, devices);
    try (TrainingSession session =
        new TrainingSession(SmallStep.NETWORK, configuration, Machine.current())) {
      session.restore(SmallStep.START);
      return session.evaluate(batch, epsilon, 0);
    }
  }

  @Test
  void attackedImagesAreInTheOrderOfTheBatch() {
    MiniBatch batch = SmallStep.images(5);
    assertArrayEquals(attacked(batch), attacked(batch, THREE), 1e-5f);
  }

  private static float[] attacked(MiniBatch batch, String... devices) {
    TrainingConfiguration configuration =
        SmallStep.configuration(Method.PGD, Gradient.PLUGIN, 2, devices);
    try (TrainingSession session =
        new TrainingSession(SmallStep.NETWORK, configuration, Machine.current())) {
      session.restore(SmallStep.START);
      return session.attack(batch, SmallStep.EPSILON, 5).toArray();
    }
  }
}
