package org.smoothadv.network;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * Convolutions padded by {@code kernel / 2} on every side, as PyTorch's are. TensorFlow's "SAME"
 * does that at stride 1; at stride 2 it pads right and bottom only, so the padding is its own
 * operation there (the gradient of an explicitly padded Conv2D is missing from the native library).
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
    int pad = c.kernel() / 2;
    Operand<T> padded =
        tf.pad(
            x,
            tf.constant(new int[][] {{0, 0}, {pad, pad}, {pad, pad}, {0, 0}}),
            tf.dtypes.cast(tf.constant(0f), x.type()));
    return tf.nn.conv2d(padded, kernel, strides, "VALID");
  }
}
