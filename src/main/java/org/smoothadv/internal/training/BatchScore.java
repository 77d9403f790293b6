package org.smoothadv.internal.training;

/**
 * How a number of rows fared.
 *
 * @param loss cross-entropy summed over the rows
 * @param correct rows classified rightly
 * @param rows the number of rows
 */
record BatchScore(double loss, long correct, long rows) {
  /** The score of no rows. */
  static final BatchScore NONE = new BatchScore(0, 0, 0);

  /** The score of these rows and others together. */
  BatchScore plus(BatchScore other) {
    return new BatchScore(loss + other.loss, correct + other.correct, rows + other.rows);
  }

  /** The mean cross-entropy, in nats. */
  double meanLoss() {
    return loss / rows;
  }

  /** The fraction classified rightly. */
  double accuracy() {
    return (double) correct / rows;
  }
}
