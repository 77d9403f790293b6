package org.smoothadv.internal.results.summary;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.results.source.LogDescriber;
import org.smoothadv.internal.results.source.LogDescription;
import org.smoothadv.internal.results.source.LogDescription.Property;
import org.smoothadv.internal.results.source.LogFinder.FoundLogs;
import org.smoothadv.internal.results.source.LogFinder.LogFile;
import org.smoothadv.internal.results.source.Reach;
import org.smoothadv.internal.results.summary.DescribedLog.AttackedLog;
import org.smoothadv.internal.results.summary.DescribedLog.CertifiedLog;
import org.smoothadv.internal.results.summary.DescribedLog.ImageSet;
import org.smoothadv.results.LogFormat;
import org.smoothadv.results.LogProvenance;
import org.smoothadv.results.LogReader;
import org.smoothadv.results.LogReader.Log;
import org.smoothadv.results.LogRecord;
import org.smoothadv.results.LogRecord.CertificationRecord;
import org.smoothadv.results.LogRecord.PredictionRecord;

/**
 * The logs that a table or a figure is made from, summarised.
 *
 * @param certified certification logs with at least one image, in the order they were found
 * @param attacked prediction logs with at least one image, in the order they were found
 * @param notices what the user should know: files and logs that were set aside
 * @param flaws what is amiss with logs, as readers of a table or a figure should know too
 */
