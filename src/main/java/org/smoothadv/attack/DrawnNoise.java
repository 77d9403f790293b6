package org.smoothadv.attack;

import java.util.ArrayList;
import java.util.List;
import org.smoothadv.internal.noise.CountedNoise;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Gaussian noises that are drawn anew each time they are asked for, so that no more of them are in
 * memory than the network sees at once. A noise is a function of the seed, its number, the place of
 * its image in the batch and the size of the batch.
 *
 * @param seed [2]; equal seeds draw equal noises
 * @param sampling how the noises of an image depend on each other
 * @param sigma their standard deviation, pixel units
 * @param samples m, at least 1; even for pairs
 */
public record DrawnNoise(Operand<TInt64> seed, Sampling sampling, double sigma, int samples)
    implements Noise {
  /** How the m noises of an image are drawn from N(0, I). */
  public enum Sampling {
    /** All of them on their own. */
    INDEPENDENT(1),

    /**
     * In pairs: noise 2k+1 is the negative of noise 2k. Each of them alone is as Gaussian as
     * before, so that means over them stay unbiased, and what is even in the noise cancels in
     * estimator (7) (antithetic variates; Owen 2013, section 8.2).
     */
    ANTITHETIC(2);

    private final int groupSize;

    Sampling(int groupSize) {
      this.groupSize = groupSize;
    }

    /** How many noises belong together: numbers of noises are multiples of this. */
    public int groupSize() {
      return groupSize;
    }
  }

  /** Draws noises of consecutive numbers that do not depend on each other. */
  @FunctionalInterface
  private interface Source {
    /** Returns [count, B, height, width, channels], all dimensions known but B. */
    Operand<TFloat32> draw(Operand<TInt32> first, int count);
  }

  @Override
  public NoisyCopies copies(Ops tf, Operand<TFloat32> images, Operand<TInt32> first, int count) {
    Operand<TInt64> batch =
        tf.gather(tf.shape(images, TInt64.class), tf.constant(0), tf.constant(0));
    Source ofBatch =
        (number, noises) ->
            standardNormal(
                tf, images, tf.math.mul(tf.dtypes.cast(number, TInt64.class), batch), noises);
    return scaled(tf, images, drawn(tf, ofBatch, first, count), count);
  }

  /**
   * All m noises of some consecutive images of a batch: those that the whole batch has there.
   *
   * @param images the part of the batch, [B', height, width, channels]
   * @param firstImage the place of the first of them in the batch, from 0, a scalar
   * @param batch the number of images in the whole batch, a scalar
   */
  public NoisyCopies copiesOfPart(
      Ops tf, Operand<TFloat32> images, Operand<TInt64> firstImage, Operand<TInt64> batch) {
    Source ofPart =
        (number, noises) -> {
          List<Operand<TFloat32>> drawn = new ArrayList<>();
          for (int k = 0; k < noises; k++) {
            Operand<TInt64> noise =
                tf.dtypes.cast(tf.math.add(number, tf.constant(k)), TInt64.class);
            Operand<TInt64> place = tf.math.add(tf.math.mul(noise, batch), firstImage);
            drawn.add(standardNormal(tf, images, place, 1));
          }
          return noises == 1 ? drawn.get(0) : tf.concat(drawn, tf.constant(0));
        };
    return scaled(tf, images, drawn(tf, ofPart, tf.constant(0), samples), samples);
  }

  private Operand<TFloat32> drawn(Ops tf, Source source, Operand<TInt32> first, int count) {
    if (sampling == Sampling.INDEPENDENT) {
      return source.draw(first, count);
    }
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

  private NoisyCopies scaled(
      Ops tf, Operand<TFloat32> images, Operand<TFloat32> standard, int count) {
    Operand<TFloat32> noise = tf.math.mul(standard, tf.constant((float) sigma));
    // The images' shape is not to lead gradients into the drawing.
    return NoisyCopies.ofSamples(tf, tf.stopGradient(noise), images.shape(), count);
  }

  /**
   * Draws noises that follow each other.
   *
   * @param place of the first, counted in images: those of a whole batch have B places each
   * @return [count, B, height, width, channels]
   */
  private Operand<TFloat32> standardNormal(
      Ops tf, Operand<TFloat32> images, Operand<TInt64> place, int count) {
    Operand<TInt64> key = Loop.capture(tf, seed);
    Shape shape = images.shape();
    return CountedNoise.draw(
        tf,
        tf.gather(key, tf.constant(0), tf.constant(0)),
        tf.gather(key, tf.constant(1), tf.constant(0)),
        place,
        tf.concat(
            List.of(
                tf.constant(new long[] {count}),
                tf.slice(
                    tf.shape(images, TInt64.class),
                    tf.constant(new long[] {0}),
                    tf.constant(new long[] {1}))),
            tf.constant(0)),
        shape.subShape(1, shape.numDimensions()));
  }
}
