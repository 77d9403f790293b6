package org.smoothadv.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.smoothadv.dataset.Datasets;
import org.smoothadv.dataset.ImageDataset;
import org.smoothadv.dataset.Split;
import org.smoothadv.dataset.TrainingImages;
import org.smoothadv.dataset.UnlabelledImages;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.training.RunDescription;
import org.smoothadv.training.TrainingConfiguration;

/**
 * The images of a run.
 *
 * @param labelled the dataset that it is trained on
 * @param pseudoLabelled what it is trained on besides, in self-training
 * @param test what every epoch is evaluated on
 */
record RunImages(ImageDataset labelled, Optional<ImageDataset> pseudoLabelled, ImageDataset test)
    implements AutoCloseable {
  /** As the number of images of an imported run. */
  private static final int NOT_KNOWN = 0;

  /**
   * Opens the images that a configuration names, which {@link #close} closes.
   *
   * @throws InvalidInputException if they are missing, damaged or do not fit each other
   */
  static RunImages open(TrainingConfiguration configuration) throws IOException {
    ImageDataset labelled = open(configuration, Split.TRAIN, configuration.limit());
    return new RunImages(
        labelled,
        pseudoLabelled(configuration, labelled),
        open(configuration, Split.TEST, configuration.evaluationLimit()));
  }

  private static Optional<ImageDataset> pseudoLabelled(
      TrainingConfiguration configuration, ImageDataset labelled) throws IOException {
    if (configuration.unlabelled().isEmpty()) {
      return Optional.empty();
    }
    Path file = Path.of(configuration.unlabelled());
    return Optional.of(UnlabelledImages.open(file, labelled.shape()).pseudoLabelled(labelled));
  }

  private static ImageDataset open(TrainingConfiguration configuration, Split split, int limit)
      throws IOException {
    ImageDataset all =
        Datasets.open(
            configuration.dataset(),
            Path.of(configuration.data()),
            split,
            configuration.imageSize(),
            configuration.seed());
    return limit == 0 ? all : all.limitedTo(limit);
  }

  /** What the run is trained on. */
  TrainingImages training() {
    return new TrainingImages(labelled, pseudoLabelled);
  }

  /** The number of pseudo-labelled images. */
  int unlabelledImages() {
    return pseudoLabelled.map(ImageDataset::size).orElse(0);
  }

  /**
   * Checks that a run can go on with these images.
   *
   * @throws InvalidInputException if they are not as many as they were, or of other classes
   */
  void requireAsBefore(RunDescription before) {
    int images = before.trainingImages();
    boolean sameImages = images == labelled.size() || images == NOT_KNOWN;
    if (!sameImages || before.classes() != labelled.classes()) {
      throw new InvalidInputException(
          "--resume: the run was trained on %d images of %d classes, now there are %d of %d: --data must hold the same images"
              .formatted(images, before.classes(), labelled.size(), labelled.classes()));
    }
    if (before.unlabelledImages() != unlabelledImages()) {
      throw new InvalidInputException(
          "--resume: the run was trained on %d pseudo-labelled images, now there are %d: --unlabelled must hold the same images"
              .formatted(before.unlabelledImages(), unlabelledImages()));
    }
  }

  @Override
  public void close() {
    labelled.close();
    pseudoLabelled.ifPresent(ImageDataset::close);
    test.close();
  }

  /** Their numbers, in words. */
  @Override
  public String toString() {
    String text = "%d images of %s".formatted(labelled.size(), labelled.name());
    return pseudoLabelled.isEmpty()
        ? text
        : text + " and %d pseudo-labelled ones".formatted(unlabelledImages());
  }
}
