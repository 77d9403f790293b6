package org.smoothadv.network;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The first layer of every classifier: standardises each colour channel. Noise and attacks live
 * before it, in pixel units, and so do all radii.
 *
 * @param mean the channel means of the training set, pixels in [0, 1]
 * @param standardDeviation the channel standard deviations, positive, same units
 */
public record Normalization(List<Float> mean, List<Float> standardDeviation) {
  /** CIFAR-10's constants, as the paper's reference implementation has them. */
  public static final Normalization CIFAR10 =
      new Normalization(List.of(0.4914f, 0.4822f, 0.4465f), List.of(0.2023f, 0.1994f, 0.2010f));

  /** ImageNet's constants, as the paper's reference implementation has them. */
  public static final Normalization IMAGENET =
      new Normalization(List.of(0.485f, 0.456f, 0.406f), List.of(0.229f, 0.224f, 0.225f));

  public Normalization {
    mean = List.copyOf(mean);
    standardDeviation = List.copyOf(standardDeviation);
    if (mean.isEmpty() || mean.size() != standardDeviation.size()) {
      throw new IllegalArgumentException(
          "channel means "
              + mean
              + " and standard deviations "
              + standardDeviation
              + " differ in number");
    }
    if (standardDeviation.stream().anyMatch(sd -> !(sd > 0))) {
      throw new IllegalArgumentException(
          "standard deviations must be positive: " + standardDeviation);
    }
  }

  /**
   * Returns {@code (images - mean) / standardDeviation}; shape [N, height, width, channels] in and
   * out.
   */
  public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> images) {
    return tf.math.div(
        tf.math.sub(images, tf.constant(toArray(mean))), tf.constant(toArray(standardDeviation)));
  }

  private static float[] toArray(List<Float> values) {
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return array;
  }
}
