package org.smoothadv.internal.command.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.dataset.Datasets;
import org.smoothadv.internal.dataset.ImageDataset;
import org.smoothadv.internal.dataset.Split;
import org.smoothadv.internal.dataset.TrainingImages;
import org.smoothadv.internal.dataset.UnlabelledImages;
import org.smoothadv.run.RunDescription;
import org.smoothadv.run.TrainingConfiguration;

/**
 * The images of a run.
 *
 * @param training what it is trained on
 * @param test what every epoch is evaluated on
 */
record RunImages(TrainingImages training, ImageDataset test) implements AutoCloseable {
  /** As the number of images of an imported run. */
  private static final int NOT_KNOWN = 0;

  /**
   * Opens the images that a configuration names.
   *
   * @throws InvalidInputException if they are missing, damaged or do not fit each other
   */
  static RunImages open(TrainingConfiguration configuration) throws IOException {
    ImageDataset labelled =
        open(configuration, Split.TRAIN, configuration.data().limit(), OptionalInt.empty());
    try {
      TrainingImages training =
          TrainingImages.of(labelled, pseudoLabelled(configuration, labelled));
      try {
        return new RunImages(
            training,
            open(
                configuration,
                Split.TEST,
                configuration.data().evaluationLimit(),
                OptionalInt.of(labelled.classes())));
      } catch (IOException | RuntimeException e) {
        training.pseudoLabelled().ifPresent(images -> images.dataset().close());
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      labelled.close();
      throw e;
    }
  }

  private static Optional<ImageDataset> pseudoLabelled(
      TrainingConfiguration configuration, ImageDataset labelled) throws IOException {
    if (configuration.data().unlabelled().isEmpty()) {
      return Optional.empty();
    }
    Path file = Path.of(configuration.data().unlabelled());
    return Optional.of(UnlabelledImages.open(file, labelled.shape()).pseudoLabelled(labelled));
  }

  private static ImageDataset open(
      TrainingConfiguration configuration, Split split, int limit, OptionalInt classes)
      throws IOException {
    ImageDataset all =
        Datasets.open(
            configuration.data().dataset(),
            Path.of(configuration.data().data()),
            split,
            configuration.data().imageSize(),
            classes);
    Datasets.requireLabels(all, Path.of(configuration.data().data()), "training");
    return limit == 0 ? all : all.limitedTo(limit);
  }

  int classes() {
    return training.labelled().dataset().classes();
  }

  /** Their numbers, in words. */
  String description() {
    String text = "%d images of %s".formatted(labelled(), training.labelled().dataset().name());
    return training.pseudoLabelled().isEmpty()
        ? text
        : text + " and %d pseudo-labelled ones".formatted(pseudoLabelled());
  }

  int labelled() {
    return training.labelled().dataset().size();
  }

  int pseudoLabelled() {
    return training.pseudoLabelled().map(images -> images.dataset().size()).orElse(0);
  }

  /**
   * Checks that a run can go on with these images.
   *
   * @throws InvalidInputException if they are not as many as they were, or of other classes
   */
  void requireAsBefore(RunDescription before) {
    boolean sameImages =
        before.trainingImages() == labelled() || before.trainingImages() == NOT_KNOWN;
    if (!sameImages || before.classes() != classes()) {
      throw new InvalidSettingException(
          "resume",
          "{resume}: the run was trained on %s images of %s classes, now there are %s of %s: {data} must hold the same images",
          before.trainingImages(),
          before.classes(),
          labelled(),
          classes());
    }
    if (before.unlabelledImages() != pseudoLabelled()) {
      throw new InvalidSettingException(
          "resume",
          "{resume}: the run was trained on %s pseudo-labelled images, now there are %s: {unlabelled} must hold the same images",
          before.unlabelledImages(),
          pseudoLabelled());
    }
  }

  @Override
  public void close() {
    training.labelled().dataset().close();
    training.pseudoLabelled().ifPresent(images -> images.dataset().close());
    test.close();
  }
}
