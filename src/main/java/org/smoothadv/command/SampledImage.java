package org.smoothadv.command;

import java.time.Duration;
import org.smoothadv.smoothing.NoisyVotes;

/**
 * One image of a dataset and the classifier's votes around it.
 *
 * @param index its number in the dataset
 * @param label its class
 * @param votes under noise
 * @param withoutNoise at the image itself
 * @param startNanos the system's nano time when work on it began
 */
record SampledImage(
    int index, int label, NoisyVotes votes, NoisyVotes withoutNoise, long startNanos) {
  /** The time since work on it began. */
  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }
}
