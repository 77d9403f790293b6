package org.smoothadv.command;

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

  private static String without(String[] fields, int column) {
    fields[column] = "";
    return String.join("\t", fields);
  }
}
