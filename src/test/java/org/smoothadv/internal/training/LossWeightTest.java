package org.smoothadv.internal.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.attack.AttackSettings.Method;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.device.Machine;
import org.smoothadv.internal.dataset.MiniBatch;
import org.smoothadv.internal.training.StartingPoint.InitialState;
import org.smoothadv.internal.training.TrainingSession.BatchScore;
import org.smoothadv.internal.training.TrainingSession.Schedule;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.Network;
import org.smoothadv.network.Parameter;
import org.smoothadv.run.AdversarialTraining;
import org.smoothadv.run.NetworkSettings;
import org.smoothadv.run.Optimisation;
import org.smoothadv.run.TrainingConfiguration;
import org.smoothadv.run.TrainingData;

/**
 * One SmoothAdv-PGD step whose loss is scaled (appendix E.2). Momentum starts at 0, so that after
 * the step v = weight * gradient + weightDecay * w.
 */
class LossWeightTest {
  private static final Network NETWORK = Architectures.named("cifar-resnet-8", 10, 32);
  private static final double WEIGHT_DECAY = 0.5;
  private static final double LEARNING_RATE = 0.125;
  private static final Map<String, FloatTensor> START = InitialState.draw(NETWORK, 3);
  private static final MiniBatch BATCH = batch();
  private static final TrainingSession SESSION =
      new TrainingSession(NETWORK, configuration(), Machine.current());

  /** What a step did. */
  private record Step(BatchScore score, Map<String, FloatTensor> after) {
    /** The gradient of the weighted loss, without weight decay. */
    float[] gradient(Parameter parameter) {
      float[] momentum = after.get("momentum/" + parameter.name()).toArray();
      float[] start = START.get(parameter.name()).toArray();
      for (int i = 0; i < momentum.length; i++) {
        momentum[i] -= (float) WEIGHT_DECAY * start[i];
      }
      return momentum;
    }
  }

  @AfterAll
  static void close() {
    SESSION.close();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 2})
  void scalesTheGradientButNotTheWeightDecay(double weight) {
    Step plain = step(1);
    Step scaled = step(weight);
    for (Parameter parameter : trainable()) {
      float[] expected = plain.gradient(parameter);
      float[] actual = scaled.gradient(parameter);
      double largest = 0;
      for (int i = 0; i < expected.length; i++) {
        largest = Math.max(largest, Math.abs(expected[i]));
        expected[i] *= (float) weight;
      }
      assertTrue(largest > 1e-4, parameter.name() + " has a gradient: " + largest);
      // Momentum is stored as a sum with the decay, up to 0.5 * |w|, to 2^-24 of that.
      assertArrayEquals(expected, actual, 1e-6f, parameter.name());
    }
  }

  @Test
  void stepWithoutLossDecaysTheWeightsOnly() {
    Step step = step(1e-30);
    for (Parameter parameter : trainable()) {
      float[] expected = START.get(parameter.name()).toArray();
      for (int i = 0; i < expected.length; i++) {
        expected[i] *= (float) (1 - LEARNING_RATE * WEIGHT_DECAY);
      }
      assertArrayEquals(
          expected, step.after.get(parameter.name()).toArray(), 1e-6f, parameter.name());
    }
  }

  @Test
  void leavesTheReportedScoreAndTheRunningStatisticsAsTheyAre() {
    Step plain = step(1);
    Step scaled = step(0.25);
    assertEquals(plain.score, scaled.score);
    int statistics = 0;
    for (Parameter parameter : NETWORK.parameters()) {
      FloatTensor before = START.get(parameter.name());
      FloatTensor after = plain.after.get(parameter.name());
      assertNotEquals(before, after, parameter.name());
      if (!parameter.trainable()) {
        assertEquals(after, scaled.after.get(parameter.name()), parameter.name());
        statistics++;
      }
    }
    assertTrue(statistics > 0);
  }

  @Test
  void labelledStepHasWeightOne() {
    SESSION.restore(START);
    SESSION.train(BATCH, 0.5, LEARNING_RATE, 7);
    assertEquals(step(1).after, SESSION.snapshot());
  }

  private static List<Parameter> trainable() {
    return NETWORK.parameters().stream().filter(Parameter::trainable).toList();
  }

  private static Step step(double weight) {
    SESSION.restore(START);
    BatchScore score = SESSION.train(BATCH, weight, new Schedule(0.5, LEARNING_RATE, 1), 7);
    return new Step(score, new LinkedHashMap<>(SESSION.snapshot()));
  }

  private static MiniBatch batch() {
    byte[] pixels = new byte[8 * 32 * 32 * 3];
    SplittableRandom random = new SplittableRandom(1);
    random.nextBytes(pixels);
    return new MiniBatch(pixels, random.ints(8, 0, 10).toArray());
  }

  private static TrainingConfiguration configuration() {
    return new TrainingConfiguration(
        TrainingData.of("synthetic", "", 32),
        NetworkSettings.of(NETWORK.name()),
        AdversarialTraining.gaussian(0.25)
            .withNoiseSamples(2)
            .withAttack(Method.PGD, 0.5, 1)
            .withWarmup(0),
        new Optimisation(1, 16, LEARNING_RATE, 1, 1, 0.9, WEIGHT_DECAY),
        0);
  }
}
