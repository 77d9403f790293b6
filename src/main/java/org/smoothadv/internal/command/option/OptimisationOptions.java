package org.smoothadv.internal.command.option;

import static java.util.Objects.requireNonNullElse;
import static org.smoothadv.input.InvalidSettingException.require;

import com.beust.jcommander.Parameter;
import org.smoothadv.run.Optimisation;
import org.smoothadv.run.Optimisation.Schedule;

/** The options that say how SGD goes. A field that is null was not given. */
final class OptimisationOptions {
  @Parameter(
      names = "--epochs",
      category = "Optimisation",
      placeholder = "N",
      description = "passes over the training images (150)",
      order = 30)
  Integer epochs;

  @Parameter(
      names = "--batch",
      category = "Optimisation",
      placeholder = "N",
      description = "network evaluations per step: N/m images with m noises each (256)",
      order = 31)
  Integer batch;

  @Parameter(
      names = "--learning-rate",
      category = "Optimisation",
      placeholder = "X",
      description = "learning rate of the first epochs (0.1)",
      order = 32)
  Double learningRate;

  @Parameter(
      names = "--learning-rate-step",
      category = "Optimisation",
      placeholder = "N",
      description = "epochs between two reductions of the learning rate (50)",
      order = 33)
  Integer learningRateStep;

  @Parameter(
      names = "--learning-rate-decay",
      category = "Optimisation",
      placeholder = "X",
      description = "factor of each reduction of the learning rate (0.1)",
      order = 34)
  Double learningRateDecay;

  @Parameter(
      names = "--momentum",
      category = "Optimisation",
      placeholder = "X",
      description = "momentum of SGD (0.9)",
      order = 35)
  Double momentum;

  @Parameter(
      names = "--weight-decay",
      category = "Optimisation",
      placeholder = "X",
      description = "factor of each weight that is added to its gradient (1e-4)",
      order = 36)
  Double weightDecay;

  @Parameter(
      names = "--schedule",
      category = "Optimisation",
      placeholder = "NAME",
      description =
          "how the learning rate falls: step, by a factor from time to time, or cosine, along half a cosine to 0 at the end; such a run cannot get more epochs on resume (step)",
      order = 37)
  Schedule schedule;

  @Parameter(
      names = "--nesterov",
      category = "Optimisation",
      arity = 1,
      description = "Nesterov's momentum",
      order = 38)
  Boolean nesterov;

  /** What was given, or else what the base has. */
  Optimisation or(Optimisation base) {
    Schedule falls = requireNonNullElse(schedule, base.schedule());
    if (falls == Schedule.COSINE) {
      String only = "used only with {schedule} step";
      require(learningRateStep == null, "learningRateStep", learningRateStep, only);
      require(learningRateDecay == null, "learningRateDecay", learningRateDecay, only);
    }
    return new Optimisation(
        requireNonNullElse(epochs, base.epochs()),
        requireNonNullElse(batch, base.batch()),
        requireNonNullElse(learningRate, base.learningRate()),
        requireNonNullElse(learningRateStep, base.learningRateStep()),
        requireNonNullElse(learningRateDecay, base.learningRateDecay()),
        requireNonNullElse(momentum, base.momentum()),
        requireNonNullElse(weightDecay, base.weightDecay()),
        falls,
        requireNonNullElse(nesterov, base.nesterov()));
  }
}
