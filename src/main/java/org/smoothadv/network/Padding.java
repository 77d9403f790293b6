package org.smoothadv.network;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * Convolutions and pooling padded by {@code kernel / 2} on every side, as PyTorch's are.
 * TensorFlow's "SAME" does that at stride 1; at stride 2 it pads right and bottom only, so the
 * padding is its own operation there (the gradients of explicitly padded operations are missing
 * from the native library).
 */
final class Padding {
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
    if (c.stride() == 1 || c.kernel() == 1) {
      return tf.nn.conv2d(x, kernel, strides, "SAME");
    }
    return tf.nn.conv2d(padded(tf, x, c.kernel() / 2, 0), kernel, strides, "VALID");
  }

  /**
   * Takes the largest of every 3x3 neighbouring pixels, at stride 2.
   *
   * @param x [N, height, width, channels], height and width even
   * @return [N, height / 2, width / 2, channels]
   */
  static <T extends TFloating> Operand<T> maxPool(Ops tf, Operand<T> x) {
    return tf.nn.maxPool(
        padded(tf, x, 1, Float.NEGATIVE_INFINITY),
        tf.constant(new int[] {1, 3, 3, 1}),
        tf.constant(new int[] {1, 2, 2, 1}),
        "VALID");
  }

  private static <T extends TFloating> Operand<T> padded(
      Ops tf, Operand<T> x, int pixels, float value) {
    return tf.pad(
        x,
        tf.constant(new int[][] {{0, 0}, {pixels, pixels}, {pixels, pixels}, {0, 0}}),
        tf.dtypes.cast(tf.constant(value), x.type()));
  }
}
