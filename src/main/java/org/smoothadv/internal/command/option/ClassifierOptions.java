package org.smoothadv.internal.command.option;

import com.beust.jcommander.Parameter;
import java.nio.file.Path;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.asking.StoredClassifier;

/** The options that say which trained classifier is asked. */
public final class ClassifierOptions {
  @Parameter(
      names = "--run",
      category = "Model",
      placeholder = "DIR",
      description = "the run that trained the classifier; this or --model",
      order = 0)
  private Path run;

  @Parameter(
      names = "--model",
      category = "Model",
      placeholder = "FILE",
      description =
          "a SavedModel that 'export' made or a model that 'adopt' made, by its folder, or a run's"
              + " checkpoint, wherever it lies;"
              + " this or --run",
      order = 1)
  private Path model;

  /**
   * Checks that there is one classifier.
   *
   * @throws InvalidSettingException naming the options
   */
  public void validate() {
    if (run == null && model == null) {
      throw new InvalidSettingException(
          "run",
          "{run} is missing: name the run that trained the classifier, or with {model} a SavedModel that 'export' made, a model that 'adopt' made, or a checkpoint");
    }
    if (run != null && model != null) {
      throw new InvalidSettingException(
          "model", "{model} is %s, but {run} %s is given too: one classifier is asked", model, run);
    }
  }

  /** Whether logs belong into the folder of the classifier where the user names none. */
  boolean keepsLogs() {
    return run != null;
  }

  /** Where the classifier is. */
  public Path place() {
    return run != null ? run : model;
  }

  /** The classifier. */
  public StoredClassifier stored() {
    return run != null ? StoredClassifier.ofRun(run) : StoredClassifier.ofModel(model);
  }
}
