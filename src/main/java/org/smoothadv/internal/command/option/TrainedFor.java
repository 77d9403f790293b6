package org.smoothadv.internal.command.option;

import org.smoothadv.network.ImageShape;
import org.smoothadv.network.Precision;
import org.smoothadv.run.TrainingConfiguration;
import org.smoothadv.smoothing.NoiseKind;
import org.smoothadv.smoothing.TrainedClassifier.ClassifierDescription;

/**
 * What a classifier is trained for, and asked for unless the user wants something else.
 *
 * @param dataset the name of its dataset
 * @param sigma standard deviation of the noise, pixel units
 * @param noise how it is drawn
 * @param precision the type of its activations
 * @param shape the size of its images
 */
public record TrainedFor(
    String dataset, double sigma, NoiseKind noise, Precision precision, ImageShape shape) {
  /** What the description of a classifier says. */
  public static TrainedFor of(ClassifierDescription trained) {
    return new TrainedFor(
        trained.dataset(), trained.sigma(), trained.noise(), trained.precision(), trained.shape());
  }

  /** What a classifier of this configuration is, or will be, trained for. */
  public static TrainedFor of(TrainingConfiguration trained) {
    return new TrainedFor(
        trained.data().dataset(),
        trained.adversarial().sigma(),
        NoiseKind.GAUSSIAN,
        trained.network().precision(),
        trained.data().imageSize());
  }
}
