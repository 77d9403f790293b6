package org.smoothadv.internal.command.job;

import java.time.Duration;
import java.util.function.Supplier;
import org.smoothadv.smoothing.Certification;
import org.smoothadv.smoothing.Predictor.Prediction;
import org.smoothadv.smoothing.SmoothedClassifier;

/**
 * One image of a dataset, or what an attack made of it, and the classifier that is asked about it.
 */
final class SampledImage {
  private final int position;
  private final int index;
  private final int label;
  private final float[] pixels;
  private final SmoothedClassifier classifier;
  private final Supplier<Duration> clock;

  /**
   * Describes an image.
   *
   * @param position its place among the images that are asked about, from 0
   * @param index its number in the dataset, which names the noises around it
   * @param label its class
   * @param pixels HWC, in [0, 1]; not copied
   * @param clock the time that work on it took, asked when it is done
   */
  SampledImage(
      int position,
      int index,
      int label,
      float[] pixels,
      SmoothedClassifier classifier,
      Supplier<Duration> clock) {
    this.position = position;
    this.index = index;
    this.label = label;
    this.pixels = pixels;
    this.classifier = classifier;
    this.clock = clock;
  }

  /** The same image after an attack. */
  SampledImage attacked(float[] attackedPixels) {
    return new SampledImage(position, index, label, attackedPixels, classifier, clock);
  }

  int position() {
    return position;
  }

  int index() {
    return index;
  }

  int label() {
    return label;
  }

  /** Not a copy. */
  float[] pixels() {
    return pixels;
  }

  Certification certify() {
    return classifier.certify(pixels, index);
  }

  Prediction predict() {
    return classifier.predict(pixels, index);
  }

  int basePrediction() {
    return classifier.basePrediction(pixels);
  }

  /** The time that work on it took, as a share of the time of all. */
  Duration elapsed() {
    return clock.get();
  }
}
