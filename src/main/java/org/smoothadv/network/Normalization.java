package org.smoothadv.network;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The first layer of every classifier: {@code (image - mean) / standardDeviation} in each channel.
 * Noise and attacks live before it, in pixel units, and so do all radii. It has no parameters, so
 * that weights alone do not tell which one they were trained behind.
 *
 * @param mean of each channel (red, green and blue of photographs), pixels in [0, 1]
 * @param standardDeviation of the same, positive, same units; 1 where the layer only subtracts
 */
public record Normalization(List<Double> mean, List<Double> standardDeviation)
    implements Serializable {
  /** CIFAR-10's constants, as the paper's reference implementation has them. */
  public static final Normalization CIFAR10 =
      new Normalization(List.of(0.4914, 0.4822, 0.4465), List.of(0.2023, 0.1994, 0.2010));

  /** ImageNet's constants, as the paper's reference implementation has them. */
  public static final Normalization IMAGENET =
      new Normalization(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

  /** What {@link #parse} accepts, in words. */
  public static final String FORMS =
      "standard, centre, none, or MEAN/STD of red, green and blue such as"
          + " 0.49,0.48,0.45/0.20,0.20,0.20";

  private static final double MIN_DEVIATION = 1e-3;
  private static final double MAX_DEVIATION = 1e3;
  private static final int COLOURS = 3;

  /**
   * Copies the numbers.
   *
   * @throws IllegalArgumentException if there are not as many of both, or a mean lies outside of
   *     [0, 1], or a standard deviation is not positive
   */
  public Normalization {
    mean = copied("mean", mean);
    standardDeviation = copied("standardDeviation", standardDeviation);
    if (mean.size() != standardDeviation.size() || mean.isEmpty()) {
      throw new IllegalArgumentException(
          "%d means and %d standard deviations, not one of each per channel"
              .formatted(mean.size(), standardDeviation.size()));
    }
    if (!mean.stream().allMatch(m -> m >= 0 && m <= 1)) {
      throw new IllegalArgumentException(
          "means are of pixels in [0,1], not " + joined(mean) + "; divide those of bytes by 255");
    }
    if (!standardDeviation.stream().allMatch(sd -> sd >= MIN_DEVIATION && sd <= MAX_DEVIATION)) {
      throw new IllegalArgumentException(
          "standard deviations must be positive, from %s to %s: %s"
              .formatted(MIN_DEVIATION, MAX_DEVIATION, joined(standardDeviation)));
    }
  }

  private static List<Double> copied(String name, List<Double> values) {
    if (values == null || values.stream().anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException("'" + name + "' is missing, or a number of it is");
    }
    return List.copyOf(values);
  }

  /** Leaves images of three colours as they are. */
  public static Normalization none() {
    return none(COLOURS);
  }

  /** Leaves images of so many channels as they are. */
  public static Normalization none(int channels) {
    return new Normalization(
        Collections.nCopies(channels, 0.0), Collections.nCopies(channels, 1.0));
  }

  /** The number of channels. */
  public int channels() {
    return mean.size();
  }

  /**
   * Checks that images have as many channels.
   *
   * @return this
   * @throws IllegalArgumentException if they have not
   */
  public Normalization requireChannels(int channels) {
    if (channels != channels()) {
      throw new IllegalArgumentException(
          "normalization %s has %d channels, the images have %d"
              .formatted(this, channels(), channels));
    }
    return this;
  }

  /** Subtracts the same mean and divides by nothing. */
  public Normalization centred() {
    return new Normalization(mean, none(channels()).standardDeviation);
  }

  /**
   * Reads what {@link #text} writes, or a user.
   *
   * @param standard the constants that {@code standard} and {@code centre} mean
   * @throws IllegalArgumentException if the text is none of {@link #FORMS}, or has numbers for
   *     another number of channels than the standard one
   */
  public static Normalization parse(String text, Normalization standard) {
    return switch (text) {
      case "standard" -> standard;
      case "centre", "center" -> standard.centred();
      case "none" -> none(standard.channels());
      default -> {
        String[] parts = text.split("/", -1);
        if (parts.length != 2) {
          throw new IllegalArgumentException("neither such a word nor MEAN/STD");
        }
        List<Double> means = numbers(parts[0]);
        List<Double> deviations = numbers(parts[1]);
        if (means.size() != standard.channels() || deviations.size() != standard.channels()) {
          throw new IllegalArgumentException(
              "%d means and %d standard deviations, not %d of each"
                  .formatted(means.size(), deviations.size(), standard.channels()));
        }
        yield new Normalization(means, deviations);
      }
    };
  }

  private static List<Double> numbers(String text) {
    try {
      return Arrays.stream(text.split(",", -1)).map(Double::valueOf).toList();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' are not numbers", e);
    }
  }

  /**
   * The short text: {@code standard}, {@code centre}, {@code none}, or the numbers.
   *
   * @param standard as in {@link #parse}
   */
  public String text(Normalization standard) {
    if (equals(standard)) {
      return "standard";
    }
    if (equals(none(channels()))) {
      return "none";
    }
    return equals(standard.centred()) ? "centre" : toString();
  }

  /** The numbers, MEAN/STD. */
  @Override
  public String toString() {
    return joined(mean) + "/" + joined(standardDeviation);
  }

  private static String joined(List<Double> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /**
   * Returns {@code (images - mean) / standardDeviation}; shape [N, height, width, channels] in and
   * out.
   */
  public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> images) {
    Normalization none = none(channels());
    Operand<TFloat32> centred =
        mean.equals(none.mean) ? images : tf.math.sub(images, tf.constant(floats(mean)));
    return standardDeviation.equals(none.standardDeviation)
        ? centred
        : tf.math.div(centred, tf.constant(floats(standardDeviation)));
  }

  private static float[] floats(List<Double> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i).floatValue();
    }
    return floats;
  }
}
