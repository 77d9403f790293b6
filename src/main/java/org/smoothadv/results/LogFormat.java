package org.smoothadv.results;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.smoothadv.input.Decimals;
import org.smoothadv.input.Quoted;
import org.smoothadv.results.LogRecord.CertificationRecord;
import org.smoothadv.results.LogRecord.CertificationRecord.Estimate;
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
  private static final String VOTES = "votes";
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
   * What {@code certify} writes: {@code idx label predict radius correct time samples candidate
   * votes settings}. Logs with fewer columns after {@code time} are read and continued too.
   */
  public static final LogFormat<CertificationRecord> CERTIFICATION =
      PUBLISHED_CERTIFICATION
          .with(
              List.of("samples"),
              record -> List.of(Integer.toString(record.samples().orElseThrow())))
          .withSettings()
          .with(
              List.of("candidate", "votes"),
              record ->
                  List.of(
                      Integer.toString(record.estimate().orElseThrow().candidate()),
                      record.estimate().orElseThrow().votes().toString()));

  /**
   * What {@code predict} writes: {@code idx label predict basePredict correct time votes settings}.
   * Logs without the last one or two are read and continued too.
   */
  public static final LogFormat<PredictionRecord> PREDICTION =
      new LogFormat<>(
              List.of("idx", "label", "predict", "basePredict", "correct", "time"),
              LogFormat::prediction,
              record -> List.of(Integer.toString(record.basePredict())),
              Optional.empty())
          .withSettings()
          .with(List.of("votes"), record -> List.of(record.votes().orElseThrow().toString()));

  private final List<String> columns;
  private final Function<Fields, R> parser;
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
      Function<Fields, R> parser,
      Function<R, List<String>> ownFields,
      Optional<LogFormat<R>> earlier) {
    this.columns = columns;
    this.parser = parser;
    this.ownFields = ownFields;
    this.earlier = earlier;
  }

  private LogFormat<R> withSettings() {
    return new LogFormat<>(
        Stream.concat(columns.stream(), Stream.of(SETTINGS)).toList(),
        parser,
        ownFields,
        Optional.of(this));
  }

  /** This format with more columns, before the one for settings if there is that. */
  private LogFormat<R> with(List<String> more, Function<R, List<String>> fields) {
    List<String> all = new ArrayList<>(columns);
    all.addAll(hasSettings() ? all.size() - 1 : all.size(), more);
    return new LogFormat<>(
        List.copyOf(all),
        parser,
        record ->
            Stream.concat(ownFields.apply(record).stream(), fields.apply(record).stream()).toList(),
        Optional.of(this));
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
    R record = parser.apply(new Fields(columns, Arrays.asList(fields)));
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

  /** One line of a log: null where it does without a column. */
  private record Fields(List<String> columns, List<String> values) {
    String at(int place) {
      return values.get(place);
    }

    Optional<String> get(String column) {
      int place = columns.indexOf(column);
      return place < 0 ? Optional.empty() : Optional.ofNullable(values.get(place));
    }
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

  private static CertificationRecord certification(Fields fields) {
    Optional<Votes> votes = fields.get(VOTES).map(Votes::parse);
    return new CertificationRecord(
        integer("idx", fields.at(0)),
        integer("label", fields.at(1)),
        integer("predict", fields.at(2)),
        decimal("radius", fields.at(3)),
        time(fields.at(TIME)),
        fields.get("samples").stream().mapToInt(text -> integer("samples", text)).findFirst(),
        fields
            .get("candidate")
            .flatMap(
                text -> votes.map(counts -> new Estimate(integer("candidate", text), counts))));
  }

  private static PredictionRecord prediction(Fields fields) {
    return new PredictionRecord(
        integer("idx", fields.at(0)),
        integer("label", fields.at(1)),
        integer("predict", fields.at(2)),
        integer("basePredict", fields.at(3)),
        time(fields.at(TIME)),
        fields.get(VOTES).map(Votes::parse));
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
