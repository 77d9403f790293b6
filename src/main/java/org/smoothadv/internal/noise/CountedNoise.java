package org.smoothadv.internal.noise;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.Scope;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * Standard normal noise that is a function of (seed, stream, position) alone: Philox (Salmon et al.
 * 2011) as TensorFlow implements it, with the seed as its key and a 128-bit counter whose upper
 * half is the stream and whose lower half is the position. Batches may therefore be cut anywhere.
 */
public final class CountedNoise {
  /** One step of Philox's counter gives four normal numbers. */
  private static final int VALUES_PER_POSITION = 4;

  /** TensorFlow's number for Philox. */
  private static final int PHILOX = 1;

  private CountedNoise() {}

  /**
   * Draws noise.
   *
   * @param seed a scalar
   * @param stream what the noise belongs to, such as an image's number, a scalar
   * @param position of the first value, a scalar; {@link #positions} counts them
   * @param shape of the result, a vector
   */
  public static Operand<TFloat32> draw(
      Ops tf,
      Operand<TInt64> seed,
      Operand<TInt64> stream,
      Operand<TInt64> position,
      Operand<TInt64> shape) {
    Ops noise = tf.withSubScope("noise");
    Operand<TType> key = unsigned(noise, noise.expandDims(seed, noise.constant(0)));
    Operand<TType> counter = unsigned(noise, noise.stack(List.of(position, stream)));
    Operand<TInt32> philox = noise.constant(PHILOX);
    return noise.random.statelessRandomNormalV2(shape, key, counter, philox);
  }

  /**
   * How many positions a number of values takes.
   *
   * @throws IllegalArgumentException if it is no multiple of four
   */
  public static long positions(long values) {
    if (values % VALUES_PER_POSITION != 0) {
      throw new IllegalArgumentException(
          values + " values of noise, not a multiple of " + VALUES_PER_POSITION);
    }
    return values / VALUES_PER_POSITION;
  }

  /** The same bits as uint64, for which the library has no Java type. */
  private static Operand<TType> unsigned(Ops tf, Operand<TInt64> value) {
    Scope scope = tf.scope();
    return scope
        .apply(scope.opBuilder("Bitcast", "Bitcast").addInput(value.asOutput()))
        .setAttr("type", DataType.DT_UINT64)
        .build()
        .output(0);
  }
}
