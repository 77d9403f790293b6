package org.smoothadv.network;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/** Changes of type that cost nothing where there is nothing to change. */
final class Types {
  private Types() {}

  /** The values in another type; the operand itself where it has that type already. */
  static <T extends TFloating> Operand<T> cast(
      Ops tf, Operand<? extends TFloating> values, Class<T> type) {
    return values.type().equals(type)
        ? values.asOutput().expect(type)
        : tf.dtypes.cast(values, type);
  }
}
