package org.smoothadv.results;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One kind of tab-separated log: its columns, and how a record is one line of them. The columns are
 * those of the logs that Cohen et al. and Salman et al. published; further columns may follow them.
 *
 * @param <R> what one line holds
 */
public final class LogFormat<R extends LogRecord> {
  /** What {@code certify} writes: {@code idx label predict radius correct time}. */
  public static final LogFormat<CertificationRecord> CERTIFICATION =
      new LogFormat<>(
          List.of("idx", "label", "predict", "radius", "correct", "time"),
          fields ->
              new CertificationRecord(
                  integer("idx", fields[0]),
                  integer("label", fields[1]),
                  integer("predict", fields[2]),
                  decimal("radius", fields[3]),
                  LogTime.parse(fields[5])),
          record -> record.radius().toPlainString());

  /** What {@code predict} writes: {@code idx label predict basePredict correct time}. */
  public static final LogFormat<PredictionRecord> PREDICTION =
      new LogFormat<>(
          List.of("idx", "label", "predict", "basePredict", "correct", "time"),
          fields ->
              new PredictionRecord(
                  integer("idx", fields[0]),
                  integer("label", fields[1]),
                  integer("predict", fields[2]),
                  integer("basePredict", fields[3]),
                  LogTime.parse(fields[5])),
          record -> Integer.toString(record.basePredict()));

  private static final int CORRECT = 4;

  private final List<String> columns;
  private final Function<String[], R> parser;
  private final Function<R, String> fourthField;

  private LogFormat(
      List<String> columns, Function<String[], R> parser, Function<R, String> fourthField) {
    this.columns = columns;
    this.parser = parser;
    this.fourthField = fourthField;
  }

  /** The kind of log that starts with this line, if it is the header of one. */
  public static Optional<LogFormat<?>> ofHeader(String line) {
    return all().filter(format -> format.isHeader(line)).findFirst();
  }

  /** The header lines of all kinds, with spaces for the tabs, as messages show them. */
  public static List<String> headers() {
    return all().map(format -> String.join(" ", format.columns)).toList();
  }

  /** The header line, without its line end. */
  String header() {
    return String.join("\t", columns);
  }

  /** Whether this line is the header of such a log, perhaps with further columns. */
  boolean isHeader(String line) {
    return line.equals(header()) || line.startsWith(header() + "\t");
  }

  /**
   * Reads one line.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  R parse(String line) {
    String[] fields = firstFields(line);
    R record = parser.apply(fields);
    if (!fields[CORRECT].equals(flag(record.correct()))) {
      throw new IllegalArgumentException(
          "correct must be 1 exactly when predict equals label, but is '" + fields[CORRECT] + "'");
    }
    return record;
  }

  /** The fields of this format. Cut by hand: a tree of logs has millions of lines. */
  private String[] firstFields(String line) {
    String[] fields = new String[columns.size()];
    int start = 0;
    for (int i = 0; i < fields.length; i++) {
      if (start > line.length()) {
        throw new IllegalArgumentException(
            "there must be " + fields.length + " tab-separated fields, but there are " + i);
      }
      int tab = line.indexOf('\t', start);
      int end = tab < 0 ? line.length() : tab;
      fields[i] = line.substring(start, end);
      start = end + 1;
    }
    return fields;
  }

  /** Prints one line, without its line end. */
  String print(R record) {
    return String.join(
        "\t",
        Integer.toString(record.index()),
        Integer.toString(record.label()),
        Integer.toString(record.predict()),
        fourthField.apply(record),
        flag(record.correct()),
        LogTime.print(record.time()));
  }

  private static Stream<LogFormat<?>> all() {
    return Stream.of(CERTIFICATION, PREDICTION);
  }

  private static String flag(boolean correct) {
    return correct ? "1" : "0";
  }

  private static int integer(String column, String field) {
    try {
      return Integer.parseInt(field);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          column + " must be a whole number, but is '" + field + "'", e);
    }
  }

  private static BigDecimal decimal(String column, String field) {
    try {
      return new BigDecimal(field);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(column + " must be a number, but is '" + field + "'", e);
    }
  }
}
