package org.smoothadv.results.summary;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.smoothadv.results.CertificationRecord;
import org.smoothadv.results.Log;
import org.smoothadv.results.LogFormat;
import org.smoothadv.results.LogReader;
import org.smoothadv.results.LogRecord;
import org.smoothadv.results.PredictionRecord;
import org.smoothadv.results.source.LogFile;
import org.smoothadv.results.source.Property;

/**
 * One log after reading: summarised as what it is, or as nothing where it has no image yet.
 *
 * @param name what tables call it
 * @param flaws what users should know about it
 * @param certified its summary, if it is a certification log with images
 * @param attacked its summary, if it is a prediction log with images
 */
record LoadedLog(
    String name,
    Set<Flaw> flaws,
    Optional<CertifiedLog> certified,
    Optional<AttackedLog> attacked) {

  /** What can be amiss with a log that is read nevertheless. */
  enum Flaw {
    EMPTY("no images and is set aside"),
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
      return this == EMPTY || this == UNDESCRIBED;
    }

    /** Goes on after the log's name and "has". */
    @Override
    public String toString() {
      return text;
    }
  }

  static LoadedLog read(LogParts parts) throws IOException {
    LoadedLog log =
        parts.source().format() == LogFormat.CERTIFICATION
            ? readCertification(parts)
            : readPrediction(parts);
    return log.flaws.contains(Flaw.UNDESCRIBED)
        ? new LoadedLog(log.name, log.flaws, Optional.empty(), Optional.empty())
        : log;
  }

  private static LoadedLog readCertification(LogParts parts) throws IOException {
    Log<CertificationRecord> log = join(parts, LogFormat.CERTIFICATION);
    List<CertificationRecord> records = log.records();
    parts.requirePossible(records);
    Optional<CertifiedLog> certified =
        records.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new CertifiedLog(
                    parts.source(),
                    parts.files().stream().map(LogFile::file).toList(),
                    parts.description(),
                    images(parts, records),
                    CertificationSummary.of(records)));
    return new LoadedLog(parts.source().name(), flaws(parts, log), certified, Optional.empty());
  }

  private static LoadedLog readPrediction(LogParts parts) throws IOException {
    Log<PredictionRecord> log = join(parts, LogFormat.PREDICTION);
    List<PredictionRecord> records = log.records();
    Optional<AttackedLog> attacked =
        records.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new AttackedLog(
                    parts.source(),
                    parts.description(),
                    images(parts, records),
                    Proportion.of(records, LogRecord::correct),
                    Proportion.of(records, LogRecord::abstained)));
    return new LoadedLog(parts.source().name(), flaws(parts, log), Optional.empty(), attacked);
  }

  private static <R extends LogRecord> Log<R> join(LogParts parts, LogFormat<R> format)
      throws IOException {
    List<R> records = new ArrayList<>();
    boolean unfinished = false;
    Optional<String> settings = Optional.empty();
    for (LogFile file : parts.files()) {
      Log<R> log = LogReader.read(file.file(), format);
      parts.requireSettings(file, log.settings());
      records.addAll(log.records());
      unfinished |= log.unfinished();
      settings = log.settings();
    }
    return new Log<>(parts.source().file(), records, unfinished, settings);
  }

  private static ImageSet images(LogParts parts, List<? extends LogRecord> records) {
    ImageSet images = ImageSet.of(records);
    parts.requireNoOverlapOrGap(images);
    return images;
  }

  private static Set<Flaw> flaws(LogParts parts, Log<?> log) {
    Set<Flaw> flaws = EnumSet.noneOf(Flaw.class);
    boolean described = parts.description().get(Property.SETTINGS).isPresent();
    if (log.records().isEmpty()) {
      flaws.add(Flaw.EMPTY);
    } else if (parts.chosen().orElse(0) > log.records().size()) {
      flaws.add(Flaw.INCOMPLETE);
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
