package org.smoothadv.internal.asking;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import org.smoothadv.attack.AttackSettings;
import org.smoothadv.device.Tuning.Kernels;
import org.smoothadv.internal.asking.Answer.Certified;
import org.smoothadv.internal.asking.Answer.Predicted;
import org.smoothadv.network.Precision;
import org.smoothadv.smoothing.AdaptiveCertifier;
import org.smoothadv.smoothing.Certification.ImageCertifier;
import org.smoothadv.smoothing.Certifier;
import org.smoothadv.smoothing.RadiusBound;
import org.smoothadv.smoothing.SmoothedClassifier;
import org.smoothadv.smoothing.SmoothingParameters;

/**
 * What every image is asked. With the classifier and the image it is all that an answer depends on,
 * and travels to other processes.
 *
 * @param <A> the answers
 */
public sealed interface Question<A extends Answer> extends Serializable {
  /**
   * How the classifier is smoothed and run.
   *
   * @param precision of its activations
   * @param batch noisy images in one run of the graph
   * @param kernels what computes the network, everywhere
   * @param seed of all noise
   */
  record Smoothing(
      SmoothingParameters parameters, Precision precision, int batch, Kernels kernels, long seed)
      implements Serializable {}

  /** How the classifier is smoothed and run. */
  Smoothing smoothing();

  /** What is done to an image before it is asked about. */
  AttackSettings attack();

  /**
   * How images are certified where they are.
   *
   * @throws org.smoothadv.input.InvalidInputException if it can certify nothing, or not what it
   *     shall
   */
  ImageCertifier certifier();

  /**
   * Asks.
   *
   * @param image as it is
   * @param asked its pixels, after the attack
   */
  A answer(SmoothedClassifier classifier, AskedImage image, float[] asked);

  /**
   * CERTIFY.
   *
   * @param radii where adaptive sampling stops when they are decided; none for n samples always
   */
  record Certify(Smoothing smoothing, RadiusBound bound, List<BigDecimal> radii)
      implements Question<Certified> {
    @Override
    public AttackSettings attack() {
      return AttackSettings.NONE;
    }

    @Override
    public ImageCertifier certifier() {
      return certifier(smoothing.parameters(), bound, radii);
    }

    /**
     * As {@link #certifier()}.
     *
     * @throws org.smoothadv.input.InvalidInputException as that does
     */
    public static ImageCertifier certifier(
        SmoothingParameters parameters, RadiusBound bound, List<BigDecimal> radii) {
      if (!radii.isEmpty()) {
        return new AdaptiveCertifier(parameters, bound, radii);
      }
      Certifier certifier = new Certifier(parameters, bound);
      certifier.requireAnswers();
      return certifier;
    }

    @Override
    public Certified answer(SmoothedClassifier classifier, AskedImage image, float[] asked) {
      return new Certified(classifier.certify(asked, image.index()));
    }
  }

  /**
   * PREDICT, under attack or not.
   *
   * @param examples how many images come back as the attack made them, the first ones
   */
  record Predict(Smoothing smoothing, AttackSettings attack, int examples)
      implements Question<Predicted> {
    @Override
    public ImageCertifier certifier() {
      return new Certifier(smoothing.parameters());
    }

    @Override
    public Predicted answer(SmoothedClassifier classifier, AskedImage image, float[] asked) {
      return new Predicted(
          classifier.predict(asked, image.index()),
          classifier.basePrediction(asked),
          image.position() < examples ? asked : new float[0]);
    }
  }
}
