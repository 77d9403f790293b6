package org.smoothadv.smoothing;

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
 * graph. Images share batches, as {@link VoteBatch} says.
 *
 * @param pixels in: the image of each slot, [slots, height, width, 3], in [0, 1]
 * @param sigma in: the noise's standard deviation, [slots]
 * @param seed in: [slots]
 * @param image in: the image's number, [slots]
 * @param first in: the number of the slot's first sample, [slots]
 * @param samples in: how many of the slot's rows count, [slots]
 * @param votes out: [slots, classes]; a row whose logits are not all finite counts for no class
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
   * @param slots images per run
   * @param rows samples per slot; always all are computed, so that equal rows give equal votes
   */
  static VoteGraph build(Ops tf, FrozenClassifier classifier, int slots, int rows) {
    int size = classifier.network().imageSize();
    Placeholder<TFloat32> pixels =
        tf.withName("pixels")
            .placeholder(TFloat32.class, Placeholder.shape(Shape.of(slots, size, size, 3)));
    Placeholder<TFloat32> sigma = perSlot(tf, "sigma", TFloat32.class, slots);
    Placeholder<TInt64> seed = perSlot(tf, "seed", TInt64.class, slots);
    Placeholder<TInt64> image = perSlot(tf, "image", TInt64.class, slots);
    Placeholder<TInt64> first = perSlot(tf, "first_sample", TInt64.class, slots);
    Placeholder<TInt32> samples = perSlot(tf, "samples", TInt32.class, slots);
    Operand<TInt32> votes =
        new VoteBatch(pixels, sigma, seed, image, first, samples)
            .votes(tf, classifier, classifier.network().classes(), rows);
    return new VoteGraph(pixels, sigma, seed, image, first, samples, votes);
  }

  private static <T extends TType> Placeholder<T> perSlot(
      Ops tf, String name, Class<T> type, int slots) {
    return tf.withName(name).placeholder(type, Placeholder.shape(Shape.of(slots)));
  }
}
