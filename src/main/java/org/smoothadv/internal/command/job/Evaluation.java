package org.smoothadv.internal.command.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.smoothadv.internal.asking.Cluster;
import org.smoothadv.internal.command.option.SmoothingOptions;
import org.smoothadv.internal.command.option.TrainedFor;
import org.smoothadv.results.LogFormat;
import org.smoothadv.results.LogRecord;

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
   * @param cluster that is asked; where there is none, that of the options is, or else this process
   * @return the log
   * @throws org.smoothadv.input.InvalidInputException if an option, the classifier or the data
   *     cannot be used
   */
  Path run(Optional<Cluster> cluster) throws IOException;

  /**
   * A log that a command is to write.
   *
   * @param kind the command
   * @param file the log
   * @param options of that command alone which determine a line, for the log's description
   * @param format its columns
   */
  public record LogTask<R extends LogRecord>(
      String kind, Path file, Map<String, ?> options, LogFormat<R> format) {}
}
