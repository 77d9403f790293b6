package org.smoothadv.attack;

import java.util.List;
import org.smoothadv.noise.CountedNoise;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** How the m noises of an image are drawn from N(0, I). */
public enum Sampling {
  /** All of them on their own. */
  INDEPENDENT(1) {
    @Override
    Operand<TFloat32> draw(
        Ops tf, Operand<TInt64> seed, Operand<TFloat32> images, Operand<TInt32> first, int count) {
      return standardNormal(tf, seed, images, first, count);
    }
  },

  /**
   * In pairs: noise 2k+1 is the negative of noise 2k. Each of them alone is as Gaussian as before,
   * so that means over them stay unbiased, and what is even in the noise cancels in estimator (7)
   * (antithetic variates; Owen 2013, section 8.2).
   */
  ANTITHETIC(2) {
    @Override
    Operand<TFloat32> draw(
        Ops tf, Operand<TInt64> seed, Operand<TFloat32> images, Operand<TInt32> first, int count) {
      if (count % 2 != 0) {
        throw new IllegalArgumentException(count + " noises are not pairs");
      }
      Operand<TInt32> firstPair = tf.math.div(first, tf.constant(2));
      Operand<TFloat32> half = standardNormal(tf, seed, images, firstPair, count / 2);
      Operand<TFloat32> pairs = tf.stack(List.of(half, tf.math.neg(half)), Stack.axis(1L));
      return tf.reshape(pairs, shape(tf, images, count));
    }
  };

  private final int groupSize;

  Sampling(int groupSize) {
    this.groupSize = groupSize;
  }

  /** How many noises belong together: numbers of noises are multiples of this. */
  public int groupSize() {
    return groupSize;
  }

  /**
   * Draws consecutive noises.
   *
   * @param seed [2]
   * @param images [B, height, width, channels], for their shape
   * @param first the number of the first noise, a scalar; even for pairs
   * @param count how many; even for pairs
   * @return [count, B, height, width, channels]
   */
  abstract Operand<TFloat32> draw(
      Ops tf, Operand<TInt64> seed, Operand<TFloat32> images, Operand<TInt32> first, int count);

  private static Operand<TFloat32> standardNormal(
      Ops tf, Operand<TInt64> seed, Operand<TFloat32> images, Operand<TInt32> first, int count) {
    Shape shape = images.shape();
    long perImage = CountedNoise.positions(shape.get(1) * shape.get(2) * shape.get(3));
    Operand<TInt64> batch =
        tf.gather(tf.shape(images, TInt64.class), tf.constant(0), tf.constant(0));
    Operand<TInt64> perNoise = tf.math.mul(batch, tf.constant(perImage));
    return CountedNoise.draw(
        tf,
        tf.gather(seed, tf.constant(0), tf.constant(0)),
        tf.gather(seed, tf.constant(1), tf.constant(0)),
        tf.math.mul(tf.dtypes.cast(first, TInt64.class), perNoise),
        shape(tf, images, count));
  }

  private static Operand<TInt64> shape(Ops tf, Operand<TFloat32> images, int count) {
    return tf.concat(
        List.of(tf.constant(new long[] {count}), tf.shape(images, TInt64.class)), tf.constant(0));
  }
}
