package org.smoothadv.results.summary;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothadv.results.CertificationRecord;
import org.smoothadv.results.Log;
import org.smoothadv.results.LogFormat;
import org.smoothadv.results.LogReader;
import org.smoothadv.results.LogRecord;
import org.smoothadv.results.PredictionRecord;
import org.smoothadv.results.source.LogFile;

/**
 * One log after reading: summarised as what it is, or as nothing where it has no image yet.
 *
 * @param name what tables call it
 * @param unfinished whether its last line is not whole
 * @param certified its summary, if it is a certification log with images
 * @param attacked its summary, if it is a prediction log with images
 */
record LoadedLog(
    String name,
    boolean unfinished,
    Optional<CertifiedLog> certified,
    Optional<AttackedLog> attacked) {

  boolean isEmpty() {
    return certified.isEmpty() && attacked.isEmpty();
  }

  static LoadedLog read(LogParts parts) throws IOException {
    return parts.source().format() == LogFormat.CERTIFICATION
        ? readCertification(parts)
        : readPrediction(parts);
  }

  private static LoadedLog readCertification(LogParts parts) throws IOException {
    Log<CertificationRecord> log = join(parts, LogFormat.CERTIFICATION);
    List<CertificationRecord> records = log.records();
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
    return new LoadedLog(parts.source().name(), log.unfinished(), certified, Optional.empty());
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
    return new LoadedLog(parts.source().name(), log.unfinished(), Optional.empty(), attacked);
  }

  private static <R extends LogRecord> Log<R> join(LogParts parts, LogFormat<R> format)
      throws IOException {
    if (parts.files().size() == 1) {
      return LogReader.read(parts.source().file(), format);
    }
    List<R> records = new ArrayList<>();
    boolean unfinished = false;
    for (LogFile file : parts.files()) {
      Log<R> log = LogReader.read(file.file(), format);
      records.addAll(log.records());
      unfinished |= log.unfinished();
    }
    return new Log<>(parts.source().file(), records, unfinished);
  }

  private static ImageSet images(LogParts parts, List<? extends LogRecord> records) {
    ImageSet images = ImageSet.of(records);
    parts.requireNoOverlapOrGap(images);
    return images;
  }
}
