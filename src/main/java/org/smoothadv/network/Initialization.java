package org.smoothadv.network;

import org.tensorflow.Operand;
import org.tensorflow.framework.initializers.Constant;
import org.tensorflow.framework.initializers.RandomNormal;
import org.tensorflow.framework.initializers.RandomUniform;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** How a fresh network draws a parameter; the rules of the reference implementation. */
public sealed interface Initialization {
  /**
   * Draws the parameter.
   *
   * @param shape the parameter's shape, in PyTorch's layout
   * @param seed the parameter's own seed
   */
  Operand<TFloat32> draw(Ops tf, long[] shape, long seed);

  /**
   * Every element has one value: batch normalisation starts at scale 1, shift 0, mean 0, variance
   * 1.
   */
  record Filled(double value) implements Initialization {
    @Override
    public Operand<TFloat32> draw(Ops tf, long[] shape, long seed) {
      return new Constant<TFloat32>(value).call(tf, tf.constant(shape), TFloat32.class);
    }
  }

  /**
   * Convolutions before batch normalisation: normal with variance 2 / (kernel height * kernel width
   * * output channels) (He et al. 2015).
   */
  record KaimingNormal() implements Initialization {
    @Override
    public Operand<TFloat32> draw(Ops tf, long[] shape, long seed) {
      // The library's VarianceScaling counts the input channels into the fan-out.
      double fanOut = (double) shape[0] * shape[2] * shape[3];
      return new RandomNormal<TFloat32>(0, Math.sqrt(2 / fanOut), seed)
          .call(tf, tf.constant(shape), TFloat32.class);
    }
  }

  /**
   * Linear layers and convolutions with bias, weight and bias: uniform on (-1/sqrt(fanIn),
   * 1/sqrt(fanIn)), PyTorch's default.
   *
   * @param fanIn the number of inputs of each of its outputs
   */
  record FanInUniform(long fanIn) implements Initialization {
    @Override
    public Operand<TFloat32> draw(Ops tf, long[] shape, long seed) {
      double limit = 1 / Math.sqrt((double) fanIn);
      return new RandomUniform<TFloat32>(-limit, limit, seed)
          .call(tf, tf.constant(shape), TFloat32.class);
    }
  }
}
