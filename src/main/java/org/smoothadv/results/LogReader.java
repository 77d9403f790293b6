package org.smoothadv.results;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.Quoted;
import org.smoothadv.input.TextFile;

/**
 * Reads logs: those written here and the published ones. Lines may end in LF or CRLF, the last ones
 * may be blank, columns may be in any order and others among them, and a byte order mark may stand
 * before all; everything else is checked.
 */
public final class LogReader {
  /** The line of the first record, below the header. */
  private static final int FIRST_LINE = 2;

  private LogReader() {}

  /**
   * Reads one log.
   *
   * @throws InvalidInputException if the file is not a log of this kind, or a line is corrupt, or
   *     an image occurs twice, or lines were made with different settings; the message names the
   *     file and the line
   * @throws IOException if the file cannot be read
   */
  public static <R extends LogRecord> Log<R> read(Path file, LogFormat<R> format)
      throws IOException {
    return parse(file, TextFile.read(file, StandardCharsets.ISO_8859_1), format);
  }

  /** Reads the log from its text; see {@link #read}. */
  static <R extends LogRecord> Log<R> parse(Path file, String text, LogFormat<R> format) {
    List<R> records = new ArrayList<>();
    int start = text.indexOf('\n') + 1;
    String header = start == 0 ? text : text.substring(0, start - 1);
    int[] places = places(file, withoutCarriageReturn(header), format);
    int end = endOfLines(text);
    int line = 1;
    String settings = null;
    while (start < end) {
      line++;
      int lineEnd = text.indexOf('\n', start);
      String content = withoutCarriageReturn(text.substring(start, lineEnd));
      start = lineEnd + 1;
      LogFormat.Line<R> parsed = parseLine(file, line, content, format, places);
      if (line > FIRST_LINE && !Objects.equals(parsed.settings(), settings)) {
        throw new InvalidInputException(
            "%s, line %d: made with other settings (%s) than the lines before it (%s): lines of two logs are mixed"
                .formatted(file, line, parsed.settings(), settings));
      }
      settings = parsed.settings();
      records.add(parsed.record());
    }
    requireDistinctImages(file, records);
    return new Log<>(
        file, records, !text.substring(start).isBlank(), Optional.ofNullable(settings));
  }

  /** Where the last line ends that is neither blank nor without its line end. */
  static int endOfLines(String text) {
    int end = text.lastIndexOf('\n') + 1;
    while (end > 0) {
      int start = end == 1 ? 0 : text.lastIndexOf('\n', end - 2) + 1;
      if (!text.substring(start, end).isBlank()) {
        return end;
      }
      end = start;
    }
    return end;
  }

  private static <R extends LogRecord> LogFormat.Line<R> parseLine(
      Path file, int line, String content, LogFormat<R> format, int[] places) {
    try {
      return format.parse(content, places);
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

  /** Where the header line has the columns. */
  private static int[] places(Path file, String line, LogFormat<?> format) {
    return format
        .places(line)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "%s, line 1: the columns of such a log are '%s', tab-separated, but the line is '%s'"
                        .formatted(
                            file,
                            format.requiredColumns(),
                            Quoted.plain(line.replace('\t', ' ')))));
  }

  private static String withoutCarriageReturn(String line) {
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }

  /**
   * The whole content of one log.
   *
   * @param file where it was read
   * @param records one per image, in the order of the file; no image occurs twice
   * @param unfinished whether the file ends in a line without its line end, as the log of a run
   *     that is still going can; that line is not among the records
   * @param <R> what one line holds
   */
  public record Log<R extends LogRecord>(
      Path file, List<R> records, boolean unfinished, Optional<String> settings) {
    /** Keeps an unmodifiable copy of the records. */
    public Log {
      records = List.copyOf(records);
    }
  }
}
