package org.smoothadv.network;

import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Rsqrt;
import org.tensorflow.types.family.TFloating;

/**
 * Folds batch normalisation in inference mode into the convolution before it: with {@code s = gamma
 * / sqrt(variance + 1e-5)}, {@code BN(conv(x, w)) = conv(x, w * s) + (beta - mean * s)}. The result
 * computes the same function with one pass over the activations less.
 */
public final class BatchNormFolding {
  private BatchNormFolding() {}

  /**
   * Folds a whole network.
   *
   * @param state the parameters by name, in PyTorch's layout; float64 to lose nothing in the
   *     folding
   * @return by name: {@code X.kernel} [height, width, in, out] and {@code X.bias} [out] of every
   *     convolution X, {@code fc.kernel} [features, classes] and {@code fc.bias} [classes] of every
   *     linear layer
   */
  public static <T extends TFloating> Map<String, Operand<T>> fold(
      Ops tf, Network network, Map<String, Operand<T>> state) {
    Map<String, Operand<T>> folded = new LinkedHashMap<>();
    for (Convolution convolution : network.convolutions()) {
      folded.putAll(fold(tf, convolution, state));
    }
    for (Linear linear : network.linears()) {
      folded.putAll(fold(tf, linear, state));
    }
    return folded;
  }

  /**
   * Folds one convolution and its batch normalisation; without one it keeps its bias.
   *
   * @param state their parameters, as in {@link #fold(Ops, Network, Map)}
   * @return {@code X.kernel} and {@code X.bias} of the convolution X
   */
  public static <T extends TFloating> Map<String, Operand<T>> fold(
      Ops tf, Convolution c, Map<String, Operand<T>> state) {
    Map<String, Operand<T>> folded = new LinkedHashMap<>();
    if (!c.isNormalized()) {
      folded.put(c.name() + ".kernel", kernel(tf, c, state));
      folded.put(c.name() + ".bias", state.get(c.name() + ".bias"));
      return folded;
    }
    Operand<T> variance = state.get(c.batchNorm() + ".running_var");
    Operand<T> epsilon = tf.dtypes.cast(tf.constant((double) BatchNorm.EPSILON), variance.type());
    Rsqrt<T> inverseDeviation = tf.math.rsqrt(tf.math.add(variance, epsilon));
    Operand<T> scale = tf.math.mul(state.get(c.batchNorm() + ".weight"), inverseDeviation);
    Operand<T> kernel = kernel(tf, c, state);
    Operand<T> shift = tf.math.mul(state.get(c.batchNorm() + ".running_mean"), scale);
    folded.put(c.name() + ".kernel", tf.math.mul(kernel, scale));
    folded.put(c.name() + ".bias", tf.math.sub(state.get(c.batchNorm() + ".bias"), shift));
    return folded;
  }

  /** [out, in, height, width] -> [height, width, in, out]: a scale meets the last dimension. */
  private static <T extends TFloating> Operand<T> kernel(
      Ops tf, Convolution c, Map<String, Operand<T>> state) {
    return tf.linalg.transpose(
        state.get(c.name() + ".weight"), tf.constant(new int[] {2, 3, 1, 0}));
  }

  /** A linear layer, which has no batch normalisation: its weights transposed, its bias. */
  public static <T extends TFloating> Map<String, Operand<T>> fold(
      Ops tf, Linear linear, Map<String, Operand<T>> state) {
    Map<String, Operand<T>> folded = new LinkedHashMap<>();
    folded.put(
        linear.name() + ".kernel",
        tf.linalg.transpose(state.get(linear.name() + ".weight"), tf.constant(new int[] {1, 0})));
    folded.put(linear.name() + ".bias", state.get(linear.name() + ".bias"));
    return folded;
  }
}
