package org.smoothadv.smoothing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.smoothadv.attack.Classifier;
import org.smoothadv.internal.noise.CountedNoise;
import org.smoothadv.internal.noise.DiscreteNormal;
import org.smoothadv.internal.noise.GridNoise;
import org.smoothadv.network.ImageShape;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * A batch of votes: noise, the frozen base classifier, and the counts. Its rows are divided into
 * slots of equal size; each slot asks about an image of its own.
 *
 * @param pixels the image of each slot, [slots, height, width, channels], in [0, 1]
 * @param sigma the noise's standard deviation, [slots]
 * @param seed [slots]
 * @param image the image's number, [slots]
 * @param first the number of the slot's first sample, [slots]
 * @param samples how many of the slot's rows count, [slots]
 */
record VoteBatch(
    Operand<TFloat32> pixels,
    Operand<TFloat32> sigma,
    Operand<TInt64> seed,
    Operand<TInt64> image,
    Operand<TInt64> first,
    Operand<TInt32> samples) {
  /**
   * What the classifier answers.
   *
   * @param logits of every sample, [slots * rows, classes]
   * @param votes [slots, classes]
   */
  record Answers(Operand<TFloat32> logits, Operand<TInt32> votes) {}

  /**
   * A batch to be fed, of images of a size.
   *
   * @param slots images per run
   */
  static VoteBatch fed(Ops tf, ImageShape shape, int slots) {
    return new VoteBatch(
        tf.withName("pixels")
            .placeholder(
                TFloat32.class,
                Placeholder.shape(
                    Shape.of(slots, shape.height(), shape.width(), shape.channels()))),
        perSlot(tf, "sigma", TFloat32.class, slots),
        perSlot(tf, "seed", TInt64.class, slots),
        perSlot(tf, "image", TInt64.class, slots),
        perSlot(tf, "first_sample", TInt64.class, slots),
        perSlot(tf, "samples", TInt32.class, slots));
  }

  private static <T extends TType> Placeholder<T> perSlot(
      Ops tf, String name, Class<T> type, int slots) {
    return tf.withName(name).placeholder(type, Placeholder.shape(Shape.of(slots)));
  }

  /**
   * Draws the noise, lets the classifier answer and counts, in every slot, the answers of the rows
   * before {@code samples}. A row whose logits are not all finite counts for no class.
   *
   * @param rows samples per slot; always all are computed, so that equal rows give equal votes
   * @param law of discrete noise; empty for Gaussian noise
   */
  Answers votes(
      Ops tf, Classifier classifier, int classes, int rows, Optional<DiscreteNormal> law) {
    Operand<TFloat32> noisy =
        law.map(it -> discrete(tf, new GridNoise(it), rows)).orElseGet(() -> gaussian(tf, rows));
    Operand<TFloat32> logits = classifier.logits(tf, noisy);
    Operand<TBool> finite = tf.reduceAll(tf.math.isFinite(logits), tf.constant(1));
    Operand<TInt32> top = tf.math.argMax(logits, tf.constant(1), TInt32.class);
    // The one-hot row of -1 is all zeros.
    Operand<TInt32> predicted = tf.select(finite, top, tf.constant(-1));
    Operand<TInt32> oneHot =
        tf.oneHot(predicted, tf.constant(classes), tf.constant(1), tf.constant(0));
    Operand<TInt32> bySlot = tf.reshape(oneHot, tf.constant(new int[] {slots(), rows, classes}));
    Operand<TInt32> row =
        tf.reshape(
            tf.range(tf.constant(0), tf.constant(rows), tf.constant(1)),
            tf.constant(new int[] {1, rows, 1}));
    Operand<TInt32> count = tf.reshape(samples, tf.constant(new int[] {slots(), 1, 1}));
    Operand<TInt32> counted = tf.dtypes.cast(tf.math.less(row, count), TInt32.class);
    return new Answers(
        logits, tf.withName("votes").reduceSum(tf.math.mul(bySlot, counted), tf.constant(1)));
  }

  /** [slots * rows, height, width, channels]. */
  private Operand<TFloat32> gaussian(Ops tf, int rows) {
    List<Operand<TFloat32>> noisy = new ArrayList<>();
    for (int slot = 0; slot < slots(); slot++) {
      Operand<TFloat32> noise =
          CountedNoise.draw(
              tf,
              of(tf, seed, slot),
              of(tf, image, slot),
              of(tf, first, slot),
              tf.constant(new long[] {rows}),
              pixels.shape().subShape(1, pixels.shape().numDimensions()));
      noisy.add(tf.math.add(tf.math.mul(noise, of(tf, sigma, slot)), of(tf, pixels, slot)));
    }
    return slots() == 1 ? noisy.get(0) : tf.concat(noisy, tf.constant(0));
  }

  /** The same of images on the grid. */
  private Operand<TFloat32> discrete(Ops tf, GridNoise noise, int rows) {
    List<GridNoise.Asked> asked =
        IntStream.range(0, slots())
            .mapToObj(
                slot ->
                    new GridNoise.Asked(
                        of(tf, pixels, slot),
                        of(tf, sigma, slot),
                        of(tf, seed, slot),
                        of(tf, image, slot),
                        of(tf, first, slot)))
            .toList();
    return noise.copies(tf, asked, rows);
  }

  private int slots() {
    return (int) pixels.shape().get(0);
  }

  private static <T extends TType> Operand<T> of(Ops tf, Operand<T> values, int slot) {
    return tf.gather(values, tf.constant(slot), tf.constant(0));
  }
}
