package org.smoothadv.smoothing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.smoothadv.input.Seeds;
import org.smoothadv.smoothing.Certification.ImageCertifier;
import org.smoothadv.smoothing.Predictor.Prediction;

/**
 * The smoothed classifier g of equation (1): answers with certificates (CERTIFY) or without
 * (PREDICT). Safe for use by several threads, whose questions share batches. Owns native memory
 * until closed.
 *
 * <p>Images are HWC, of the network's size, red, green and blue in [0, 1]; other images are refused
 * with an {@link org.smoothadv.input.InvalidInputException}. Radii are L2 distances in these units.
 * An answer depends on the image and the seed only. The guarantees hold for images that were chosen
 * without knowledge of the seed: where strangers send the images, keep the seed to yourself.
 */
public final class SmoothedClassifier implements AutoCloseable {
  private final BaseClassifier base;
  private final ImageCertifier certifier;
  private final Predictor predictor;
  private final double sigma;
  private final long seed;

  /**
   * Smooths a classifier.
   *
   * @param base closed with this
   * @param certifier how {@link #certify(float[])} certifies
   * @param parameters the noise, and what PREDICT is asked for
   * @param seed of the noise
   */
  public SmoothedClassifier(
      BaseClassifier base, ImageCertifier certifier, SmoothingParameters parameters, long seed) {
    this.base = base;
    this.certifier = certifier;
    this.predictor = new Predictor(parameters);
    this.sigma = parameters.sigma();
    this.seed = seed;
  }

  /** The class of an image and the radius within which it stays the same, or an abstention. */
  public Certification certify(float[] image) {
    return certify(image, numberOf(image));
  }

  /**
   * Certifies images, several at a time.
   *
   * @return one answer per image, in their order
   */
  public List<Certification> certify(Collection<float[]> images) {
    List<Certification> answers = new ArrayList<>();
    try (ImagesInFlight<Certification> inFlight = new ImagesInFlight<>(answers::add)) {
      for (float[] image : images) {
        inFlight.give(() -> certify(image));
      }
      inFlight.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return answers;
  }

  /** The class of an image, or {@link Certification#ABSTAIN}. */
  public int predict(float[] image) {
    return predict(image, numberOf(image)).predicted();
  }

  /**
   * As {@link #certify(float[])}, with the noises of a number.
   *
   * @param number in the place of one that is made from the image, such as that in a dataset
   */
  public Certification certify(float[] image, long number) {
    return certifier.certify(base.votes(image, number, sigma, seed));
  }

  /** As {@link #predict(float[])}, with the noises of a number; the votes are told too. */
  public Prediction predict(float[] image, long number) {
    return predictor.predict(base.votes(image, number, sigma, seed));
  }

  /**
   * What the base classifier f answers at the image itself; {@link Certification#ABSTAIN} where its
   * logits are not all finite.
   */
  public int basePrediction(float[] image) {
    return base.votes(image, 0, 0, seed).count(0, 1).top();
  }

  private static long numberOf(float[] image) {
    ByteBuffer bytes = ByteBuffer.allocate(image.length * Float.BYTES);
    bytes.asFloatBuffer().put(image);
    long number = 0;
    while (bytes.remaining() >= Long.BYTES) {
      number = Seeds.derive(number, bytes.getLong());
    }
    return bytes.hasRemaining() ? Seeds.derive(number, bytes.getInt()) : number;
  }

  @Override
  public void close() {
    base.close();
  }
}
