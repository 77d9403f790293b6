package org.smoothadv.internal.command.option;

import org.smoothadv.network.Precision;
import org.smoothadv.run.TrainingConfiguration;
import org.smoothadv.smoothing.TrainedClassifier.ClassifierDescription;

/**
 * What a classifier is trained for, and asked for unless the user wants something else.
 *
 * @param dataset the name of its dataset
 * @param sigma standard deviation of the noise, pixel units
 * @param precision the type of its activations
 * @param imageSize height and width of its images, in pixels
 */
public record TrainedFor(String dataset, double sigma, Precision precision, int imageSize) {
  /** What the description of a classifier says. */
  public static TrainedFor of(ClassifierDescription trained) {
    return new TrainedFor(
        trained.dataset(), trained.sigma(), trained.precision(), trained.imageSize());
  }

  /** What a classifier of this configuration is, or will be, trained for. */
  public static TrainedFor of(TrainingConfiguration trained) {
    return new TrainedFor(
        trained.data().dataset(),
        trained.adversarial().sigma(),
        trained.network().precision(),
        trained.data().imageSize());
  }
}
