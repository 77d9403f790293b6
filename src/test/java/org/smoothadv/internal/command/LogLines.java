package org.smoothadv.internal.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The lines of logs and training logs. */
final class LogLines {
  private LogLines() {}

  /** The lines of a tab-separated file without its column {@code time}. */
  static List<String> withoutTime(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    int time = Arrays.asList(lines.get(0).split("\t", -1)).indexOf("time");
    return lines.stream()
        .map(line -> line.split("\t", -1))
        .map(fields -> without(fields, time))
        .toList();
  }

  /** What the lines of a log answer: without the time that it took and the settings it was in. */
  static List<String> answers(Path file) throws IOException {
    return withoutTime(file).stream().map(line -> line.replaceFirst("\t[^\t]*$", "")).toList();
  }

  /** Leaves a log as a run that was stopped after so many images leaves it. */
  static void cutAfter(Path log, int images) throws IOException {
    Files.write(log, Files.readAllLines(log).subList(0, images + 1));
  }

  private static String without(String[] fields, int column) {
    fields[column] = "";
    return String.join("\t", fields);
  }
}
