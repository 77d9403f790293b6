package org.smoothadv.command;

import com.beust.jcommander.Parameter;
import java.io.IOException;
import java.nio.file.Path;
import org.smoothadv.smoothing.TrainedClassifier;
import org.smoothadv.training.RunFolder;

/** The options that say which trained classifier is asked. */
final class ClassifierOptions {
  @Parameter(
      names = "--run",
      category = "Model",
      placeholder = "DIR",
      required = true,
      description = "the run that trained the classifier",
      order = 0)
  private Path run;

  /** Where the classifier is. */
  Path place() {
    return run;
  }

  /**
   * Opens the classifier.
   *
   * @throws org.smoothadv.input.InvalidInputException if it is missing or damaged
   */
  TrainedClassifier open() throws IOException {
    return RunFolder.open(run).classifier();
  }
}
