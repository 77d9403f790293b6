package org.smoothadv.command;

import java.time.Duration;
import org.smoothadv.smoothing.NoisyVotes;

/** One image of a dataset, or what an attack made of it, and the classifier's votes around it. */
final class SampledImage {
  /** Asks the classifier about any image, with the noises that belong to this one's number. */
  @FunctionalInterface
  interface Classifier {
    /** The votes around an image; a sigma of 0 asks about the image itself. */
    NoisyVotes votes(float[] pixels, double sigma);
  }

  private final int position;
  private final int index;
  private final int label;
  private final float[] pixels;
  private final double sigma;
  private final Classifier classifier;
  private final long startNanos;

  /**
   * Describes an image.
   *
   * @param position its place among the images that are asked about, from 0
   * @param index its number in the dataset
   * @param label its class
   * @param pixels HWC, in [0, 1]; not copied
   * @param sigma standard deviation of the noise
   * @param startNanos the system's nano time when work on it began
   */
  SampledImage(
      int position,
      int index,
      int label,
      float[] pixels,
      double sigma,
      Classifier classifier,
      long startNanos) {
    this.position = position;
    this.index = index;
    this.label = label;
    this.pixels = pixels;
    this.sigma = sigma;
    this.classifier = classifier;
    this.startNanos = startNanos;
  }

  /** The same image after an attack. */
  SampledImage attacked(float[] attackedPixels) {
    return new SampledImage(position, index, label, attackedPixels, sigma, classifier, startNanos);
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

  /** The votes under noise. */
  NoisyVotes votes() {
    return classifier.votes(pixels, sigma);
  }

  /** The votes at the image itself, which all are the same. */
  NoisyVotes withoutNoise() {
    return classifier.votes(pixels, 0);
  }

  /** The time since work on it began. */
  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }
}
