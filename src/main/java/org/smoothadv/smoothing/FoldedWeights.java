package org.smoothadv.smoothing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.device.Machine;
import org.smoothadv.network.BatchNormFolding;
import org.smoothadv.network.Convolution;
import org.smoothadv.network.Linear;
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
 * A classifier's weights with batch normalisation folded into them, in float64 and rounded once at
 * the end.
 */
final class FoldedWeights {
  /** The scope that holds the weights in a graph. */
  static final String SCOPE = "weights";

  private FoldedWeights() {}

  /**
   * Folds.
   *
   * @param state the parameters by their PyTorch names
   * @param precision what the weights are rounded to
   * @return kernels and biases by name, as {@link BatchNormFolding#fold} names them
   */
  static Map<String, FloatTensor> of(
      Network network, Map<String, FloatTensor> state, Precision precision) {
    Map<String, FloatTensor> weights = new LinkedHashMap<>();
    for (Convolution convolution : network.convolutions()) {
      weights.putAll(
          evaluate(
              Parameter.of(convolution),
              state,
              precision,
              (tf, exact) -> BatchNormFolding.fold(tf, convolution, exact)));
    }
    Linear linear = network.linear();
    weights.putAll(
        evaluate(
            Parameter.of(linear),
            state,
            precision,
            (tf, exact) -> BatchNormFolding.fold(tf, linear, exact)));
    return weights;
  }

  /** How one layer is folded. */
  @FunctionalInterface
  private interface Fold {
    Map<String, Operand<TFloat64>> of(Ops tf, Map<String, Operand<TFloat64>> exact);
  }

  /** One layer at a time, in a graph of its own: memory stays at what the largest one takes. */
  private static Map<String, FloatTensor> evaluate(
      List<Parameter> parameters, Map<String, FloatTensor> state, Precision precision, Fold fold) {
    try (Graph graph = new Graph();
        Session session = new Session(graph, Machine.current().cpuConfiguration())) {
      Ops tf = Ops.create(graph);
      Map<String, Operand<TFloat64>> exact = new LinkedHashMap<>();
      for (Parameter parameter : parameters) {
        Operand<TFloat32> stored = constant(tf, state.get(parameter.name()));
        exact.put(parameter.name(), tf.dtypes.cast(stored, TFloat64.class));
      }
      List<String> names = new ArrayList<>();
      Session.Runner runner = session.runner();
      fold.of(tf, exact)
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
    for (Convolution c : network.convolutions()) {
      long kernel = c.kernel();
      shapes.put(c.name() + ".kernel", List.of(kernel, kernel, (long) c.in(), (long) c.out()));
      shapes.put(c.name() + ".bias", List.of((long) c.out()));
    }
    Linear linear = network.linear();
    long classes = linear.classes();
    shapes.put(linear.name() + ".kernel", List.of((long) linear.features(), classes));
    shapes.put(linear.name() + ".bias", List.of(classes));
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
