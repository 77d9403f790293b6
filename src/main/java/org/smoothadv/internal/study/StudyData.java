package org.smoothadv.internal.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.smoothadv.device.Machine;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.command.job.TrainingJob;
import org.smoothadv.internal.dataset.Datasets;
import org.smoothadv.internal.dataset.ImageDataset;
import org.smoothadv.internal.dataset.IntactImages;
import org.smoothadv.internal.dataset.Split;
import org.smoothadv.run.RunFolder;
import org.smoothadv.run.TrainingConfiguration;

/**
 * What the logs of a study are made from, images and weights, each opened as rarely as possible.
 */
final class StudyData {
  private final Set<List<Object>> opened = new HashSet<>();
  private final Map<List<Object>, Images> images = new HashMap<>();
  private final Map<List<Object>, String> digests = new HashMap<>();

  /**
   * The images of a split.
   *
   * @param digest tells them from others
   */
  record Images(int size, String digest) {}

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
            c.data().dataset(),
            c.data().data(),
            c.data().imageSize(),
            c.data().limit(),
            c.data().evaluationLimit(),
            c.data().unlabelled(),
            c.network().fineTune(),
            c.network().devices(),
            c.network().architecture());
    if (opened.add(data)) {
      try (TrainingJob job = new TrainingJob(c, Machine.current())) {
        job.requireStart();
      } catch (InvalidInputException e) {
        throw model.section().placed(e);
      }
    }
  }

  /**
   * The images of a split.
   *
   * @param folder of the dataset
   */
  Images images(TrainingConfiguration c, Path folder, Split split) throws IOException {
    List<Object> key = List.of(c.data().dataset(), folder, split, c.data().imageSize());
    Images known = images.get(key);
    if (known == null) {
      try (ImageDataset opened = open(c, folder, split)) {
        known = new Images(opened.size(), opened.digest());
      }
      images.put(key, known);
    }
    return known;
  }

  /**
   * The digest of the weights that a run has now. They are read again when their file is another.
   */
  String weights(RunFolder run) throws IOException {
    List<Object> key = List.of(run.folder(), run.checkpointIdentity());
    String known = digests.get(key);
    if (known == null) {
      known = run.load().digest(run.description());
      digests.put(key, known);
    }
    return known;
  }

  /** Whether none of these images can be read. */
  boolean areCorrupt(TrainingConfiguration c, Path folder, Split split, int... indices)
      throws IOException {
    try (ImageDataset images = open(c, folder, split)) {
      IntactImages intact = new IntactImages(images);
      return Arrays.stream(indices).allMatch(index -> intact.pixels(index).isEmpty());
    }
  }

  private static ImageDataset open(TrainingConfiguration c, Path folder, Split split)
      throws IOException {
    return Datasets.open(c.data().dataset(), folder, split, c.data().imageSize());
  }
}
