package org.smoothadv.smoothing;

import java.util.LinkedHashMap;
import java.util.Map;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.device.Machine;
import org.smoothadv.network.BatchNormFolding;
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
    try (Graph graph = new Graph();
        Session session = new Session(graph, Machine.cpuOnly())) {
      Ops tf = Ops.create(graph);
      Map<String, Operand<TFloat64>> exact = new LinkedHashMap<>();
      for (Parameter parameter : network.parameters()) {
        exact.put(
            parameter.name(),
            tf.dtypes.cast(constant(tf, state.get(parameter.name())), TFloat64.class));
      }
      Map<String, Operand<TFloat64>> folded = BatchNormFolding.fold(tf, network, exact);
      Session.Runner runner = session.runner();
      folded.values().forEach(value -> runner.fetch(rounded(tf, value, precision)));
      Map<String, FloatTensor> weights = new LinkedHashMap<>();
      try (Result result = runner.run()) {
        int index = 0;
        for (String name : folded.keySet()) {
          TFloat32 tensor = (TFloat32) result.get(index++);
          float[] values = new float[Math.toIntExact(tensor.size())];
          tensor.copyTo(DataBuffers.of(values));
          weights.put(name, FloatTensor.of(values, tensor.shape().asArray()));
        }
      }
      return weights;
    }
  }

  private static Operand<TFloat32> rounded(Ops tf, Operand<TFloat64> value, Precision precision) {
    return tf.dtypes.cast(tf.dtypes.cast(value, precision.type()), TFloat32.class);
  }

  /** The weights as constants of a graph. */
  static Map<String, Operand<TFloat32>> constants(Ops tf, Map<String, FloatTensor> weights) {
    Map<String, Operand<TFloat32>> constants = new LinkedHashMap<>();
    weights.forEach(
        (name, value) -> constants.put(name, constant(tf.withSubScope("weights"), value)));
    return constants;
  }

  private static Operand<TFloat32> constant(Ops tf, FloatTensor value) {
    long[] shape = value.shape().stream().mapToLong(Long::longValue).toArray();
    return tf.constant(Shape.of(shape), DataBuffers.of(value.toArray(), true, false));
  }
}
