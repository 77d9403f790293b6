package org.smoothadv.smoothing;

import java.util.Objects;
import java.util.regex.Pattern;
import org.smoothadv.device.Machine;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.ImageShape;
import org.smoothadv.network.Network;
import org.smoothadv.network.Normalization;
import org.smoothadv.network.Precision;

/**
 * A trained classifier, wherever its weights come from.
 *
 * @param description what it is
 * @param weights gives it in a precision
 */
public record TrainedClassifier(ClassifierDescription description, Weights weights) {
  /** The weights of a classifier. */
  @FunctionalInterface
  public interface Weights {
    /**
     * The classifier with these weights.
     *
     * @throws org.smoothadv.input.InvalidInputException if the weights are not to be had in that
     *     precision
     */
    FrozenClassifier in(Precision precision);
  }

  /**
   * The classifier in a precision, to be asked.
   *
   * @throws org.smoothadv.input.InvalidInputException if the weights are not to be had in that
   *     precision, or its layers overflow on noise
   */
  public FrozenClassifier frozen(Precision precision) {
    FrozenClassifier frozen = weights.in(precision);
    frozen.requireNoOverflow(Machine.current());
    return frozen;
  }

  /**
   * Opens the smoothed classifier, in the precision that it is meant for, with CERTIFY as
   * published. The caller closes it.
   *
   * @param seed of the noise; a secret where strangers choose the images
   */
  public SmoothedClassifier smoothed(SmoothingParameters parameters, long seed) {
    FrozenClassifier frozen = frozen(description.precision());
    int batch = BaseClassifier.usualBatch(frozen.largestActivation(), Machine.current());
    BaseClassifier base = new BaseClassifier(frozen, batch, parameters, Machine.current());
    SmoothingParameters certain =
        parameters.without(parameters.remainder(description.shape().values()));
    return new SmoothedClassifier(base, new Certifier(certain), certain, seed);
  }

  /**
   * What is known of a trained classifier beside its weights.
   *
   * @param architecture the network's name, as in {@code cifar-resnet-20}
   * @param classes the number of classes
   * @param shape the size of the images
   * @param normalization the network's first layer
   * @param dataset the name of the dataset that it was trained on
   * @param data the folder that this was read from; empty where it needs none
   * @param seed of its training, which a generated dataset is drawn from
   * @param sigma standard deviation of the noise that it is meant for, pixel units, at least 0
   * @param noise how that is drawn
   * @param precision the type of the activations that it is meant for
   * @param epochs of its training
   * @param digest SHA-256 of the state of its training, in hexadecimal: equal digests, equal
   *     classifiers
   */
  public record ClassifierDescription(
      String architecture,
      int classes,
      ImageShape shape,
      Normalization normalization,
      String dataset,
      String data,
      long seed,
      double sigma,
      NoiseKind noise,
      Precision precision,
      int epochs,
      String digest) {
    /** The architecture of networks that other programs made. */
    public static final String ADOPTED = "adopted";

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    public ClassifierDescription {
      Objects.requireNonNull(architecture, "'architecture' is missing");
      Objects.requireNonNull(shape, "'shape' is missing");
      Objects.requireNonNull(normalization, "'normalization' is missing");
      Objects.requireNonNull(dataset, "'dataset' is missing");
      Objects.requireNonNull(data, "'data' is missing");
      Objects.requireNonNull(precision, "'precision' is missing");
      Objects.requireNonNull(digest, "'digest' is missing");
      if (!DIGEST.matcher(digest).matches()) {
        throw new IllegalArgumentException(
            "'digest' is '" + digest + "', no SHA-256 in hexadecimal");
      }
      // Left out of JSON, as before there was a choice.
      noise = noise == NoiseKind.GAUSSIAN ? null : noise;
    }

    /** A classifier meant for Gaussian noise. */
    public ClassifierDescription(
        String architecture,
        int classes,
        ImageShape shape,
        Normalization normalization,
        String dataset,
        String data,
        long seed,
        double sigma,
        Precision precision,
        int epochs,
        String digest) {
      this(
          architecture,
          classes,
          shape,
          normalization,
          dataset,
          data,
          seed,
          sigma,
          NoiseKind.GAUSSIAN,
          precision,
          epochs,
          digest);
    }

    @Override
    public NoiseKind noise() {
      return noise == null ? NoiseKind.GAUSSIAN : noise;
    }

    /**
     * The architecture.
     *
     * @throws InvalidInputException if there is none of that name, for such images
     */
    public Network network() {
      return Architectures.named(architecture, classes, shape, normalization);
    }

    /** The same classifier, meant for other noise and activations. */
    public ClassifierDescription meantFor(
        double otherSigma, NoiseKind otherNoise, Precision otherPrecision) {
      return new ClassifierDescription(
          architecture,
          classes,
          shape,
          normalization,
          dataset,
          data,
          seed,
          otherSigma,
          otherNoise,
          otherPrecision,
          epochs,
          digest);
    }
  }
}
