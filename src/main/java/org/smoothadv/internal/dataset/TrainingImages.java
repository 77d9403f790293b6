package org.smoothadv.internal.dataset;

import java.util.Optional;
import org.smoothadv.internal.dataset.TrainingImages.LabelSource;

/**
 * What a network is trained on: labelled images, and pseudo-labelled ones beside them in
 * self-training (Salman et al. 2019, appendix E.2).
 *
 * @param labelled the dataset's images
 * @param pseudoLabelled images of the same shape, with labels below those of the dataset
 */
public record TrainingImages(IntactImages labelled, Optional<IntactImages> pseudoLabelled) {
  /** Where the labels of training images come from. */
  public enum LabelSource {
    /** The dataset. */
    LABELLED,
    /** A classifier that was trained on the dataset (Salman et al. 2019, appendix E.2). */
    PSEUDO_LABELLED
  }

  /** All images of these datasets, which the caller closes. */
  public static TrainingImages of(ImageDataset labelled, Optional<ImageDataset> pseudoLabelled) {
    return new TrainingImages(new IntactImages(labelled), pseudoLabelled.map(IntactImages::new));
  }

  /** Says how many images were left out so far, where there are any. */
  public void summarize() {
    labelled.summarize("training images");
    pseudoLabelled.ifPresent(images -> images.summarize("pseudo-labelled images"));
  }

  /**
   * The steps of an epoch: one pass over the labelled images, and in self-training as many steps
   * with pseudo-labelled ones.
   *
   * @param batchSize images per step, at least 1
   */
  public int steps(int batchSize) {
    int labelledSteps = ImageBatches.count(labelled, batchSize);
    return pseudoLabelled.isPresent() ? Math.multiplyExact(2, labelledSteps) : labelledSteps;
  }

  /**
   * Starts preparing the batches of an epoch; the caller closes them.
   *
   * @param batchSize images per step, at least 1
   * @param seed of the run
   * @param epoch from 0
   */
  public EpochBatches epoch(int batchSize, long seed, int epoch) {
    return new EpochBatches(this, batchSize, seed, epoch);
  }
}
