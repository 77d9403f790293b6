package org.smoothadv.command.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.smoothadv.command.job.TrainingJob;
import org.smoothadv.dataset.Datasets;
import org.smoothadv.dataset.ImageDataset;
import org.smoothadv.dataset.IntactImages;
import org.smoothadv.dataset.Split;
import org.smoothadv.device.Machine;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.training.TrainingConfiguration;

/** The data of a study's models, each opened once, before anything starts. */
final class StudyData {
  private final Set<List<Object>> opened = new HashSet<>();
  private final Map<List<Object>, Integer> sizes = new HashMap<>();

  /**
   * Opens what the training of a model opens, unless that was opened for another model.
   *
   * @throws InvalidInputException if data are missing or damaged, or the architecture does not fit
   *     them
   */
  void require(StudyModel model) throws IOException {
    TrainingConfiguration c = model.configuration();
    List<Object> data =
        List.of(
            c.dataset(),
            c.data(),
            c.imageSize(),
            c.limit(),
            c.evaluationLimit(),
            c.unlabelled(),
            c.fineTune(),
            c.devices(),
            c.architecture());
    if (opened.add(data)) {
      try (TrainingJob job = new TrainingJob(c, Machine.current())) {
        job.requireStart();
      } catch (InvalidInputException e) {
        throw model.section().placed(e);
      }
    }
  }

  /**
   * The number of images in a split.
   *
   * @param folder of the dataset
   */
  int size(TrainingConfiguration c, Path folder, Split split) throws IOException {
    List<Object> key = List.of(c.dataset(), folder, split, c.imageSize());
    Integer known = sizes.get(key);
    if (known == null) {
      try (ImageDataset images = images(c, folder, split)) {
        known = images.size();
      }
      sizes.put(key, known);
    }
    return known;
  }

  /** Whether none of these images can be read. */
  boolean areCorrupt(TrainingConfiguration c, Path folder, Split split, int... indices)
      throws IOException {
    try (ImageDataset images = images(c, folder, split)) {
      IntactImages intact = new IntactImages(images);
      return Arrays.stream(indices).allMatch(index -> intact.pixels(index).isEmpty());
    }
  }

  private static ImageDataset images(TrainingConfiguration c, Path folder, Split split)
      throws IOException {
    return Datasets.open(c.dataset(), folder, split, c.imageSize(), c.seed());
  }
}
