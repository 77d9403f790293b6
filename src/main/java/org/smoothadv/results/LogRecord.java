package org.smoothadv.results;

import java.time.Duration;

/** The outcome of one image: one line of a log. */
public sealed interface LogRecord permits CertificationRecord, PredictionRecord {
  /** The value of {@link #predict()} when the smoothed classifier abstained. */
  int ABSTAIN = -1;

  /** Position of the image in its split, from 0. */
  int index();

  /** The true class, from 0. */
  int label();

  /** The answer of the smoothed classifier: a class from 0, or {@link #ABSTAIN}. */
  int predict();

  /** Time spent on this image; null where the log does not say. */
  Duration time();

  /** Whether the smoothed classifier abstained. */
  default boolean abstained() {
    return predict() == ABSTAIN;
  }

  /** Whether the smoothed classifier answered with the true class; never so on abstention. */
  default boolean correct() {
    return predict() == label();
  }
}
