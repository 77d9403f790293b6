package org.smoothadv.internal.training;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.smoothadv.attack.AttackSettings.Method;
import org.smoothadv.attack.Gradient;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.internal.dataset.MiniBatch;
import org.smoothadv.internal.training.StartingPoint.InitialState;
import org.smoothadv.network.Network;
import org.smoothadv.run.AdversarialTraining;
import org.smoothadv.run.NetworkSettings;
import org.smoothadv.run.ObjectiveSettings;
import org.smoothadv.run.Optimisation;
import org.smoothadv.run.TrainingConfiguration;
import org.smoothadv.run.TrainingData;

/** A small network, images, and configurations of one step, for tests of the towers. */
final class SmallStep {
  static final Network NETWORK = new TinyNetwork();
  static final Map<String, FloatTensor> START = InitialState.draw(NETWORK, 3);
  static final double EPSILON = 0.5;
  static final double LEARNING_RATE = 0.1;

  private SmallStep() {}

  /** Random images. */
  static MiniBatch images(int count) {
    byte[] pixels = new byte[count * TinyNetwork.BYTES];
    SplittableRandom random = new SplittableRandom(1);
    random.nextBytes(pixels);
    return new MiniBatch(pixels, random.ints(count, 0, NETWORK.classes()).toArray());
  }

  /** A configuration under sigma 0.25, with two steps of an attack where there is one. */
  static TrainingConfiguration configuration(
      Method attack, Gradient gradient, int noiseSamples, String... devices) {
    AdversarialTraining gaussian =
        AdversarialTraining.gaussian(0.25).withNoiseSamples(noiseSamples).withWarmup(0);
    return configuration(
        attack == Method.NONE
            ? gaussian
            : gaussian.withAttack(attack, EPSILON, 2).withGradient(gradient),
        devices);
  }

  /** An objective with two noises of each image. */
  static TrainingConfiguration minimising(ObjectiveSettings.Method objective, String... devices) {
    AdversarialTraining gaussian =
        AdversarialTraining.gaussian(0.25).withNoiseSamples(2).withWarmup(0);
    boolean mixes = objective == ObjectiveSettings.Method.SMOOTHMIX;
    return configuration(
        mixes ? gaussian.withSteps(2) : gaussian, ObjectiveSettings.of(objective), devices);
  }

  /** Vanilla PGD: rows are the attacked images without noise. */
  static TrainingConfiguration withoutNoise(String... devices) {
    return configuration(
        AdversarialTraining.gaussian(0.25)
            .withAttack(Method.PGD, EPSILON, 2)
            .againstBase(false)
            .withWarmup(0),
        devices);
  }

  private static TrainingConfiguration configuration(
      AdversarialTraining adversarial, String... devices) {
    return configuration(adversarial, ObjectiveSettings.CROSS_ENTROPY, devices);
  }

  private static TrainingConfiguration configuration(
      AdversarialTraining adversarial, ObjectiveSettings objective, String... devices) {
    return new TrainingConfiguration(
        TrainingData.of("synthetic", "", NETWORK.shape()),
        NetworkSettings.of(NETWORK.name()).withDevices(List.of(devices)),
        adversarial,
        objective,
        new Optimisation(1, 8 * adversarial.noiseSamples(), LEARNING_RATE, 1, 1, 0.9, 1e-4),
        0);
  }
}
