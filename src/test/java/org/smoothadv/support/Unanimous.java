package org.smoothadv.support;

import java.time.Duration;
import java.util.Optional;
import org.smoothadv.results.LogRecord.CertificationRecord;
import org.smoothadv.results.LogRecord.CertificationRecord.Estimate;
import org.smoothadv.results.LogRecord.PredictionRecord;
import org.smoothadv.results.Votes;

/** Lines of logs whose samples all voted for one class. */
public final class Unanimous {
  private Unanimous() {}

  /** With 100 samples that chose the class; 0 where there is no answer. */
  public static CertificationRecord certified(
      int index, int label, int predict, double radius, Duration time, int samples) {
    int candidate = Math.max(predict, 0);
    Votes votes = votes(candidate, samples - 100);
    return CertificationRecord.of(
        index, label, predict, radius, time, samples, new Estimate(candidate, votes));
  }

  /** With 100 samples. */
  public static PredictionRecord predicted(
      int index, int label, int predict, int basePredict, Duration time) {
    Votes votes = votes(Math.max(predict, 0), 100);
    return new PredictionRecord(index, label, predict, basePredict, time, Optional.of(votes));
  }

  private static Votes votes(int candidate, int samples) {
    int[] counts = new int[candidate + 1];
    counts[candidate] = samples;
    return Votes.of(counts, 0);
  }
}
