package org.smoothadv.training;

import java.util.Map;
import org.smoothadv.network.Network;
import org.smoothadv.network.TrainingLayers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/** How a step of SGD takes its rows through the network. */
@FunctionalInterface
interface ForwardPass {
  /**
   * What the pass came to.
   *
   * @param logits [N, classes]
   * @param runningStatistics those that are to change, by parameter name
   */
  record Outcome(Operand<TFloat32> logits, Map<String, Operand<TFloat32>> runningStatistics) {}

  /**
   * Builds the pass.
   *
   * @param state the parameters by name
   * @param rows [N, height, width, 3] in pixel units
   */
  Outcome through(Ops tf, Map<String, Operand<TFloat32>> state, Operand<TFloat32> rows);

  /** The pass of Pseudocode 1: batch normalisation in training mode. */
  static ForwardPass inTrainingMode(Network network, Class<? extends TFloating> type) {
    return (tf, state, rows) -> {
      TrainingLayers<?> layers = new TrainingLayers<>(tf, type, state);
      return new Outcome(network.logits(layers, rows), layers.runningStatistics());
    };
  }
}
