package org.smoothadv.results;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.smoothadv.input.InvalidInputException;

/**
 * Reads logs: those written here and the published ones. Lines may end in LF or CRLF, columns may
 * follow those of the format; everything else is checked.
 */
public final class LogReader {
  /** The line of the first record, below the header. */
  private static final int FIRST_LINE = 2;

  private LogReader() {}

  /**
   * Reads one log.
   *
   * @throws InvalidInputException if the file is not a log of this kind, or a line is corrupt, or
   *     an image occurs twice; the message names the file and the line
   * @throws IOException if the file cannot be read
   */
  public static <R extends LogRecord> Log<R> read(Path file, LogFormat<R> format)
      throws IOException {
    return parse(file, Files.readString(file, StandardCharsets.ISO_8859_1), format);
  }

  /** Reads the log from its text; see {@link #read}. */
  static <R extends LogRecord> Log<R> parse(Path file, String text, LogFormat<R> format) {
    List<R> records = new ArrayList<>();
    int start = text.indexOf('\n') + 1;
    String header = start == 0 ? text : text.substring(0, start - 1);
    LogFormat<R> found = found(file, withoutCarriageReturn(header), format);
    int line = 1;
    for (int end = text.indexOf('\n', start); end >= 0; end = text.indexOf('\n', start)) {
      line++;
      String content = withoutCarriageReturn(text.substring(start, end));
      start = end + 1;
      records.add(parseLine(file, line, content, found));
    }
    requireDistinctImages(file, records);
    return new Log<>(file, records, start < text.length());
  }

  private static <R extends LogRecord> R parseLine(
      Path file, int line, String content, LogFormat<R> format) {
    try {
      return format.parse(content);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(file + ", line " + line + ": " + e.getMessage(), e);
    }
  }

  private static void requireDistinctImages(Path file, List<? extends LogRecord> records) {
    int[] images = records.stream().mapToInt(LogRecord::index).toArray();
    int[] sorted = images.clone();
    Arrays.sort(sorted);
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] == sorted[i - 1]) {
        int image = sorted[i];
        int[] places = IntStream.range(0, images.length).filter(k -> images[k] == image).toArray();
        throw new InvalidInputException(
            "%s, line %d: image %d is already on line %d; a log holds each image once"
                .formatted(file, FIRST_LINE + places[1], image, FIRST_LINE + places[0]));
      }
    }
  }

  /** The format that the header line tells. */
  private static <R extends LogRecord> LogFormat<R> found(
      Path file, String line, LogFormat<R> format) {
    return format
        .startingWith(line)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "%s, line 1: the columns of such a log are '%s', tab-separated, but the line is '%s'"
                        .formatted(
                            file, format.requiredColumns(), shortened(line).replace('\t', ' '))));
  }

  private static String withoutCarriageReturn(String line) {
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }

  private static String shortened(String line) {
    return line.length() <= 60 ? line : line.substring(0, 60) + "...";
  }
}
