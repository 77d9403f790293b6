package org.smoothadv.results.summary;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.smoothadv.results.CertificationRecord;
import org.smoothadv.results.Log;
import org.smoothadv.results.LogFormat;
import org.smoothadv.results.LogReader;
import org.smoothadv.results.LogRecord;
import org.smoothadv.results.PredictionRecord;
import org.smoothadv.results.source.LogDescription;
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

  static LoadedLog read(LogFile source, LogDescription description) throws IOException {
    return source.format() == LogFormat.CERTIFICATION
        ? readCertification(source, description)
        : readPrediction(source, description);
  }

  private static LoadedLog readCertification(LogFile source, LogDescription description)
      throws IOException {
    Log<CertificationRecord> log = LogReader.read(source.file(), LogFormat.CERTIFICATION);
    List<CertificationRecord> records = log.records();
    Optional<CertifiedLog> certified =
        records.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new CertifiedLog(
                    source, description, ImageSet.of(records), CertificationSummary.of(records)));
    return new LoadedLog(source.name(), log.unfinished(), certified, Optional.empty());
  }

  private static LoadedLog readPrediction(LogFile source, LogDescription description)
      throws IOException {
    Log<PredictionRecord> log = LogReader.read(source.file(), LogFormat.PREDICTION);
    List<PredictionRecord> records = log.records();
    Optional<AttackedLog> attacked =
        records.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new AttackedLog(
                    source,
                    description,
                    ImageSet.of(records),
                    Proportion.of(records, LogRecord::correct),
                    Proportion.of(records, LogRecord::abstained)));
    return new LoadedLog(source.name(), log.unfinished(), Optional.empty(), attacked);
  }
}
