package org.smoothadv.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * Batch normalisation in inference mode is a scale {@code s = gamma / sqrt(variance + 1e-5)} and a
 * shift {@code beta - mean * s} of each channel. Behind a convolution that nothing else reads it is
 * folded into that: {@code BN(conv(x, w)) = conv(x, w * s) + (beta - mean * s)}, which computes the
 * same function with one pass over the activations less. Elsewhere, as behind a sum or a
 * concatenation, scale and shift are kept.
 */
public final class BatchNormFolding {
  private BatchNormFolding() {}

  /**
   * Folds a whole network.
   *
   * @param state the parameters by name, in PyTorch's layout; float64 to lose nothing in the
   *     folding
   * @return what {@link #fold(Ops, Layer, Map)} gives of all layers
   */
  public static <T extends TFloating> Map<String, Operand<T>> fold(
      Ops tf, Network network, Map<String, Operand<T>> state) {
    Map<String, Operand<T>> folded = new LinkedHashMap<>();
    for (Layer layer : network.layers()) {
      folded.putAll(fold(tf, layer, state));
    }
    return folded;
  }

  /**
   * Folds one layer.
   *
   * @param state its parameters, as in {@link #fold(Ops, Network, Map)}
   * @return by name: {@code X.kernel} [height, width, in, out] of a convolution X, and {@code
   *     X.bias} [out] where it has a bias or batch normalisation; {@code X.kernel} [features,
   *     classes] and {@code X.bias} [classes] of a linear layer X; {@code X.scale} and {@code
   *     X.shift} [channels] of a batch normalisation X on its own
   */
  public static <T extends TFloating> Map<String, Operand<T>> fold(
      Ops tf, Layer layer, Map<String, Operand<T>> state) {
    Map<String, Operand<T>> folded = new LinkedHashMap<>();
    String name = layer.name();
    if (layer instanceof Convolution c) {
      // A scale meets the last dimension: [out, in, height, width] -> [height, width, in, out].
      Operand<T> kernel = transposed(tf, state.get(name + ".weight"), 2, 3, 1, 0);
      if (c.batchNorm().isPresent()) {
        Operand<T> scale = scale(tf, c.batchNorm().get(), state);
        folded.put(name + ".kernel", tf.math.mul(kernel, scale));
        folded.put(name + ".bias", shift(tf, c.batchNorm().get(), scale, state));
      } else {
        folded.put(name + ".kernel", kernel);
        if (c.biased()) {
          folded.put(name + ".bias", state.get(name + ".bias"));
        }
      }
    } else if (layer instanceof BatchNorm normalization) {
      Operand<T> scale = scale(tf, normalization, state);
      folded.put(name + ".scale", scale);
      folded.put(name + ".shift", shift(tf, normalization, scale, state));
    } else {
      folded.put(name + ".kernel", transposed(tf, state.get(name + ".weight"), 1, 0));
      folded.put(name + ".bias", state.get(name + ".bias"));
    }
    return folded;
  }

  private static <T extends TFloating> Operand<T> scale(
      Ops tf, BatchNorm normalization, Map<String, Operand<T>> state) {
    Operand<T> variance = state.get(normalization.runningVariance());
    Operand<T> epsilon = tf.dtypes.cast(tf.constant((double) BatchNorm.EPSILON), variance.type());
    return tf.math.mul(
        state.get(normalization.weight()), tf.math.rsqrt(tf.math.add(variance, epsilon)));
  }

  private static <T extends TFloating> Operand<T> shift(
      Ops tf, BatchNorm normalization, Operand<T> scale, Map<String, Operand<T>> state) {
    return tf.math.sub(
        state.get(normalization.bias()),
        tf.math.mul(state.get(normalization.runningMean()), scale));
  }

  private static <T extends TFloating> Operand<T> transposed(
      Ops tf, Operand<T> weight, int... order) {
    return tf.linalg.transpose(weight, tf.constant(order));
  }

  /** The shapes of what {@link #fold(Ops, Layer, Map)} gives, by the same names. */
  public static Map<String, List<Long>> shapes(Layer layer) {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    String name = layer.name();
    if (layer instanceof Convolution c) {
      long kernel = c.kernel();
      shapes.put(name + ".kernel", List.of(kernel, kernel, (long) c.in(), (long) c.out()));
      if (c.isShifted()) {
        shapes.put(name + ".bias", List.of((long) c.out()));
      }
    } else if (layer instanceof BatchNorm normalization) {
      List<Long> channels = List.of((long) normalization.shape().channels());
      shapes.put(name + ".scale", channels);
      shapes.put(name + ".shift", channels);
    } else if (layer instanceof Linear linear) {
      long outputs = linear.classes();
      shapes.put(name + ".kernel", List.of((long) linear.features(), outputs));
      shapes.put(name + ".bias", List.of(outputs));
    }
    return shapes;
  }
}
