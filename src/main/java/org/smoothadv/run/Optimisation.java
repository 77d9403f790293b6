package org.smoothadv.run;

import static org.smoothadv.input.InvalidSettingException.require;

import java.io.Serializable;

/**
 * How SGD goes.
 *
 * @param epochs epochs in all, at least 1
 * @param batch network evaluations in one SGD step, a multiple of the noises per image
 * @param learningRate of the first epochs, positive
 * @param learningRateStep epochs between two decays, at least 1
 * @param learningRateDecay factor of each decay, in (0, 1]
 * @param momentum in [0, 1)
 * @param weightDecay at least 0
 */
public record Optimisation(
    int epochs,
    int batch,
    double learningRate,
    int learningRateStep,
    double learningRateDecay,
    double momentum,
    double weightDecay)
    implements Serializable {
  /** The paper's for CIFAR-10 (appendix C). */
  public static final Optimisation DEFAULT = new Optimisation(150, 256, 0.1, 50, 0.1, 0.9, 1e-4);

  /**
   * Validates the settings.
   *
   * @throws org.smoothadv.input.InvalidSettingException naming the setting, its value and what is
   *     accepted
   */
  public Optimisation {
    require(epochs >= 1, "epochs", epochs, "accepted is a number of epochs, at least 1");
    require(batch >= 1, "batch", batch, "accepted is network evaluations per step, at least 1");
    require(
        learningRate > 0 && learningRate < 1e6,
        "learningRate",
        learningRate,
        "accepted is a positive number below 1000000");
    require(
        learningRateStep >= 1,
        "learningRateStep",
        learningRateStep,
        "accepted is a number of epochs, at least 1");
    require(
        learningRateDecay > 0 && learningRateDecay <= 1,
        "learningRateDecay",
        learningRateDecay,
        "accepted is a factor in (0, 1]");
    require(momentum >= 0 && momentum < 1, "momentum", momentum, "accepted is a number in [0, 1)");
    require(
        weightDecay >= 0 && weightDecay < 1e6,
        "weightDecay",
        weightDecay,
        "accepted is a number from 0 up, below 1000000");
  }

  /** With another number of epochs. */
  public Optimisation withEpochs(int number) {
    return new Optimisation(
        number, batch, learningRate, learningRateStep, learningRateDecay, momentum, weightDecay);
  }

  /** With another number of network evaluations per step. */
  public Optimisation withBatch(int evaluations) {
    return new Optimisation(
        epochs,
        evaluations,
        learningRate,
        learningRateStep,
        learningRateDecay,
        momentum,
        weightDecay);
  }

  /** Learning rate of an epoch, counted from 0. */
  public double learningRateOf(int epoch) {
    return learningRate * Math.pow(learningRateDecay, Math.floorDiv(epoch, learningRateStep));
  }
}
