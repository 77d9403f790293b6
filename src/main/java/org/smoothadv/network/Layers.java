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

  /**
   * The same layers, whose operations are named in a scope below this one: a graph is read by its
   * names, and nothing depends on them.
   */
  Layers<T> in(String scope);

  /**
   * Computes the first convolution and its batch normalisation or bias, if any, in float32 whatever
   * the type of the activations is: bfloat16 convolutions of few channels were reported wrong on
   * some processors ({@link ArithmeticCheck}), and the first one is a small part of the work.
   *
   * @param images normalised, [N, height, width, in]
   * @return [N, height, width, out] of its output
   */
  Operand<T> stem(Convolution convolution, Operand<TFloat32> images);

  /**
   * Computes a convolution and its batch normalisation or bias, if any.
   *
   * @param x [N, height, width, in]
   * @return [N, height, width, out] of its output
   */
  Operand<T> convolution(Convolution convolution, Operand<T> x);

  /**
   * Computes a batch normalisation on its own.
   *
   * @param x [N, height, width, channels]
   * @return of the same shape
   */
  Operand<T> batchNorm(BatchNorm normalization, Operand<T> x);

  /**
   * Computes a linear layer; the last one gives the logits.
   *
   * @param x [N, features]
   * @return [N, classes], always in float32
   */
  Operand<TFloat32> linear(Linear linear, Operand<T> x);
}
