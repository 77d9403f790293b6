package org.smoothadv.smoothing;

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

/**
 * One batch of votes around one image: noise, the frozen base classifier, and the counts. Only the
 * counts leave the graph.
 *
 * @param pixels in: the image, [height, width, 3], in [0, 1]
 * @param sigma in: the noise's standard deviation, a scalar
 * @param seed in: a scalar
 * @param image in: the image's number, a scalar
 * @param first in: the number of the batch's first sample, a scalar
 * @param samples in: how many of the batch's rows count, a scalar
 * @param votes out: [classes]
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
   * @param batch rows per run; always all are computed, so that equal rows give equal votes
   */
  static VoteGraph build(
      Ops tf, Network network, Map<String, FloatTensor> folded, Precision precision, int batch) {
    int size = network.imageSize();
    Placeholder<TFloat32> pixels =
        tf.withName("pixels")
            .placeholder(TFloat32.class, Placeholder.shape(Shape.of(size, size, 3)));
    Placeholder<TFloat32> sigma =
        tf.withName("sigma").placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    Placeholder<TInt64> seed = integer(tf, "seed");
    Placeholder<TInt64> image = integer(tf, "image");
    Placeholder<TInt64> first = integer(tf, "first_sample");
    Placeholder<TInt32> samples =
        tf.withName("samples").placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));

    Operand<TInt64> position =
        tf.math.mul(first, tf.constant(CountedNoise.positions((long) size * size * 3)));
    Operand<TFloat32> noise =
        CountedNoise.draw(
            tf, seed, image, position, tf.constant(new long[] {batch, size, size, 3}));
    InferenceLayers<?> layers =
        InferenceLayers.of(tf, precision.type(), FoldedWeights.constants(tf, folded));
    Operand<TFloat32> logits =
        network.logits(layers, tf.math.add(tf.math.mul(noise, sigma), pixels));

    Operand<TInt32> predicted = tf.math.argMax(logits, tf.constant(1), TInt32.class);
    Operand<TInt32> oneHot =
        tf.oneHot(predicted, tf.constant(network.classes()), tf.constant(1), tf.constant(0));
    // Rows from `samples` on are padding.
    Operand<TInt32> counted =
        tf.slice(
            oneHot,
            tf.constant(new int[] {0, 0}),
            tf.stack(java.util.List.of(samples, tf.constant(network.classes()))));
    Operand<TInt32> votes = tf.withName("votes").reduceSum(counted, tf.constant(0));
    return new VoteGraph(pixels, sigma, seed, image, first, samples, votes);
  }

  private static Placeholder<TInt64> integer(Ops tf, String name) {
    return tf.withName(name).placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
  }
}
