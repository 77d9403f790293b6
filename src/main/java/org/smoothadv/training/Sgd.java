package org.smoothadv.training;

import java.util.ArrayList;
import java.util.List;
import org.smoothadv.network.Network;
import org.smoothadv.network.Parameter;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
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
  /** The name of the variable that holds a parameter's v. */
  static String momentumOf(Parameter parameter) {
    return "momentum/" + parameter.name();
  }

  /**
   * Builds one update of all trainable parameters.
   *
   * @param loss a scalar
   * @param learningRate a scalar
   * @return the operations to run
   */
  List<Op> minimize(
      Ops tf,
      Network network,
      Variables variables,
      Operand<TFloat32> loss,
      Operand<TFloat32> learningRate) {
    List<Parameter> trainable = network.parameters().stream().filter(Parameter::trainable).toList();
    Gradients gradients =
        tf.gradients(loss, trainable.stream().map(p -> variables.value(p.name())).toList());
    List<Op> updates = new ArrayList<>();
    for (int i = 0; i < trainable.size(); i++) {
      Parameter parameter = trainable.get(i);
      Operand<TFloat32> decay =
          tf.math.mul(variables.value(parameter.name()), tf.constant(weightDecay));
      Operand<TFloat32> gradient = gradients.dy(i);
      updates.add(
          tf.train.resourceApplyMomentum(
              variables.handle(parameter.name()),
              variables.handle(momentumOf(parameter)),
              learningRate,
              tf.math.add(gradient, decay),
              tf.constant(momentum)));
    }
    return updates;
  }
}
