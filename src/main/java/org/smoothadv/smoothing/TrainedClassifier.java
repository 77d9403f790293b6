package org.smoothadv.smoothing;

import org.smoothadv.device.Machine;
import org.smoothadv.network.Precision;

/**
 * A trained classifier, wherever its weights come from.
 *
 * @param description what it is
 * @param weights gives it in a precision
 */
public record TrainedClassifier(ClassifierDescription description, Weights weights) {
  /** The weights of a classifier. */
  @FunctionalInterface
  public interface Weights {
    /**
     * The classifier with these weights.
     *
     * @throws org.smoothadv.input.InvalidInputException if the weights are not to be had in that
     *     precision
     */
    FrozenClassifier in(Precision precision);
  }

  /**
   * The classifier in a precision, to be asked.
   *
   * @throws org.smoothadv.input.InvalidInputException if the weights are not to be had in that
   *     precision, or its layers overflow on noise ({@link OverflowCheck})
   */
  public FrozenClassifier frozen(Precision precision) {
    FrozenClassifier frozen = weights.in(precision);
    OverflowCheck.require(frozen, Machine.current());
    return frozen;
  }

  /**
   * Opens the smoothed classifier, in the precision that it is meant for, with CERTIFY as
   * published. The caller closes it.
   *
   * @param seed of the noise; a secret where strangers choose the images
   */
  public SmoothedClassifier smoothed(SmoothingParameters parameters, long seed) {
    FrozenClassifier frozen = frozen(description.precision());
    int batch = BaseClassifier.usualBatch(frozen.network(), Machine.current());
    BaseClassifier base = new BaseClassifier(frozen, batch, Machine.current());
    return new SmoothedClassifier(base, new Certifier(parameters), parameters, seed);
  }
}
