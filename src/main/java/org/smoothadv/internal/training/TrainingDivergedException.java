package org.smoothadv.internal.training;

/** The loss or a parameter is no longer a number: training cannot go on. */
public final class TrainingDivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Says where training diverged.
   *
   * @param epoch counted from 0, the first that left no checkpoint
   * @param symptom what is not finite
   */
  TrainingDivergedException(int epoch, String symptom) {
    super(
        "training diverged in epoch %d: %s is not finite; %s. A smaller learning rate may help"
            .formatted(
                epoch + 1,
                symptom,
                epoch == 0
                    ? "there is no checkpoint yet"
                    : "the checkpoint after epoch " + epoch + " is kept"));
  }
}
