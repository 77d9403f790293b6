package org.smoothadv.smoothing;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smoothadv.attack.Classifier;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.network.InferenceLayers;
import org.smoothadv.network.Network;
import org.smoothadv.network.Precision;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A classifier that is no longer trained: batch normalisation is folded into its weights, which are
 * constants in every graph that it is built into.
 *
 * @param network its architecture
 * @param precision the type that the weights have been rounded to, and that of the activations
 * @param weights kernels and biases by name, as {@link org.smoothadv.network.BatchNormFolding#fold}
 *     names them
 */
public record FrozenClassifier(
    Network network, Precision precision, Map<String, FloatTensor> weights) implements Classifier {
  /**
   * Checks the weights.
   *
   * @throws IllegalArgumentException naming a weight that the network has and these have not, or
   *     the other way round, or of another shape, or with an element that is infinite or not a
   *     number
   */
  public FrozenClassifier {
    Map<String, FloatTensor> checked = new LinkedHashMap<>();
    for (Map.Entry<String, List<Long>> expected : FoldedWeights.shapes(network).entrySet()) {
      FloatTensor weight = weights.get(expected.getKey());
      requireShape(expected.getKey(), weight, expected.getValue());
      requireFinite(expected.getKey(), weight);
      checked.put(expected.getKey(), weight);
    }
    for (String name : weights.keySet()) {
      if (!checked.containsKey(name)) {
        throw new IllegalArgumentException("weight '" + name + "' is no part of the network");
      }
    }
    weights = Collections.unmodifiableMap(checked);
  }

  /**
   * Freezes a classifier.
   *
   * @param state its parameters by their PyTorch names
   * @param precision the type of its weights and activations
   * @throws IllegalArgumentException naming a folded weight that has an element that is infinite or
   *     not a number
   */
  public static FrozenClassifier of(
      Network network, Map<String, FloatTensor> state, Precision precision) {
    return new FrozenClassifier(network, precision, FoldedWeights.of(network, state, precision));
  }

  @Override
  public Operand<TFloat32> logits(Ops tf, Operand<TFloat32> images) {
    return network.logits(
        InferenceLayers.of(tf, precision.type(), FoldedWeights.constants(tf, weights)), images);
  }

  private static void requireFinite(String name, FloatTensor weight) {
    for (float element : weight.toArray()) {
      if (!Float.isFinite(element)) {
        throw new IllegalArgumentException(
            "weight '%s' has an element %s".formatted(name, element));
      }
    }
  }

  private static void requireShape(String name, FloatTensor weight, List<Long> shape) {
    if (weight == null || !weight.shape().equals(shape)) {
      throw new IllegalArgumentException(
          "weight '%s' is %s, expected shape %s"
              .formatted(name, weight == null ? "missing" : "of shape " + weight.shape(), shape));
    }
  }
}
