package org.smoothadv.internal.study;

import java.nio.file.Path;
import java.util.List;
import org.smoothadv.internal.command.option.TrainedFor;
import org.smoothadv.run.TrainingConfiguration;

/**
 * A model that a study describes.
 *
 * @param name as in {@code GRID/MODEL}
 * @param folder of its run
 * @param configuration how it is trained
 * @param words the same as options of {@code train}
 * @param section where it is described
 */
record StudyModel(
    String name,
    Path folder,
    TrainingConfiguration configuration,
    List<String> words,
    SectionOptions section) {
  /** What it is trained for. */
  TrainedFor trainedFor() {
    return TrainedFor.of(configuration);
  }
}
