package org.smoothadv.network;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * How the layers with parameters are computed. An architecture is written once against this
 * interface; training, inference and precision are implementations of it.
 *
 * @param <T> the type of the activations between the layers
 */
public interface Layers<T extends TFloating> {
  /** The operations that build into this network's graph. */
  Ops tf();

  /** Brings normalised images, [N, height, width, channels], to the type of the activations. */
  Operand<T> activations(Operand<TFloat32> images);

  /**
   * Computes a convolution and its batch normalisation.
   *
   * @param x [N, height, width, in]
   * @return [N, outputSize, outputSize, out]
   */
  Operand<T> convolution(Convolution convolution, Operand<T> x);

  /**
   * Computes the last layer.
   *
   * @param x [N, features]
   * @return [N, classes], always in float32
   */
  Operand<TFloat32> linear(Linear linear, Operand<T> x);
}
