package org.smoothadv.internal.command.option;

import com.beust.jcommander.Parameter;
import org.smoothadv.run.Optimisation;

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
      description = "of the first epochs (0.1)",
      order = 32)
  Double learningRate;

  @Parameter(
      names = "--learning-rate-step",
      category = "Optimisation",
      placeholder = "N",
      description = "epochs between two decays (50)",
      order = 33)
  Integer learningRateStep;

  @Parameter(
      names = "--learning-rate-decay",
      category = "Optimisation",
      placeholder = "X",
      description = "factor of a decay (0.1)",
      order = 34)
  Double learningRateDecay;

  @Parameter(
      names = "--momentum",
      category = "Optimisation",
      placeholder = "X",
      description = "of SGD (0.9)",
      order = 35)
  Double momentum;

  @Parameter(
      names = "--weight-decay",
      category = "Optimisation",
      placeholder = "X",
      description = "times the weight, added to its gradient (1e-4)",
      order = 36)
  Double weightDecay;

  /** What was given, or else what the base has. */
  Optimisation chosen(Optimisation base, TrainingOptions.Choice choice) {
    return new Optimisation(
        choice.choose("--epochs", epochs, base.epochs()),
        choice.choose("--batch", batch, base.batch()),
        choice.choose("--learning-rate", learningRate, base.learningRate()),
        choice.choose("--learning-rate-step", learningRateStep, base.learningRateStep()),
        choice.choose("--learning-rate-decay", learningRateDecay, base.learningRateDecay()),
        choice.choose("--momentum", momentum, base.momentum()),
        choice.choose("--weight-decay", weightDecay, base.weightDecay()));
  }
}
