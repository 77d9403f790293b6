package org.smoothadv.internal.training;

import java.io.IOException;

/** Watches a training run. */
public interface TrainingListener {
  /** An epoch begins. */
  default void epochStarted(int epoch, int steps) {}

  /**
   * A step is done.
   *
   * @param step counted from 0 at the start of training
   * @param score of this step's rows, before its update
   */
  default void stepFinished(long step, BatchScore score) {}

  /** An epoch is done and evaluated; its checkpoint is written next. */
  default void epochFinished(EpochResult result) throws IOException {}
}
