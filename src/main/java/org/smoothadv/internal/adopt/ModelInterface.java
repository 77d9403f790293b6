package org.smoothadv.internal.adopt;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.smoothadv.network.ImageShape;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * How images enter a network of others, and what comes out of it.
 *
 * @param shape the size of the images
 * @param layout where their axes go
 * @param rank the number of axes that the network expects, images among them
 * @param mean in each channel, or of all where there is one number; pixels in [0, 1]
 * @param deviation by which what is left is divided, likewise: the network sees (pixel - mean) /
 *     deviation
 * @param output what comes out
 * @param classes how many there are, at least 2
 */
public record ModelInterface(
    ImageShape shape,
    Layout layout,
    int rank,
    List<Double> mean,
    List<Double> deviation,
    OutputKind output,
    int classes) {
  /** Where the axes of images go. */
  public enum Layout {
    /** Height, width, channels; without the last where images are grey and three axes expected. */
    NHWC,
    /** Channels, height, width. */
    NCHW,
    /** All in one row: height, width, channels. */
    FLAT
  }

  /** What comes out of a network. */
  public enum OutputKind {
    /** Numbers whose softmax is F. */
    LOGITS,
    /** F itself: its logarithms are logits. One number is the probability of class 1 of two. */
    PROBABILITIES,
    /** The number of a class. Nothing leads a gradient through it. */
    CLASSES
  }

  /** Copies the numbers. */
  public ModelInterface {
    Objects.requireNonNull(shape, "'shape' is missing");
    Objects.requireNonNull(layout, "'layout' is missing");
    Objects.requireNonNull(output, "'output' is missing");
    mean = List.copyOf(Objects.requireNonNull(mean, "'mean' is missing"));
    deviation = List.copyOf(Objects.requireNonNull(deviation, "'deviation' is missing"));
  }

  /**
   * Images as the network expects them.
   *
   * @param images [N, height, width, channels], pixel units
   */
  Operand<TFloat32> entering(Ops tf, Operand<TFloat32> images) {
    Operand<TFloat32> scaled = images;
    if (mean.stream().anyMatch(it -> it != 0)) {
      scaled = tf.math.sub(scaled, tf.constant(floats(mean)));
    }
    if (deviation.stream().anyMatch(it -> it != 1)) {
      scaled = tf.math.div(scaled, tf.constant(floats(deviation)));
    }
    return switch (layout) {
      case NCHW -> tf.linalg.transpose(scaled, tf.constant(new int[] {0, 3, 1, 2}));
      case FLAT -> tf.reshape(scaled, tf.constant(new int[] {-1, shape.values()}));
      case NHWC ->
          rank == 4
              ? scaled
              : tf.reshape(scaled, tf.constant(new int[] {-1, shape.height(), shape.width()}));
    };
  }

  /**
   * What comes out, as logits.
   *
   * @param result of the network, in which classes are last
   * @return [N, classes]
   */
  Operand<TFloat32> logits(Ops tf, Operand<?> result) {
    if (output == OutputKind.CLASSES) {
      Operand<TInt32> label =
          tf.reshape(tf.dtypes.cast(number(result), TInt32.class), tf.constant(new int[] {-1}));
      return tf.oneHot(label, tf.constant(classes), tf.constant(1f), tf.constant(0f));
    }
    Operand<TFloat32> values = tf.dtypes.cast(number(result), TFloat32.class);
    long[] shapeOfResult = values.shape().asArray();
    long last = shapeOfResult == null ? classes : shapeOfResult[shapeOfResult.length - 1];
    boolean binary = classes == 2 && last == 1;
    int columns = binary ? 1 : classes;
    Operand<TFloat32> rows = tf.reshape(values, tf.constant(new int[] {-1, columns}));
    if (output == OutputKind.PROBABILITIES) {
      Operand<TFloat32> smallest = tf.constant(Float.MIN_NORMAL);
      Operand<TFloat32> others =
          binary
              ? tf.math.log(tf.math.maximum(tf.math.sub(tf.constant(1f), rows), smallest))
              : null;
      rows = tf.math.log(tf.math.maximum(rows, smallest));
      return binary ? tf.concat(List.of(others, rows), tf.constant(1)) : rows;
    }
    return binary ? tf.concat(List.of(tf.zerosLike(rows), rows), tf.constant(1)) : rows;
  }

  @SuppressWarnings("unchecked")
  private static Operand<TNumber> number(Operand<?> result) {
    return (Operand<TNumber>) result;
  }

  private static float[] floats(List<Double> values) {
    double[] doubles = values.stream().mapToDouble(Double::doubleValue).toArray();
    float[] floats = new float[doubles.length];
    Arrays.setAll(doubles, i -> floats[i] = (float) doubles[i]);
    return floats;
  }
}
