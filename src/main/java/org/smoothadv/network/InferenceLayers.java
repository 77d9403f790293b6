package org.smoothadv.network;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * Layers with batch normalisation in inference mode: stored statistics, folded into the
 * convolutions or into one scale and one shift per channel ({@link BatchNormFolding}).
 *
 * @param <T> the type of weights and activations
 */
public final class InferenceLayers<T extends TFloating> implements Layers<T> {
  private final Ops tf;
  private final Class<T> type;
  private final Map<String, Operand<T>> folded;

  /**
   * Prepares the layers.
   *
   * @param folded kernels, biases, scales and shifts by name, as {@link BatchNormFolding#fold}
   *     gives them
   */
  public InferenceLayers(Ops tf, Class<T> type, Map<String, Operand<T>> folded) {
    this.tf = tf;
    this.type = type;
    this.folded = Collections.unmodifiableMap(new LinkedHashMap<>(folded));
  }

  /** The layers with folded weights of another type, each of them rounded to this one. */
  public static <T extends TFloating> InferenceLayers<T> of(
      Ops tf, Class<T> type, Map<String, ? extends Operand<? extends TFloating>> folded) {
    Map<String, Operand<T>> rounded = new LinkedHashMap<>();
    folded.forEach((name, value) -> rounded.put(name, Types.cast(tf, value, type)));
    return new InferenceLayers<>(tf, type, rounded);
  }

  /** The folded weights by name, in a fixed order. */
  public Map<String, Operand<T>> folded() {
    return folded;
  }

  @Override
  public Ops tf() {
    return tf;
  }

  @Override
  public InferenceLayers<T> in(String scope) {
    return new InferenceLayers<>(tf.withSubScope(scope), type, folded);
  }

  @Override
  public Operand<T> stem(Convolution c, Operand<TFloat32> images) {
    return Types.cast(tf, convolved(c, images, TFloat32.class), type);
  }

  @Override
  public Operand<T> convolution(Convolution c, Operand<T> x) {
    return convolved(c, x, type);
  }

  private <C extends TFloating> Operand<C> convolved(Convolution c, Operand<C> x, Class<C> in) {
    Operand<C> y = Padding.convolve(tf, c, x, Types.cast(tf, folded.get(c.name() + ".kernel"), in));
    return c.isShifted() ? tf.nn.biasAdd(y, Types.cast(tf, folded.get(c.name() + ".bias"), in)) : y;
  }

  @Override
  public Operand<T> batchNorm(BatchNorm normalization, Operand<T> x) {
    Operand<T> scaled = tf.math.mul(x, folded.get(normalization.name() + ".scale"));
    return tf.math.add(scaled, folded.get(normalization.name() + ".shift"));
  }

  @Override
  public Operand<TFloat32> linear(Linear linear, Operand<T> x) {
    // Logits of 8 bits would often be equal.
    return tf.nn.biasAdd(
        tf.linalg.matMul(
            Types.cast(tf, x, TFloat32.class),
            Types.cast(tf, folded.get(linear.name() + ".kernel"), TFloat32.class)),
        Types.cast(tf, folded.get(linear.name() + ".bias"), TFloat32.class));
  }
}
