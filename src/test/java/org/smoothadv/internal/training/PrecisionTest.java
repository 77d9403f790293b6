package org.smoothadv.internal.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.smoothadv.attack.AttackSettings.Method;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.device.Machine;
import org.smoothadv.internal.dataset.MiniBatch;
import org.smoothadv.internal.training.StartingPoint.InitialState;
import org.smoothadv.internal.training.TrainingSession.BatchScore;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.Network;
import org.smoothadv.network.Parameter;
import org.smoothadv.network.Precision;
import org.smoothadv.run.AdversarialTraining;
import org.smoothadv.run.NetworkSettings;
import org.smoothadv.run.Optimisation;
import org.smoothadv.run.TrainingConfiguration;
import org.smoothadv.run.TrainingData;

/** One SmoothAdv-PGD step in both precisions, from the same state with the same noises. */
class PrecisionTest {
  private static final Network NETWORK = Architectures.named("cifar-resnet-8", 10, 32);
  private static final Map<String, FloatTensor> START = InitialState.draw(NETWORK, 3);
  private static final MiniBatch BATCH = batch();

  /** What a step did. */
  private record Step(double loss, FloatTensor attacked, Map<String, FloatTensor> after) {}

  @Test
  void bfloat16StepStaysNearTheFloat32Step() {
    Step exact = step(Precision.FLOAT32);
    Step rounded = step(Precision.BFLOAT16);
    assertNotEquals(exact.loss, rounded.loss);
    assertEquals(exact.loss, rounded.loss, 0.02 * exact.loss);
    // Processors round differently: one without bfloat16 instructions reached 0.9499.
    assertNear(0.9, exact.after, rounded.after, true);
    assertNear(0.99, exact.after, rounded.after, false);
    double attack =
        cosine(
            difference(images(), exact.attacked.toArray()),
            difference(images(), rounded.attacked.toArray()));
    assertTrue(attack > 0.95, "cosine of the perturbations " + attack);
  }

  private static void assertNear(
      double least,
      Map<String, FloatTensor> exact,
      Map<String, FloatTensor> rounded,
      boolean trained) {
    Map<String, Double> cosines = new LinkedHashMap<>();
    for (Parameter parameter : NETWORK.parameters()) {
      if (parameter.trainable() == trained) {
        String name = parameter.name();
        float[] start = START.get(name).toArray();
        cosines.put(
            name,
            cosine(
                difference(start, exact.get(name).toArray()),
                difference(start, rounded.get(name).toArray())));
      }
    }
    cosines.forEach(
        (name, cosine) -> assertTrue(cosine > least, name + ": cosine of updates " + cosines));
  }

  private static Step step(Precision precision) {
    try (TrainingSession session =
        new TrainingSession(NETWORK, configuration(precision), Machine.current())) {
      session.restore(START);
      FloatTensor attacked = session.attack(BATCH, 0.5, 0);
      BatchScore score = session.train(BATCH, 0.5, 0.1, 0);
      return new Step(score.loss() / score.rows(), attacked, session.snapshot());
    }
  }

  private static MiniBatch batch() {
    byte[] pixels = new byte[64 * 32 * 32 * 3];
    SplittableRandom random = new SplittableRandom(1);
    random.nextBytes(pixels);
    return new MiniBatch(pixels, random.ints(64, 0, 10).toArray());
  }

  private static float[] images() {
    byte[] bytes = BATCH.pixels();
    float[] values = new float[bytes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (bytes[i] & 0xff) / 255f;
    }
    return values;
  }

  private static float[] difference(float[] from, float[] to) {
    float[] difference = new float[from.length];
    for (int i = 0; i < from.length; i++) {
      difference[i] = to[i] - from[i];
    }
    return difference;
  }

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    double squareA = 0;
    double squareB = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      squareA += (double) a[i] * a[i];
      squareB += (double) b[i] * b[i];
    }
    return product / Math.sqrt(squareA * squareB);
  }

  private static TrainingConfiguration configuration(Precision precision) {
    return new TrainingConfiguration(
        TrainingData.of("synthetic", "", 32),
        NetworkSettings.of(NETWORK.name()).withPrecision(precision),
        AdversarialTraining.gaussian(0.25).withAttack(Method.PGD, 0.5, 2).withWarmup(0),
        Optimisation.DEFAULT.withEpochs(1).withBatch(64),
        0);
  }
}
