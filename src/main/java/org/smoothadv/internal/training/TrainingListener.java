package org.smoothadv.internal.training;

import java.io.IOException;
import java.util.Optional;
import org.smoothadv.internal.training.TrainingSession.BatchScore;
import org.smoothadv.internal.training.TrainingSession.Schedule;

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

  /**
   * What one epoch did.
   *
   * @param epoch counted from 0
   * @param schedule what its steps had of it
   * @param labelled the steps with labelled images
   * @param pseudoLabelled the steps with pseudo-labelled images, in self-training; their loss is
   *     not scaled
   * @param noisy test images under noise, after the epoch
   * @param attacked test images attacked with the full epsilon, then under noise; empty without
   *     attack
   * @param seconds the time that the steps took
   * @param evaluationSeconds the time that the scores on test images took
   */
  record EpochResult(
      int epoch,
      Schedule schedule,
      SourceScore labelled,
      Optional<SourceScore> pseudoLabelled,
      BatchScore noisy,
      Optional<BatchScore> attacked,
      double seconds,
      double evaluationSeconds) {
    /** The rows of all steps, each before its update. */
    BatchScore training() {
      return pseudoLabelled.map(labelled::plus).orElse(labelled).score();
    }

    /**
     * How the steps fared whose labels come from one source.
     *
     * @param steps their number
     * @param score of their rows, each before its step's update
     */
    record SourceScore(int steps, BatchScore score) {
      /** These steps and others together. */
      SourceScore plus(SourceScore other) {
        return new SourceScore(steps + other.steps, score.plus(other.score));
      }
    }
  }
}
