package org.smoothadv.results;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.smoothadv.input.Decimals;
import org.smoothadv.input.Quoted;
import org.smoothadv.results.LogRecord.CertificationRecord;
import org.smoothadv.results.LogRecord.PredictionRecord;

/**
 * One kind of tab-separated log: its columns, and how a record is one line of them. The first six
 * columns are those of the logs that Cohen et al. and Salman et al. published. What is read may
 * have them in another order, others among them, and no {@code time}. The last column, {@code
 * settings}, binds each line to the description that it was made by ({@link LogProvenance}).
 *
 * @param <R> what one line holds
 */
public final class LogFormat<R extends LogRecord> {
  private static final int CORRECT = 4;
  private static final int TIME = 5;
  private static final int SAMPLES = 6;
  private static final String SETTINGS = "settings";
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{16}");

  /** As Cohen et al. published them: without {@code samples}. */
  private static final LogFormat<CertificationRecord> PUBLISHED_CERTIFICATION =
      new LogFormat<>(
          List.of("idx", "label", "predict", "radius", "correct", "time"),
          LogFormat::certification,
          record -> List.of(record.radius().toPlainString()),
          Optional.empty());

  /**
   * What {@code certify} writes: {@code idx label predict radius correct time samples settings}.
   * Logs without the last one or two are read and continued too.
   */
  public static final LogFormat<CertificationRecord> CERTIFICATION =
      new LogFormat<>(
              List.of("idx", "label", "predict", "radius", "correct", "time", "samples"),
              LogFormat::certification,
              record ->
                  List.of(
                      record.radius().toPlainString(),
                      Integer.toString(record.samples().orElseThrow())),
              Optional.of(PUBLISHED_CERTIFICATION))
          .withSettings();

  /**
   * What {@code predict} writes: {@code idx label predict basePredict correct time settings}. Logs
   * without the last one are read and continued too.
   */
  public static final LogFormat<PredictionRecord> PREDICTION =
      new LogFormat<>(
              List.of("idx", "label", "predict", "basePredict", "correct", "time"),
              fields ->
                  new PredictionRecord(
                      integer("idx", fields[0]),
                      integer("label", fields[1]),
                      integer("predict", fields[2]),
                      integer("basePredict", fields[3]),
                      time(fields[TIME])),
              record -> List.of(Integer.toString(record.basePredict())),
              Optional.empty())
          .withSettings();

  private final List<String> columns;
  private final Function<String[], R> parser;
  private final Function<R, List<String>> ownFields;
  private final Optional<LogFormat<R>> earlier;

  /**
   * Describes a format.
   *
   * @param ownFields what only this kind of log has: the fourth field and those after the sixth
   * @param earlier the same kind of log with fewer columns
   */
  private LogFormat(
      List<String> columns,
      Function<String[], R> parser,
      Function<R, List<String>> ownFields,
      Optional<LogFormat<R>> earlier) {
    this.columns = columns;
    this.parser = parser;
    this.ownFields = ownFields;
    this.earlier = earlier;
  }

  private LogFormat<R> withSettings() {
    List<String> all = new ArrayList<>(columns);
    all.add(SETTINGS);
    return new LogFormat<>(all, parser, ownFields, Optional.of(this));
  }

  /** The kind of log that starts with this line, if it is the header of one. */
  public static Optional<LogFormat<?>> ofHeader(String line) {
    return all().filter(format -> format.places(line).isPresent()).findFirst();
  }

  /** The columns that logs of all kinds must have, as messages show them. */
  public static List<String> headers() {
    return all().map(LogFormat::requiredColumns).toList();
  }

  /** The header line, without its line end. */
  String header() {
    return String.join("\t", columns);
  }

  /** The columns that such a log must have, with spaces between them. */
  String requiredColumns() {
    return earlier.map(LogFormat::requiredColumns).orElseGet(() -> String.join(" ", columns));
  }

  /** This format, or the earlier one, whose header is exactly this line. */
  Optional<LogFormat<R>> headedExactly(String line) {
    return line.equals(header())
        ? Optional.of(this)
        : earlier.flatMap(format -> format.headedExactly(line));
  }

