package org.smoothadv.network;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TFloat32;

/**
 * Layers with batch normalisation in inference mode that also tell the moments of what it is given,
 * to be compared with its running statistics.
 */
public final class MomentLayers implements Layers<TFloat32> {
  /**
   * The moments of what a batch normalisation takes, over images, rows and columns.
   *
   * @param mean of each channel, [channels]
   * @param variance of each channel, biased, [channels]
   */
  public record Moments(Operand<TFloat32> mean, Operand<TFloat32> variance) {}

  private final Ops tf;
  private final Map<String, Operand<TFloat32>> state;
  private final Map<BatchNorm, Moments> moments;

  /**
   * Prepares the layers.
   *
   * @param state the parameters by name, in PyTorch's layout
   */
  public MomentLayers(Ops tf, Map<String, Operand<TFloat32>> state) {
    this(tf, Map.copyOf(state), new LinkedHashMap<>());
  }

  private MomentLayers(
      Ops tf, Map<String, Operand<TFloat32>> state, Map<BatchNorm, Moments> moments) {
    this.tf = tf;
    this.state = state;
    this.moments = moments;
  }

  @Override
  public Ops tf() {
    return tf;
  }

  @Override
  public MomentLayers in(String scope) {
    return new MomentLayers(tf.withSubScope(scope), state, moments);
  }

  @Override
  public Operand<TFloat32> stem(Convolution c, Operand<TFloat32> images) {
    return convolution(c, images);
  }

  @Override
  public Operand<TFloat32> convolution(Convolution c, Operand<TFloat32> x) {
    Operand<TFloat32> kernel =
        tf.linalg.transpose(state.get(c.name() + ".weight"), tf.constant(new int[] {2, 3, 1, 0}));
    Operand<TFloat32> y = Padding.convolve(tf, c, x, kernel);
    if (c.biased()) {
      return tf.nn.biasAdd(y, state.get(c.name() + ".bias"));
    }
    return c.batchNorm().isPresent() ? batchNorm(c.batchNorm().get(), y) : y;
  }

  @Override
  public Operand<TFloat32> batchNorm(BatchNorm normalization, Operand<TFloat32> x) {
    Operand<TFloat32> mean = overImages(x);
    moments.put(normalization, new Moments(mean, overImages(tf.math.squaredDifference(x, mean))));
    return tf.nn
        .fusedBatchNorm(
            x,
            state.get(normalization.weight()),
            state.get(normalization.bias()),
            state.get(normalization.runningMean()),
            state.get(normalization.runningVariance()),
            FusedBatchNorm.isTraining(false),
            FusedBatchNorm.epsilon(BatchNorm.EPSILON))
        .y();
  }

  private Operand<TFloat32> overImages(Operand<TFloat32> values) {
    return tf.math.mean(values, tf.constant(new int[] {0, 1, 2}));
  }

  @Override
  public Operand<TFloat32> linear(Linear linear, Operand<TFloat32> x) {
    Operand<TFloat32> kernel =
        tf.linalg.transpose(state.get(linear.name() + ".weight"), tf.constant(new int[] {1, 0}));
    return tf.nn.biasAdd(tf.linalg.matMul(x, kernel), state.get(linear.name() + ".bias"));
  }

  /**
   * The moments in the network built from these layers, in the order of its batch normalisations.
   */
  public Map<BatchNorm, Moments> moments() {
    return Collections.unmodifiableMap(moments);
  }
}
