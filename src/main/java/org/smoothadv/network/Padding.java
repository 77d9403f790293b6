package org.smoothadv.network;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * Convolutions and pooling padded equally on every side, as PyTorch's are. TensorFlow's "SAME" does
 * that at stride 1; at stride 2 it pads right and bottom only, so the padding is its own operation
 * there (the gradients of explicitly padded operations are missing from the native library).
 */
final class Padding {
  /**
   * Fewer input channels are padded with zeros: oneDNN's convolutions of three channels were
   * reported wrong on some processors (AMD Zen 5; in bfloat16 by half of the largest value).
   */
  private static final int MIN_CHANNELS = 4;

  private Padding() {}

  /**
   * Convolves.
   *
   * @param x [N, height, width, in]
   * @param kernel [kernel, kernel, in, out]
   */
  static <T extends TFloating> Operand<T> convolve(
      Ops tf, Convolution c, Operand<T> x, Operand<T> kernel) {
    List<Long> strides = List.of(1L, (long) c.stride(), (long) c.stride(), 1L);
    boolean same = c.padding() == c.kernel() / 2 && (c.stride() == 1 || c.kernel() == 1);
    int pixels = same ? 0 : c.padding();
    int channels = Math.max(0, MIN_CHANNELS - c.in());
    Operand<T> around = x;
    if (pixels + channels > 0) {
      around =
          padded(tf, x, new int[][] {{0, 0}, {pixels, pixels}, {pixels, pixels}, {0, channels}}, 0);
    }
    Operand<T> taps = kernel;
    if (channels > 0) {
      taps = padded(tf, kernel, new int[][] {{0, 0}, {0, 0}, {0, channels}, {0, 0}}, 0);
    }
    return tf.nn.conv2d(around, taps, strides, same ? "SAME" : "VALID");
  }

  /**
   * Takes the largest of every 2x2 pixels; an odd last row or column is left out.
   *
   * @param x [N, height, width, channels]
   * @return [N, height / 2, width / 2, channels]
   */
  static <T extends TFloating> Operand<T> maxPoolOfSquares(Ops tf, Operand<T> x) {
    Operand<TInt32> two = tf.constant(new int[] {1, 2, 2, 1});
    return tf.nn.maxPool(x, two, two, "VALID");
  }

  /**
   * Takes the mean of every 2x2 pixels; an odd last row or column is left out.
   *
   * @param x [N, height, width, channels]
   * @return [N, height / 2, width / 2, channels]
   */
  static <T extends TFloating> Operand<T> averagePoolOfSquares(Ops tf, Operand<T> x) {
    List<Long> two = List.of(1L, 2L, 2L, 1L);
    return tf.nn.avgPool(x, two, two, "VALID");
  }

  /**
   * Takes the largest of every 3x3 neighbouring pixels, at stride 2.
   *
   * @param x [N, height, width, channels], height and width even
   * @return [N, height / 2, width / 2, channels]
   */
  static <T extends TFloating> Operand<T> maxPool(Ops tf, Operand<T> x) {
    return tf.nn.maxPool(
        padded(tf, x, new int[][] {{0, 0}, {1, 1}, {1, 1}, {0, 0}}, Float.NEGATIVE_INFINITY),
        tf.constant(new int[] {1, 3, 3, 1}),
        tf.constant(new int[] {1, 2, 2, 1}),
        "VALID");
  }

  private static <T extends TFloating> Operand<T> padded(
      Ops tf, Operand<T> x, int[][] paddings, float value) {
    return tf.pad(x, tf.constant(paddings), tf.dtypes.cast(tf.constant(value), x.type()));
  }
}
