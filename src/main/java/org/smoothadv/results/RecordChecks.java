package org.smoothadv.results;

import java.time.Duration;

/** The ranges that every kind of log record shares. */
final class RecordChecks {
  private RecordChecks() {}

  /**
   * Checks the fields common to all records.
   *
   * @throws IllegalArgumentException naming the first field out of its range
   */
  static void check(int index, int label, int predict, Duration time) {
    requireAtLeast("idx", index, 0);
    requireAtLeast("label", label, 0);
    requireAtLeast("predict", predict, LogRecord.ABSTAIN);
    if (time != null && time.isNegative()) {
      throw new IllegalArgumentException("time must not be negative, but is " + time);
    }
  }

  /**
   * Checks one field.
   *
   * @throws IllegalArgumentException if {@code value < least}
   */
  static void requireAtLeast(String field, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          field + " must be at least " + least + ", but is " + value);
    }
  }
}
