package org.smoothadv.internal.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.internal.kernels.GraphRun;
import org.smoothadv.network.Network;
import org.smoothadv.network.Parameter;
import org.smoothadv.run.Checkpoint;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.AssignVariableOp;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;

/**
 * Named float32 variables of a graph, with the operations that bring their values in and out of a
 * session.
 *
 * <p>They are resource variables: an update never overwrites a buffer that a read of the same step
 * still holds, and every variable has one read, taken before its update. Two runs of one seed
 * therefore see the same values at every step.
 */
final class Variables {
  private record Variable(
      VarHandleOp handle,
      Operand<TFloat32> value,
      Placeholder<TFloat32> newValue,
      AssignVariableOp assign) {}

  private final Map<String, Variable> variables = new LinkedHashMap<>();

  private Variables() {}

  /**
   * Declares a network's parameters and the momentum of those that are trained. They have no values
   * before {@link #restore}.
   */
  static Variables of(Ops tf, Network network) {
    Variables variables = new Variables();
    for (Parameter parameter : network.parameters()) {
      variables.declare(tf, parameter.name(), parameter.dimensions());
      if (parameter.trainable()) {
        variables.declare(tf, Checkpoint.momentumOf(parameter), parameter.dimensions());
      }
    }
    return variables;
  }

  private void declare(Ops tf, String name, long... shape) {
    Ops scope = tf.withSubScope(name.replace('/', '_'));
    VarHandleOp handle = handle(scope, name, shape);
    Placeholder<TFloat32> newValue =
        scope.placeholder(TFloat32.class, Placeholder.shape(Shape.of(shape)));
    variables.put(
        name,
        new Variable(
            handle,
            scope.readVariableOp(handle, TFloat32.class),
            newValue,
            scope.assignVariableOp(handle, newValue)));
  }

  private static VarHandleOp handle(Ops tf, String name, long... shape) {
    return tf.varHandleOp(TFloat32.class, Shape.of(shape), VarHandleOp.sharedName(name));
  }

  /** The handle of a variable, for operations that update it. */
  VarHandleOp handle(String name) {
    return variables.get(name).handle;
  }

  /** The value of a variable before this step's update. */
  Operand<TFloat32> value(String name) {
    return variables.get(name).value;
  }

  /** The values of all variables by name, before this step's updates. */
  Map<String, Operand<TFloat32>> values() {
    Map<String, Operand<TFloat32>> values = new LinkedHashMap<>();
    variables.forEach((name, variable) -> values.put(name, variable.value));
    return values;
  }

  /**
   * Sets every variable.
   *
   * @param run that does it
   * @param values by name
   * @throws IllegalArgumentException if a variable has no value among them, or one of another
   *     shape, or a value has no variable
   */
  void restore(GraphRun run, Map<String, FloatTensor> values) {
    for (String name : values.keySet()) {
      if (!variables.containsKey(name)) {
        throw new IllegalArgumentException("no variable for value '" + name + "'");
      }
    }
    // All in one run: each set of feeds makes the session prepare the graph once more.
    List<TFloat32> tensors = new ArrayList<>();
    try {
      for (Map.Entry<String, Variable> entry : variables.entrySet()) {
        FloatTensor value = values.get(entry.getKey());
        if (value == null) {
          throw new IllegalArgumentException("no value for variable '" + entry.getKey() + "'");
        }
        TFloat32 tensor = tensorOf(value);
        tensors.add(tensor);
        run.feed(entry.getValue().newValue, tensor).addTarget(entry.getValue().assign);
      }
      run.now().close();
    } finally {
      tensors.forEach(TFloat32::close);
    }
  }

  /**
   * Copies every variable.
   *
   * @param run that does it
   */
  Map<String, FloatTensor> snapshot(GraphRun run) {
    variables.values().forEach(variable -> run.fetch(variable.value));
    Map<String, FloatTensor> values = new LinkedHashMap<>();
    try (Result result = run.now()) {
      int index = 0;
      for (String name : variables.keySet()) {
        values.put(name, copy((TFloat32) result.get(index++)));
      }
    }
    return values;
  }

  /** Copies a tensor out of native memory. */
  static FloatTensor copy(TFloat32 tensor) {
    float[] values = new float[Math.toIntExact(tensor.size())];
    tensor.copyTo(DataBuffers.of(values));
    return FloatTensor.of(values, tensor.shape().asArray());
  }

  private static TFloat32 tensorOf(FloatTensor value) {
    long[] shape = value.shape().stream().mapToLong(Long::longValue).toArray();
    return TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(value.toArray(), true, false));
  }
}