  /**
   * Where a log with this header line has the columns of this format: the place of each, -1 for one
   * that it does without. Empty if the line is no header of such a log.
   */
  Optional<int[]> places(String line) {
    List<String> found = Arrays.asList(line.split("\t", -1));
    int[] places = columns.stream().mapToInt(found::indexOf).toArray();
    for (int i = 0; i < places.length; i++) {
      boolean twice = found.lastIndexOf(columns.get(i)) != places[i];
      if (twice || (places[i] < 0 && i < TIME)) {
        return Optional.empty();
      }
    }
    return Optional.of(places);
  }

  /**
   * One line of a log.
   *
   * @param settings the digest of the settings that made it; null where the log does not say
   */
  record Line<R>(R record, String settings) {}

  /**
   * Reads one line.
   *
   * @param places of the columns in it
   * @throws IllegalArgumentException saying what is wrong with it
   */
  Line<R> parse(String line, int[] places) {
    String[] fields = fields(line, places);
    String settings = hasSettings() ? fields[fields.length - 1] : null;
    if (settings != null && !DIGEST.matcher(settings).matches()) {
      throw new IllegalArgumentException(
          "settings must be 16 hexadecimal digits, but is '" + settings + "'");
    }
    R record = parser.apply(fields);
    if (!fields[CORRECT].equals(flag(record.correct()))) {
      throw new IllegalArgumentException(
          "correct must be 1 exactly when predict equals label, but is "
              + Quoted.of(fields[CORRECT]));
    }
    return new Line<>(record, settings);
  }

  private boolean hasSettings() {
    return columns.get(columns.size() - 1).equals(SETTINGS);
  }

  /** The fields of this format. Cut by hand: a tree of logs has millions of lines. */
  private String[] fields(String line, int[] places) {
    String[] fields = new String[places.length];
    int last = Arrays.stream(places).max().orElseThrow();
    int start = 0;
    for (int place = 0; place <= last; place++) {
      if (start > line.length()) {
        throw new IllegalArgumentException(
            "there must be %d tab-separated fields, but there are %d".formatted(last + 1, place));
      }
      int tab = line.indexOf('\t', start);
      int end = tab < 0 ? line.length() : tab;
      for (int i = 0; i < places.length; i++) {
        if (places[i] == place) {
          fields[i] = line.substring(start, end);
        }
      }
      start = end + 1;
    }
    return fields;
  }

  /**
   * Prints one line, without its line end.
   *
   * @param settings digest of the settings that made it
   */
  String print(R record, String settings) {
    List<String> own = ownFields.apply(record);
    List<String> fields = new ArrayList<>();
    fields.add(Integer.toString(record.index()));
    fields.add(Integer.toString(record.label()));
    fields.add(Integer.toString(record.predict()));
    fields.add(own.get(0));
    fields.add(flag(record.correct()));
    fields.add(LogTime.print(record.time()));
    fields.addAll(own.subList(1, own.size()));
    if (hasSettings()) {
      fields.add(settings);
    }
    return String.join("\t", fields);
  }

  private static Stream<LogFormat<?>> all() {
    return Stream.of(CERTIFICATION, PREDICTION);
  }

  private static CertificationRecord certification(String[] fields) {
    String samples = fields.length > SAMPLES ? fields[SAMPLES] : null; // a published log has none
    return new CertificationRecord(
        integer("idx", fields[0]),
        integer("label", fields[1]),
        integer("predict", fields[2]),
        decimal("radius", fields[3]),
        time(fields[TIME]),
        samples == null ? OptionalInt.empty() : OptionalInt.of(integer("samples", samples)));
  }

  private static Duration time(String field) {
    return field == null ? null : LogTime.parse(field);
  }

  private static String flag(boolean correct) {
    return correct ? "1" : "0";
  }

  private static int integer(String column, String field) {
    try {
      return Integer.parseInt(field);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          column + " must be a whole number, but is " + Quoted.of(field), e);
    }
  }

  private static BigDecimal decimal(String column, String field) {
    try {
      return Decimals.parse(field);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          column + " must be a number" + Decimals.BOUNDS + ", but is " + Quoted.of(field), e);
    }
  }
}
