package org.smoothadv.training;

/** What a run's seed is derived for, so that no two uses share random numbers. */
final class Streams {
  static final long INITIAL_STATE = 1;
  static final long BATCHES = 2;
  static final long TRAINING_NOISE = 3;
  static final long EVALUATION_NOISE = 4;

  private Streams() {}
}
