package org.smoothadv.smoothing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.device.Machine;
import org.smoothadv.network.ArithmeticCheck;
import org.smoothadv.network.BatchNormFolding;
import org.smoothadv.network.ImageShape;
import org.smoothadv.network.InferenceLayers;
import org.smoothadv.network.Layer;
import org.smoothadv.network.Network;
import org.smoothadv.network.Parameter;
import org.smoothadv.network.Precision;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/**
 * A frozen network of this project: batch normalisation is folded into its weights, which are
 * constants in every graph that it is built into.
 *
 * @param network its architecture
 * @param precision the type that the weights have been rounded to, and that of the activations
 * @param weights by name, as {@link BatchNormFolding#fold(Ops, Layer, Map)} gives them
 */
public record FoldedClassifier(
    Network network, Precision precision, Map<String, FloatTensor> weights)
    implements FrozenClassifier {
  /**
   * Checks the weights.
   *
   * @throws IllegalArgumentException naming a weight that the network has and these have not, or
   *     the other way round, or of another shape, or with an element that is infinite or not a
   *     number
   */
  public FoldedClassifier {
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
  public static FoldedClassifier of(
      Network network, Map<String, FloatTensor> state, Precision precision) {
    return new FoldedClassifier(network, precision, FoldedWeights.of(network, state, precision));
  }

  @Override
  public String name() {
    return network.name();
  }

  @Override
  public ImageShape shape() {
    return network.shape();
  }

  @Override
  public int classes() {
    return network.classes();
  }

  @Override
  public long largestActivation() {
    return network.largestActivation();
  }

  @Override
  public void requireArithmetic(boolean withGradient, Machine machine) {
    ArithmeticCheck.require(network, precision, withGradient, machine);
  }

  @Override
  public void requireNoOverflow(Machine machine) {
    OverflowCheck.require(this, machine);
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

  /**
   * A classifier's weights with batch normalisation folded into them, in float64 and rounded once
   * at the end.
   */
  static final class FoldedWeights {
    /** The scope that holds the weights in a graph. */
    static final String SCOPE = "weights";

    private FoldedWeights() {}

    /**
     * Folds.
     *
     * @param state the parameters by their PyTorch names
     * @param precision what the weights are rounded to
     * @return by name, as {@link BatchNormFolding#fold(Ops, Layer, Map)} names them
     */
    static Map<String, FloatTensor> of(
        Network network, Map<String, FloatTensor> state, Precision precision) {
      Map<String, FloatTensor> weights = new LinkedHashMap<>();
      for (Layer layer : network.layers()) {
        weights.putAll(evaluate(layer, state, precision));
      }
      return weights;
    }

    /** One layer at a time, in a graph of its own: memory stays at what the largest one takes. */
    private static Map<String, FloatTensor> evaluate(
        Layer layer, Map<String, FloatTensor> state, Precision precision) {
      try (Graph graph = new Graph();
          Session session = new Session(graph, Machine.current().cpuConfiguration())) {
        Ops tf = Ops.create(graph);
        Map<String, Operand<TFloat64>> exact = new LinkedHashMap<>();
        for (Parameter parameter : layer.parameters()) {
          Operand<TFloat32> stored = constant(tf, state.get(parameter.name()));
          exact.put(parameter.name(), tf.dtypes.cast(stored, TFloat64.class));
        }
        List<String> names = new ArrayList<>();
        Session.Runner runner = session.runner();
        BatchNormFolding.fold(tf, layer, exact)
            .forEach(
                (name, value) -> {
                  names.add(name);
                  runner.fetch(rounded(tf, value, precision));
                });
        Map<String, FloatTensor> weights = new LinkedHashMap<>();
        try (Result result = runner.run()) {
          for (int i = 0; i < names.size(); i++) {
            TFloat32 tensor = (TFloat32) result.get(i);
            float[] values = new float[Math.toIntExact(tensor.size())];
            tensor.copyTo(DataBuffers.of(values));
            weights.put(names.get(i), FloatTensor.of(values, tensor.shape().asArray()));
          }
        }
        return weights;
      }
    }

    private static Operand<TFloat32> rounded(Ops tf, Operand<TFloat64> value, Precision precision) {
      return tf.dtypes.cast(tf.dtypes.cast(value, precision.type()), TFloat32.class);
    }

    /** The shapes of the weights that {@link #of} gives, by their names. */
    static Map<String, List<Long>> shapes(Network network) {
      Map<String, List<Long>> shapes = new LinkedHashMap<>();
      network.layers().forEach(layer -> shapes.putAll(BatchNormFolding.shapes(layer)));
      return shapes;
    }

    /** The weights as constants of a graph, named {@code weights/NAME}. */
    static Map<String, Operand<TFloat32>> constants(Ops tf, Map<String, FloatTensor> weights) {
      Ops scope = tf.withSubScope(SCOPE);
      Map<String, Operand<TFloat32>> constants = new LinkedHashMap<>();
      weights.forEach((name, value) -> constants.put(name, constant(scope.withName(name), value)));
      return constants;
    }

    private static Operand<TFloat32> constant(Ops tf, FloatTensor value) {
      long[] shape = value.shape().stream().mapToLong(Long::longValue).toArray();
      return tf.constant(Shape.of(shape), DataBuffers.of(value.toArray(), true, false));
    }
  }
}
