package org.smoothadv.run;

import static org.smoothadv.input.InvalidSettingException.require;

import com.google.gson.annotations.SerializedName;
import java.io.Serializable;

/**
 * How SGD goes.
 *
 * @param epochs epochs in all, at least 1
 * @param batch network evaluations in one SGD step, a multiple of the noises per image
 * @param learningRate of the first epochs, positive
 * @param learningRateStep epochs between two decays, at least 1; without effect on {@link
 *     Schedule#COSINE}
 * @param learningRateDecay factor of each decay, in (0, 1]; likewise
 * @param momentum in [0, 1)
 * @param weightDecay at least 0
 * @param schedule how the learning rate falls; null for {@link Schedule#STEP}, which runs of before
 *     there was a choice have
 * @param nesterov whether a step looks ahead by the momentum (Sutskever et al. 2013), as PyTorch
 *     has it
 */
public record Optimisation(
    int epochs,
    int batch,
    double learningRate,
    int learningRateStep,
    double learningRateDecay,
    double momentum,
    double weightDecay,
    Schedule schedule,
    boolean nesterov)
    implements Serializable {
  /** How the learning rate falls. */
  public enum Schedule {
    /** By a factor after every so many epochs. */
    @SerializedName("step")
    STEP,
    /** Along half a cosine, to 0 after the last epoch (Loshchilov and Hutter 2017). */
    @SerializedName("cosine")
    COSINE
  }

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
    schedule = schedule == null ? Schedule.STEP : schedule;
    require(!nesterov || momentum > 0, "nesterov", nesterov, "which needs {momentum} above 0");
  }

  /** With a learning rate that falls in steps, and momentum that does not look ahead. */
  public Optimisation(
      int epochs,
      int batch,
      double learningRate,
      int learningRateStep,
      double learningRateDecay,
      double momentum,
      double weightDecay) {
    this(
        epochs,
        batch,
        learningRate,
        learningRateStep,
        learningRateDecay,
        momentum,
        weightDecay,
        Schedule.STEP,
        false);
  }

  /** With another number of epochs. */
  public Optimisation withEpochs(int number) {
    return with(number, batch, schedule, nesterov);
  }

  /** With another number of network evaluations per step. */
  public Optimisation withBatch(int evaluations) {
    return with(epochs, evaluations, schedule, nesterov);
  }

  /** With another schedule. */
  public Optimisation withSchedule(Schedule other) {
    return with(epochs, batch, other, nesterov);
  }

  /** With momentum that looks ahead, or does not. */
  public Optimisation withNesterov(boolean looksAhead) {
    return with(epochs, batch, schedule, looksAhead);
  }

  private Optimisation with(int number, int evaluations, Schedule falls, boolean looksAhead) {
    return new Optimisation(
        number,
        evaluations,
        learningRate,
        learningRateStep,
        learningRateDecay,
        momentum,
        weightDecay,
        falls,
        looksAhead);
  }

  /** Learning rate of an epoch, counted from 0. */
  public double learningRateOf(int epoch) {
    return switch (schedule) {
      case STEP -> learningRate * Math.pow(learningRateDecay, drops(epoch));
      case COSINE -> learningRate * (1 + Math.cos(Math.PI * epoch / epochs)) / 2;
    };
  }

  /** How often a learning rate that falls in steps has fallen before an epoch, counted from 0. */
  int drops(int epoch) {
    return Math.floorDiv(epoch, learningRateStep);
  }
}
