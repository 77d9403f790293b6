package org.smoothadv.command;

import org.smoothadv.network.Precision;
import org.smoothadv.smoothing.ClassifierDescription;
import org.smoothadv.training.TrainingConfiguration;

/**
 * What a classifier is trained for, and asked for unless the user wants something else.
 *
 * @param dataset the name of its dataset
 * @param sigma standard deviation of the noise, pixel units
 * @param precision the type of its activations
 */
record TrainedFor(String dataset, double sigma, Precision precision) {
  static TrainedFor of(ClassifierDescription trained) {
    return new TrainedFor(trained.dataset(), trained.sigma(), trained.precision());
  }

  static TrainedFor of(TrainingConfiguration trained) {
    return new TrainedFor(trained.dataset(), trained.sigma(), trained.precision());
  }
}
