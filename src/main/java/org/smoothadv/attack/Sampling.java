package org.smoothadv.attack;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** How the m noises of an image are drawn from N(0, I). */
public enum Sampling {
  /** All of them on their own. */
  INDEPENDENT(1) {
    @Override
    Operand<TFloat32> draw(Ops tf, Source source, Operand<TInt32> first, int count) {
      return source.draw(first, count);
    }
  },

  /**
   * In pairs: noise 2k+1 is the negative of noise 2k. Each of them alone is as Gaussian as before,
   * so that means over them stay unbiased, and what is even in the noise cancels in estimator (7)
   * (antithetic variates; Owen 2013, section 8.2).
   */
  ANTITHETIC(2) {
    @Override
    Operand<TFloat32> draw(Ops tf, Source source, Operand<TInt32> first, int count) {
      if (count % 2 != 0) {
        throw new IllegalArgumentException(count + " noises are not pairs");
      }
      Operand<TFloat32> half = source.draw(tf.math.div(first, tf.constant(2)), count / 2);
      Operand<TFloat32> pairs = tf.stack(List.of(half, tf.math.neg(half)), Stack.axis(1L));
      long[] shape = half.shape().asArray();
      shape[0] = count;
      shape[1] = -1;
      return tf.reshape(pairs, tf.constant(shape));
    }
  };

  /** Draws noises that do not depend on each other. */
  @FunctionalInterface
  interface Source {
    /**
     * Draws noises of consecutive numbers for each image of a batch.
     *
     * @param first the number of the first, a scalar
     * @param count how many
     * @return [count, B, height, width, channels], all dimensions known but B
     */
    Operand<TFloat32> draw(Operand<TInt32> first, int count);
  }

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
   * @param source draws those that do not depend on each other
   * @param first the number of the first noise, a scalar; even for pairs
   * @param count how many; even for pairs
   * @return [count, B, height, width, channels]
   */
  abstract Operand<TFloat32> draw(Ops tf, Source source, Operand<TInt32> first, int count);
}
