package org.smoothadv.network;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * Layers with batch normalisation in training mode: each batch is normalised by its own mean and
 * (biased) variance, and the running statistics move by 0.1 towards the batch's mean and unbiased
 * variance. Parameters and statistics are float32 whatever the activations are.
 *
 * @param <T> the type of the activations
 */
public final class TrainingLayers<T extends TFloating> implements Layers<T> {
  private final Ops tf;
  private final Class<T> type;
  private final Map<String, Operand<TFloat32>> state;
  private final Map<String, Operand<TFloat32>> runningStatistics;

  /**
   * Prepares the layers.
   *
   * @param state the parameters by name, in PyTorch's layout
   */
  public TrainingLayers(Ops tf, Class<T> type, Map<String, Operand<TFloat32>> state) {
    this(tf, type, Map.copyOf(state), new LinkedHashMap<>());
  }

  private TrainingLayers(
      Ops tf,
      Class<T> type,
      Map<String, Operand<TFloat32>> state,
      Map<String, Operand<TFloat32>> runningStatistics) {
    this.tf = tf;
    this.type = type;
    this.state = state;
    this.runningStatistics = runningStatistics;
  }

  @Override
  public Ops tf() {
    return tf;
  }

  @Override
  public TrainingLayers<T> in(String scope) {
    return new TrainingLayers<>(tf.withSubScope(scope), type, state, runningStatistics);
  }

  @Override
  public Operand<T> stem(Convolution c, Operand<TFloat32> images) {
    return Types.cast(tf, convolved(c, images, TFloat32.class), type);
  }

  @Override
  public Operand<T> convolution(Convolution c, Operand<T> x) {
    return convolved(c, x, type);
  }

  @Override
  public Operand<T> batchNorm(BatchNorm normalization, Operand<T> x) {
    return normalized(normalization, x);
  }

  private <C extends TFloating> Operand<C> convolved(Convolution c, Operand<C> x, Class<C> in) {
    Operand<TFloat32> kernel =
        tf.linalg.transpose(state.get(c.name() + ".weight"), tf.constant(new int[] {2, 3, 1, 0}));
    Operand<C> y = Padding.convolve(tf, c, x, Types.cast(tf, kernel, in));
    if (c.biased()) {
      return tf.nn.biasAdd(y, Types.cast(tf, state.get(c.name() + ".bias"), in));
    }
    return c.batchNorm().isPresent() ? normalized(c.batchNorm().get(), y) : y;
  }

  private <C extends TFloating> Operand<C> normalized(BatchNorm normalization, Operand<C> x) {
    FusedBatchNorm<C, TFloat32> normalized =
        tf.nn.fusedBatchNorm(
            x,
            state.get(normalization.weight()),
            state.get(normalization.bias()),
            state.get(normalization.runningMean()),
            state.get(normalization.runningVariance()),
            FusedBatchNorm.isTraining(true),
            FusedBatchNorm.epsilon(BatchNorm.EPSILON),
            FusedBatchNorm.exponentialAvgFactor(BatchNorm.MOMENTUM));
    runningStatistics.put(normalization.runningMean(), normalized.batchMean());
    runningStatistics.put(normalization.runningVariance(), normalized.batchVariance());
    return normalized.y();
  }

  @Override
  public Operand<TFloat32> linear(Linear linear, Operand<T> x) {
    Operand<TFloat32> kernel =
        tf.linalg.transpose(state.get(linear.name() + ".weight"), tf.constant(new int[] {1, 0}));
    return tf.nn.biasAdd(
        tf.linalg.matMul(Types.cast(tf, x, TFloat32.class), kernel),
        state.get(linear.name() + ".bias"));
  }

  /**
   * The running statistics after the batches of all networks built from these layers so far,
   * whatever the scope.
   *
   * @return new values by parameter name ({@code X.running_mean}, {@code X.running_var})
   */
  public Map<String, Operand<TFloat32>> runningStatistics() {
    return Collections.unmodifiableMap(runningStatistics);
  }
}
