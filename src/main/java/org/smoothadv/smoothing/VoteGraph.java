package org.smoothadv.smoothing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.network.InferenceLayers;
import org.smoothadv.network.Network;
import org.smoothadv.network.Precision;
import org.smoothadv.noise.CountedNoise;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * A batch of votes: noise, the frozen base classifier, and the counts. Only the counts leave the
 * graph. The rows of a batch are divided into slots of equal size; each slot asks about an image of
 * its own, so that images share batches.
 *
 * @param pixels in: the image of each slot, [slots, height, width, 3], in [0, 1]
 * @param sigma in: the noise's standard deviation, [slots]
 * @param seed in: [slots]
 * @param image in: the image's number, [slots]
 * @param first in: the number of the slot's first sample, [slots]
 * @param samples in: how many of the slot's rows count, [slots]
 * @param votes out: [slots, classes]
 */
record VoteGraph(
    Placeholder<TFloat32> pixels,
    Placeholder<TFloat32> sigma,
    Placeholder<TInt64> seed,
    Placeholder<TInt64> image,
    Placeholder<TInt64> first,
    Placeholder<TInt32> samples,
    Operand<TInt32> votes) {

  /**
   * Builds the graph.
   *
   * @param folded the classifier's weights, from {@link FoldedWeights#of}
   * @param precision the type that the weights have been rounded to, and that of the activations
   * @param slots images per run
   * @param rows samples per slot; always all are computed, so that equal rows give equal votes
   */
  static VoteGraph build(
      Ops tf,
      Network network,
      Map<String, FloatTensor> folded,
      Precision precision,
      int slots,
      int rows) {
    int size = network.imageSize();
    Placeholder<TFloat32> pixels =
        tf.withName("pixels")
            .placeholder(TFloat32.class, Placeholder.shape(Shape.of(slots, size, size, 3)));
    Placeholder<TFloat32> sigma = perSlot(tf, "sigma", TFloat32.class, slots);
    Placeholder<TInt64> seed = perSlot(tf, "seed", TInt64.class, slots);
    Placeholder<TInt64> image = perSlot(tf, "image", TInt64.class, slots);
    Placeholder<TInt64> first = perSlot(tf, "first_sample", TInt64.class, slots);
    Placeholder<TInt32> samples = perSlot(tf, "samples", TInt32.class, slots);

    Operand<TInt64> position =
        tf.math.mul(first, tf.constant(CountedNoise.positions((long) size * size * 3)));
    List<Operand<TFloat32>> noisy = new ArrayList<>();
    for (int slot = 0; slot < slots; slot++) {
      Operand<TFloat32> noise =
          CountedNoise.draw(
              tf,
              of(tf, seed, slot),
              of(tf, image, slot),
              of(tf, position, slot),
              tf.constant(new long[] {rows, size, size, 3}));
      noisy.add(tf.math.add(tf.math.mul(noise, of(tf, sigma, slot)), of(tf, pixels, slot)));
    }
    InferenceLayers<?> layers =
        InferenceLayers.of(tf, precision.type(), FoldedWeights.constants(tf, folded));
    Operand<TFloat32> logits =
        network.logits(layers, slots == 1 ? noisy.get(0) : tf.concat(noisy, tf.constant(0)));
    return new VoteGraph(
        pixels, sigma, seed, image, first, samples, votes(tf, logits, samples, slots, rows));
  }

  /** Counts, in every slot, the answers of the rows before {@code samples}. */
  private static Operand<TInt32> votes(
      Ops tf, Operand<TFloat32> logits, Operand<TInt32> samples, int slots, int rows) {
    int classes = (int) logits.shape().get(1);
    Operand<TInt32> predicted = tf.math.argMax(logits, tf.constant(1), TInt32.class);
    Operand<TInt32> oneHot =
        tf.oneHot(predicted, tf.constant(classes), tf.constant(1), tf.constant(0));
    Operand<TInt32> bySlot = tf.reshape(oneHot, tf.constant(new int[] {slots, rows, classes}));
    Operand<TInt32> row =
        tf.reshape(
            tf.range(tf.constant(0), tf.constant(rows), tf.constant(1)),
            tf.constant(new int[] {1, rows, 1}));
    Operand<TInt32> count = tf.reshape(samples, tf.constant(new int[] {slots, 1, 1}));
    Operand<TInt32> counted = tf.dtypes.cast(tf.math.less(row, count), TInt32.class);
    return tf.withName("votes").reduceSum(tf.math.mul(bySlot, counted), tf.constant(1));
  }

  private static <T extends TType> Operand<T> of(Ops tf, Operand<T> values, int slot) {
    return tf.gather(values, tf.constant(slot), tf.constant(0));
  }

  private static <T extends TType> Placeholder<T> perSlot(
      Ops tf, String name, Class<T> type, int slots) {
    return tf.withName(name).placeholder(type, Placeholder.shape(Shape.of(slots)));
  }
}
