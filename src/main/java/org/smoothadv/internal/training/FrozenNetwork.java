package org.smoothadv.internal.training;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.smoothadv.attack.Classifier;
import org.smoothadv.attack.Loop;
import org.smoothadv.network.BatchNormFolding;
import org.smoothadv.network.InferenceLayers;
import org.smoothadv.network.Network;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * The network as a step finds it, in inference mode: its variables are read and folded once, for
 * all steps of the attack.
 *
 * @param network the architecture
 * @param type of weights and activations
 * @param weights kernels and biases by name, as {@link BatchNormFolding#fold} gives them, but the
 *     linear layer's kernel as it is stored, [classes, features]: transposing it where it is
 *     multiplied costs nothing
 * @param <T> the type of weights and activations
 */
record FrozenNetwork<T extends TFloating>(
    Network network, Class<T> type, Map<String, Operand<T>> weights) implements Classifier {
  FrozenNetwork {
    weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
  }

  /** Freezes the network at a state, given by its parameters' names. */
  static <T extends TFloating> FrozenNetwork<T> of(
      Ops tf, Network network, Class<T> type, Map<String, Operand<TFloat32>> state) {
    Map<String, Operand<TFloat32>> weights =
        new LinkedHashMap<>(BatchNormFolding.fold(tf, network, state));
    weights.put(linearKernel(network), state.get(network.linear().name() + ".weight"));
    return new FrozenNetwork<>(network, type, InferenceLayers.of(tf, type, weights).folded());
  }

  @Override
  public Operand<TFloat32> logits(Ops tf, Operand<TFloat32> images) {
    Map<String, Operand<T>> folded = new LinkedHashMap<>();
    weights.forEach((name, weight) -> folded.put(name, Loop.capture(tf, weight)));
    folded.compute(
        linearKernel(network),
        (name, stored) -> tf.linalg.transpose(stored, tf.constant(new int[] {1, 0})));
    return network.logits(new InferenceLayers<>(tf, type, folded), images);
  }

  private static String linearKernel(Network network) {
    return network.linear().name() + ".kernel";
  }
}
