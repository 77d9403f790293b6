package org.smoothadv.command.job;

import java.nio.file.Path;
import java.util.Map;
import org.smoothadv.results.LogFormat;
import org.smoothadv.results.LogRecord;

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
