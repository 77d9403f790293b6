package org.smoothadv.internal.noise;

import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.Scope;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/**
 * Standard normal noise that is a function of (seed, stream, position) alone: Philox (Salmon et al.
 * 2011) as TensorFlow implements it, with the seed as its key and a 128-bit counter whose upper
 * half is the stream and whose lower half is the position. Batches may therefore be cut anywhere.
 */
public final class CountedNoise {
  /** One step of Philox's counter gives four words of 32 bits, and so many normal numbers. */
  private static final int VALUES_PER_POSITION = 4;

  /** TensorFlow's number for Philox. */
  private static final int PHILOX = 1;

  private CountedNoise() {}

  /** Numbers of a type, of what Philox gives at consecutive positions. */
  @FunctionalInterface
  private interface Drawing<T extends TType> {
    Operand<T> draw(
        Ops tf,
        Operand<TInt64> shape,
        Operand<TType> key,
        Operand<TType> counter,
        Operand<TInt32> philox);
  }

  /**
   * Draws the noises of consecutive samples. Each begins at a position of its own, whatever the
   * number of its values: what the last position has left is not used.
   *
   * @param seed a scalar
   * @param stream what the noise belongs to, such as an image's number, a scalar
   * @param first the number of the first sample, a scalar
   * @param samples how many, as the leading part of the result's shape, a vector
   * @param sample the shape of one
   */
  public static Operand<TFloat32> draw(
      Ops tf,
      Operand<TInt64> seed,
      Operand<TInt64> stream,
      Operand<TInt64> first,
      Operand<TInt64> samples,
      Shape sample) {
    return new Place(seed, stream, first)
        .draw(
            tf,
            samples,
            sample,
            VALUES_PER_POSITION,
            (noise, shape, key, counter, philox) ->
                noise.random.statelessRandomNormalV2(shape, key, counter, philox));
  }

  /**
   * Where noise begins.
   *
   * @param seed a scalar
   * @param stream what the noise belongs to, such as an image's number, a scalar
   * @param first the number of the first sample, a scalar
   */
  record Place(Operand<TInt64> seed, Operand<TInt64> stream, Operand<TInt64> first) {
    /** Words of 32 uniform bits, of consecutive samples, as {@link CountedNoise#draw} draws. */
    Operand<TInt32> words(Ops tf, Operand<TInt64> samples, Shape sample) {
      return draw(tf, samples, sample, VALUES_PER_POSITION, uniform(TInt32.class));
    }

    /** Words of 64 uniform bits. */
    Operand<TInt64> longWords(Ops tf, Operand<TInt64> samples, Shape sample) {
      return draw(tf, samples, sample, VALUES_PER_POSITION / 2, uniform(TInt64.class));
    }

    private static <T extends TNumber> Drawing<T> uniform(Class<T> type) {
      return (noise, shape, key, counter, philox) ->
          noise.random.statelessRandomUniformFullIntV2(shape, key, counter, philox, type);
    }

    private <T extends TType> Operand<T> draw(
        Ops tf, Operand<TInt64> samples, Shape sample, int perPosition, Drawing<T> drawing) {
      long positions = Math.floorDiv(sample.size() + perPosition - 1, perPosition);
      Operand<TInt64> position = tf.math.mul(first, tf.constant(positions));
      Operand<TInt64> shape = tf.concat(List.of(samples, tf.constant(sample)), tf.constant(0));
      long drawn = positions * perPosition;
      if (drawn == sample.size()) {
        return draw(tf, position, shape, drawing);
      }
      Operand<TInt64> whole =
          tf.concat(List.of(samples, tf.constant(new long[] {drawn})), tf.constant(0));
      int axes = (int) samples.shape().get(0) + 1;
      long[] kept = new long[axes];
      Arrays.fill(kept, -1);
      kept[axes - 1] = sample.size();
      Operand<T> values =
          tf.slice(
              draw(tf, position, whole, drawing), tf.constant(new long[axes]), tf.constant(kept));
      return tf.reshape(values, shape);
    }

    private <T extends TType> Operand<T> draw(
        Ops tf, Operand<TInt64> position, Operand<TInt64> shape, Drawing<T> drawing) {
      Ops noise = tf.withSubScope("noise");
      Operand<TType> key = unsigned(noise, noise.expandDims(seed, noise.constant(0)));
      Operand<TType> counter = unsigned(noise, noise.stack(List.of(position, stream)));
      Operand<TInt32> philox = noise.constant(PHILOX);
      return drawing.draw(noise, shape, key, counter, philox);
    }
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
