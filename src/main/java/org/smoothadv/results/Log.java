package org.smoothadv.results;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The whole content of one log.
 *
 * @param file where it was read
 * @param records one per image, in the order of the file; no image occurs twice
 * @param unfinished whether the file ends in a line without its line end, as the log of a run that
 *     is still going can; that line is not among the records
 * @param <R> what one line holds
 */
public record Log<R extends LogRecord>(
    Path file, List<R> records, boolean unfinished, Optional<String> settings) {
  /** Keeps an unmodifiable copy of the records. */
  public Log {
    records = List.copyOf(records);
  }
}