public record LogCollection(
    List<CertifiedLog> certified,
    List<AttackedLog> attacked,
    List<String> notices,
    List<String> flaws) {
  /** Keeps unmodifiable copies. */
  public LogCollection {
    certified = List.copyOf(certified);
    attacked = List.copyOf(attacked);
    notices = List.copyOf(notices);
    flaws = List.copyOf(flaws);
  }

  /**
   * Reads and summarises logs, several at a time.
   *
   * @throws org.smoothadv.input.InvalidInputException if one is corrupt
   * @throws IOException if one cannot be read
   */
  public static LogCollection load(FoundLogs found) throws IOException {
    return load(found, Reach.everywhere());
  }

  /**
   * The same with descriptions only where these may be read.
   *
   * @throws org.smoothadv.input.InvalidInputException if a log is corrupt
   * @throws IOException if one cannot be read
   */
  public static LogCollection load(FoundLogs found, Reach reach) throws IOException {
    List<LogFile> files = found.logs();
    LogDescriber describer = new LogDescriber(reach);
    List<LogDescription> descriptions = new ArrayList<>();
    for (LogFile file : files) {
      descriptions.add(describer.describe(file.file()));
    }
    try {
      return of(
          found,
          LogParts.of(files, descriptions).parallelStream().map(LogCollection::read).toList());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** These logs without those of predictions, and nothing to note. */
  public LogCollection certifiedOnly() {
    return new LogCollection(certified, List.of(), List.of(), List.of());
  }

  /** These logs without those of certifications, and nothing to note. */
  public LogCollection attackedOnly() {
    return new LogCollection(List.of(), attacked, List.of(), List.of());
  }

  /**
   * The certification logs with the mean of those whose models differ in the seed of their training
   * only in the place of each of these.
   *
   * @throws InvalidInputException if the seed is known of none
   */
  public LogCollection overSeeds() {
    SeedGroups groups = SeedGroups.of(certified);
    return new LogCollection(
        groups.logs(),
        List.of(),
        notices,
        Stream.concat(flaws.stream(), groups.notices().stream()).toList());
  }

  private static LoadedLog read(LogParts parts) {
    try {
      return load(parts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LogCollection of(FoundLogs found, List<LoadedLog> logs) {
    List<String> notices = new ArrayList<>(found.notices());
    List<String> flaws = new ArrayList<>();
    for (Flaw flaw : Flaw.values()) {
      notice(logs, flaw).ifPresent((flaw.setsAside() ? notices : flaws)::add);
    }
    return new LogCollection(
        ofKind(CertifiedLog.class, logs), ofKind(AttackedLog.class, logs), notices, flaws);
  }

  private static <L> List<L> ofKind(Class<L> kind, List<LoadedLog> logs) {
    return logs.stream()
        .flatMap(loaded -> loaded.log().stream())
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  private static Optional<String> notice(List<LoadedLog> logs, Flaw flaw) {
    List<String> names =
        logs.stream().filter(log -> log.flaws().contains(flaw)).map(LoadedLog::name).toList();
    if (names.isEmpty()) {
      return Optional.empty();
    }
    String others = names.size() == 1 ? "" : " (as " + (names.size() - 1) + " other logs)";
    return Optional.of(names.get(0) + others + " has " + flaw);
  }

  /**
   * One log after reading: summarised, or as nothing where it has no image yet or cannot be shown.
   *
   * @param name what tables call it
   * @param flaws what users should know about it
   */
  private record LoadedLog(String name, Set<Flaw> flaws, Optional<DescribedLog> log) {}

  /** What can be amiss with a log that is read nevertheless. */
  private enum Flaw {
    EMPTY("no images and is set aside"),
    UNLABELLED("no labels of its images, so that it tells no accuracy, and is set aside"),
    TORN("an unfinished last line, which is set aside"),
    INCOMPLETE("fewer images than were chosen for it: it is not finished, or some cannot be read"),
    UNDESCRIBED(
        "no JSON file beside it that can be read, so that nobody knows its alpha, n and weights:"
            + " it is set aside"),
    UNBOUND("no column 'settings': that the JSON file beside it is its own is taken on trust");

    private final String text;

    Flaw(String text) {
      this.text = text;
    }

    /** Whether nothing of the log is shown. */
    boolean setsAside() {
      return this == EMPTY || this == UNLABELLED || this == UNDESCRIBED;
    }

    /** Goes on after the log's name and "has". */
    @Override
    public String toString() {
      return text;
    }
  }

  private static LoadedLog load(LogParts parts) throws IOException {
    if (parts.source().format() == LogFormat.CERTIFICATION) {
      Log<CertificationRecord> log = join(parts, LogFormat.CERTIFICATION);
      List<CertificationRecord> records = log.records();
      parts.requirePossible(records);
      return load(
          parts,
          log,
          images ->
              new CertifiedLog(
                  parts.source(),
                  parts.files().stream().map(LogFile::file).toList(),
                  parts.description(),
                  images,
                  CertificationSummary.of(records)));
    }
    Log<PredictionRecord> log = join(parts, LogFormat.PREDICTION);
    return load(
        parts,
        log,
        images ->
            new AttackedLog(
                parts.source(),
                parts.description(),
                images,
                Proportion.of(log.records(), LogRecord::correct),
                Proportion.of(log.records(), LogRecord::abstained)));
  }

  private static LoadedLog load(
      LogParts parts, Log<?> log, Function<ImageSet, DescribedLog> summary) {
    Set<Flaw> flaws = flaws(parts, log);
    Optional<DescribedLog> described = Optional.empty();
    if (!log.records().isEmpty()) {
      ImageSet images = ImageSet.of(log.records());
      parts.requireNoOverlapOrGap(images);
      described = Optional.of(summary.apply(images));
    }
    return new LoadedLog(
        parts.source().name(),
        flaws,
        flaws.stream().anyMatch(Flaw::setsAside) ? Optional.empty() : described);
  }

  private static <R extends LogRecord> Log<R> join(LogParts parts, LogFormat<R> format)
      throws IOException {
    List<R> records = new ArrayList<>();
    boolean unfinished = false;
    Optional<String> settings = Optional.empty();
    for (LogFile file : parts.files()) {
      Log<R> log = LogReader.read(file.file(), format);
      requireSettings(parts.description(), file, log.settings());
      records.addAll(log.records());
      unfinished |= log.unfinished();
      settings = log.settings();
    }
    return new Log<>(parts.source().file(), records, unfinished, settings);
  }

  /**
   * Checks that a file's lines were made as its description says.
   *
   * @param ofLines the settings that they tell
   * @throws InvalidInputException if they were made in another way
   */
  private static void requireSettings(
      LogDescription description, LogFile file, Optional<String> ofLines) {
    Optional<String> described = description.get(Property.SETTINGS);
    if (ofLines.isPresent() && described.isPresent() && !ofLines.equals(described)) {
      throw new InvalidInputException(
          "%s does not describe %s, whose lines were made with other settings (%s, not %s): restore the file that was written with the log"
              .formatted(
                  LogProvenance.fileBeside(file.file()),
                  file.file().getFileName(),
                  ofLines.get(),
                  described.get()));
    }
  }

  private static Set<Flaw> flaws(LogParts parts, Log<?> log) {
    Set<Flaw> flaws = EnumSet.noneOf(Flaw.class);
    boolean described = parts.description().get(Property.SETTINGS).isPresent();
    if (log.records().isEmpty()) {
      flaws.add(Flaw.EMPTY);
    } else if (parts.chosen().orElse(0) > log.records().size()) {
      flaws.add(Flaw.INCOMPLETE);
    }
    if (!log.records().stream().allMatch(LogRecord::labelled)) {
      flaws.add(Flaw.UNLABELLED);
    }
    if (log.unfinished()) {
      flaws.add(Flaw.TORN);
    }
    if (log.settings().isPresent() && !described) {
      flaws.add(Flaw.UNDESCRIBED);
    }
    if (log.settings().isEmpty() && described && !log.records().isEmpty()) {
      flaws.add(Flaw.UNBOUND);
    }
    return flaws;
  }
}
