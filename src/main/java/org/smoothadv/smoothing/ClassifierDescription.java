package org.smoothadv.smoothing;

import java.util.Objects;
import java.util.regex.Pattern;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.Network;
import org.smoothadv.network.Normalization;
import org.smoothadv.network.Precision;

/**
 * What is known of a trained classifier beside its weights.
 *
 * @param architecture the network's name, as in {@code cifar-resnet-20}
 * @param classes the number of classes
 * @param imageSize the height and width of the images, in pixels
 * @param normalization the network's first layer
 * @param dataset the name of the dataset that it was trained on
 * @param data the folder that this was read from; empty where it needs none
 * @param seed of its training, which a generated dataset is drawn from
 * @param sigma standard deviation of the noise that it is meant for, pixel units, at least 0
 * @param precision the type of the activations that it is meant for
 * @param epochs of its training
 * @param digest SHA-256 of the state of its training, in hexadecimal: equal digests, equal
 *     classifiers
 */
public record ClassifierDescription(
    String architecture,
    int classes,
    int imageSize,
    Normalization normalization,
    String dataset,
    String data,
    long seed,
    double sigma,
    Precision precision,
    int epochs,
    String digest) {
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  public ClassifierDescription {
    Objects.requireNonNull(architecture, "'architecture' is missing");
    Objects.requireNonNull(normalization, "'normalization' is missing");
    Objects.requireNonNull(dataset, "'dataset' is missing");
    Objects.requireNonNull(data, "'data' is missing");
    Objects.requireNonNull(precision, "'precision' is missing");
    Objects.requireNonNull(digest, "'digest' is missing");
    if (!DIGEST.matcher(digest).matches()) {
      throw new IllegalArgumentException("'digest' is '" + digest + "', no SHA-256 in hexadecimal");
    }
  }

  /**
   * The architecture.
   *
   * @throws InvalidInputException if there is none of that name, for such images
   */
  public Network network() {
    return Architectures.named(architecture, classes, imageSize, normalization);
  }

  /** The same classifier, meant for other noise and activations. */
  public ClassifierDescription meantFor(double otherSigma, Precision otherPrecision) {
    return new ClassifierDescription(
        architecture,
        classes,
        imageSize,
        normalization,
        dataset,
        data,
        seed,
        otherSigma,
        otherPrecision,
        epochs,
        digest);
  }
}
