package org.smoothadv.results;

import java.time.Duration;

/**
 * What PREDICT (Cohen et al. 2019) answered for one image, attacked or not.
 *
 * @param index position of the image in its split, from 0
 * @param label true class, from 0
 * @param predict answer of the smoothed classifier, or {@link LogRecord#ABSTAIN}
 * @param basePredict answer of the base classifier on the same image without noise, or {@link
 *     LogRecord#ABSTAIN} where its logits are not finite
 * @param time time spent on this image; null where the log does not say
 */
public record PredictionRecord(int index, int label, int predict, int basePredict, Duration time)
    implements LogRecord {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value lies outside of its range
   */
  public PredictionRecord {
    RecordChecks.check(index, label, predict, time);
    RecordChecks.requireAtLeast("basePredict", basePredict, LogRecord.ABSTAIN);
  }
}
