package org.smoothadv.training;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.smoothadv.attack.AttackSettings.Method;
import org.smoothadv.attack.AttackSettings.Target;
import org.smoothadv.attack.Gradient;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.dataset.MiniBatch;
import org.smoothadv.network.Network;
import org.smoothadv.network.Normalization;
import org.smoothadv.network.Precision;

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
    boolean attacks = attack != Method.NONE;
    return new TrainingConfiguration(
        "synthetic",
        "",
        NETWORK.imageSize(),
        "",
        0,
        "",
        NETWORK.name(),
        Normalization.CIFAR10,
        Precision.FLOAT32,
        List.of(devices),
        0.25,
        attack,
        gradient,
        Target.SMOOTHED,
        true,
        1,
        attacks ? EPSILON : 0,
        attacks ? 2 : 0,
        noiseSamples,
        0,
        1,
        8 * noiseSamples,
        LEARNING_RATE,
        1,
        1,
        0.9,
        1e-4,
        0,
        0,
        0);
  }

  /** Vanilla PGD: rows are the attacked images without noise. */
  static TrainingConfiguration withoutNoise(String... devices) {
    return new TrainingConfiguration(
        "synthetic",
        "",
        NETWORK.imageSize(),
        "",
        0,
        "",
        NETWORK.name(),
        Normalization.CIFAR10,
        Precision.FLOAT32,
        List.of(devices),
        0.25,
        Method.PGD,
        Gradient.PLUGIN,
        Target.BASE,
        false,
        1,
        EPSILON,
        2,
        1,
        0,
        1,
        8,
        LEARNING_RATE,
        1,
        1,
        0.9,
        1e-4,
        0,
        0,
        0);
  }
}
