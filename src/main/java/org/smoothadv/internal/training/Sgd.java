package org.smoothadv.internal.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.smoothadv.network.Network;
import org.smoothadv.network.Parameter;
import org.smoothadv.run.Checkpoint;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Stochastic gradient descent with momentum and weight decay, as PyTorch defines it: {@code g +=
 * weightDecay * w; v = momentum * v + g; w -= learningRate * v}, for every trainable parameter,
 * batch normalisation and biases included.
 *
 * @param momentum in [0, 1)
 * @param weightDecay at least 0
 */
record Sgd(float momentum, float weightDecay) {
  /**
   * Builds one update of all trainable parameters.
   *
   * @param gradients of the loss, by the parameters' names
   * @param learningRate a scalar
   * @return the operations to run
   */
  List<Op> update(
      Ops tf,
      Network network,
      Variables variables,
      Map<String, Operand<TFloat32>> gradients,
      Operand<TFloat32> learningRate) {
    List<Op> updates = new ArrayList<>();
    for (Parameter parameter : network.parameters()) {
      if (parameter.trainable()) {
        String name = parameter.name();
        Operand<TFloat32> decay = tf.math.mul(variables.value(name), tf.constant(weightDecay));
        updates.add(
            tf.train.resourceApplyMomentum(
                variables.handle(name),
                variables.handle(Checkpoint.momentumOf(parameter)),
                learningRate,
                tf.math.add(gradients.get(name), decay),
                tf.constant(momentum)));
      }
    }
    return updates;
  }
}
