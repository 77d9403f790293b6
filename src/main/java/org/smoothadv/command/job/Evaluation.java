package org.smoothadv.command.job;

import java.io.IOException;
import java.nio.file.Path;
import org.smoothadv.command.option.SmoothingOptions;
import org.smoothadv.command.option.TrainedFor;

/**
 * Questions to a classifier about images whose answers make a log. The options are the object's
 * fields.
 */
public interface Evaluation {
  /** The options that every evaluation has. */
  SmoothingOptions options();

  /**
   * Describes the log about a classifier that is or will be trained so. What can be checked without
   * the classifier and the data is checked.
   *
   * @throws org.smoothadv.input.InvalidInputException if an option is not accepted
   */
  LogTask<?> task(TrainedFor trained);

  /**
   * Asks about every chosen image that the log does not have yet.
   *
   * @return the log
   * @throws org.smoothadv.input.InvalidInputException if an option, the classifier or the data
   *     cannot be used
   */
  Path run() throws IOException;
}
