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
   * The moments of a convolution's output over images, rows and columns.
   *
   * @param mean of each channel, [out]
   * @param variance of each channel, biased, [out]
   */
  public record Moments(Operand<TFloat32> mean, Operand<TFloat32> variance) {}

  private final Ops tf;
  private final Map<String, Operand<TFloat32>> state;
  private final Map<Convolution, Moments> moments;

  /**
   * Prepares the layers.
   *
   * @param state the parameters by name, in PyTorch's layout
   */
  public MomentLayers(Ops tf, Map<String, Operand<TFloat32>> state) {
    this(tf, Map.copyOf(state), new LinkedHashMap<>());
  }

  private MomentLayers(
      Ops tf, Map<String, Operand<TFloat32>> state, Map<Convolution, Moments> moments) {
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
    if (!c.isNormalized()) {
      return tf.nn.biasAdd(y, state.get(c.name() + ".bias"));
    }
    Operand<TFloat32> mean = overImages(y);
    moments.put(c, new Moments(mean, overImages(tf.math.squaredDifference(y, mean))));
    return tf.nn
        .fusedBatchNorm(
            y,
            state.get(c.batchNorm() + ".weight"),
            state.get(c.batchNorm() + ".bias"),
            state.get(c.batchNorm() + ".running_mean"),
            state.get(c.batchNorm() + ".running_var"),
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
  public Map<Convolution, Moments> moments() {
    return Collections.unmodifiableMap(moments);
  }
}
