package org.smoothadv.internal.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.smoothadv.internal.files.OutputFile;
import org.smoothadv.internal.results.source.LogFinder.FoundLogs;
import org.smoothadv.internal.results.source.LogFinder.LogFile;
import org.smoothadv.internal.results.summary.LogCollection;

/**
 * A table or figure of a study.
 *
 * @param name of its section
 * @param patterns which logs it shows; all, if there are none
 * @param files that it is written to, each in its own format
 * @param maker makes it
 */
record StudyOutput(String name, List<NamePattern> patterns, List<Path> files, Maker maker) {
  /** Makes a table or figure from logs. */
  @FunctionalInterface
  interface Maker {
    Made make(LogCollection logs);
  }

  /**
   * A table or figure.
   *
   * @param notices what the user should know about it
   * @param printer its content in the format of a file
   */
  record Made(List<String> notices, Printer printer) {}

  /** Prints in the format that a file's name asks for. */
  @FunctionalInterface
  interface Printer {
    byte[] print(Path file) throws IOException;
  }

  /**
   * Those of some logs that it shows, in the order of the patterns: the first is what a paired
   * table compares the others with.
   */
  List<LogFile> shown(List<LogFile> logs) {
    if (patterns.isEmpty()) {
      return logs;
    }
    return patterns.stream()
        .flatMap(pattern -> logs.stream().filter(log -> pattern.matches(log.name())))
        .distinct()
        .toList();
  }

  /**
   * Writes its files; nothing, if it shows none of the logs.
   *
   * @return what the user should know
   * @throws org.smoothadv.input.InvalidInputException if the logs do not make such a thing
   */
  List<String> write(List<LogFile> logs) throws IOException {
    List<LogFile> shown = shown(logs);
    if (shown.isEmpty()) {
      return List.of();
    }
    LogCollection collection = LogCollection.load(new FoundLogs(shown));
    Made made = maker.make(collection);
    for (Path file : files) {
      OutputFile.write(file, made.printer().print(file));
    }
    List<String> notices = new ArrayList<>(collection.notices());
    notices.addAll(made.notices());
    return notices;
  }
}
