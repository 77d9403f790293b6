package org.smoothadv.smoothing;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.Scope;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * Standard normal noise that is a function of (seed, image, sample) alone: Philox (Salmon et al.
 * 2011) as TensorFlow implements it, with the seed as its key and a 128-bit counter whose upper
 * half is the image and whose lower half counts the sample's elements. Batches may therefore be cut
 * anywhere.
 */
final class SampleNoise {
  /** One step of Philox's counter gives four normal numbers. */
  private static final int VALUES_PER_COUNT = 4;

  /** TensorFlow's number for Philox. */
  private static final int PHILOX = 1;

  private SampleNoise() {}

  /**
   * Draws the noise of consecutive samples.
   *
   * @param seed a scalar
   * @param image the image's number, a scalar
   * @param first the number of the first sample, a scalar
   * @param shape of the result: [samples, height, width, channels], with a multiple of four
   *     elements per sample
   */
  static Operand<TFloat32> draw(
      Ops tf, Operand<TInt64> seed, Operand<TInt64> image, Operand<TInt64> first, Shape shape) {
    long perSample = shape.size() / shape.get(0);
    if (perSample % VALUES_PER_COUNT != 0) {
      throw new IllegalArgumentException(
          perSample + " values per image, not a multiple of " + VALUES_PER_COUNT);
    }
    Operand<TInt64> low = tf.math.mul(first, tf.constant(perSample / VALUES_PER_COUNT));
    Operand<TType> key = unsigned(tf, tf.expandDims(seed, tf.constant(0)));
    Operand<TType> counter = unsigned(tf, tf.stack(java.util.List.of(low, image)));
    Operand<TInt32> philox = tf.constant(PHILOX);
    return tf.random.statelessRandomNormalV2(tf.constant(shape.asArray()), key, counter, philox);
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
