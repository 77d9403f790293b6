package org.smoothadv.smoothing;

import java.util.List;
import org.smoothadv.attack.Classifier;
import org.smoothadv.attack.Loop;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * SampleUnderNoise (Cohen et al. 2019) inside of a graph: the votes of any number of samples around
 * one image, a batch at a time. They are those of {@link BaseClassifier}.
 *
 * @param classifier the base classifier f
 * @param classes the length of a row of its logits
 * @param sigma the noise's standard deviation, pixel units
 * @param batch rows per batch, at least 1
 */
record VoteLoop(Classifier classifier, int classes, double sigma, int batch) {
  /**
   * Counts.
   *
   * @param image [height, width, 3], pixels in [0, 1]
   * @param seed [2], the seed and the image's number
   * @param first the number of the first sample, a scalar
   * @param samples how many, a scalar; none where it is below 1
   * @return the votes for each class, [classes]; rows whose logits are not all finite have none
   */
  Operand<TInt64> counts(
      Ops tf,
      Operand<TFloat32> image,
      Operand<TInt64> seed,
      Operand<TInt64> first,
      Operand<TInt32> samples) {
    Operand<TInt64> nothing = tf.zeros(tf.constant(new int[] {classes}), TInt64.class);
    return Loop.repeat(
            tf.withSubScope("votes"),
            batches(tf, samples),
            List.of(nothing),
            List.of(image, seed, first, samples),
            (body, index, counts, constants) ->
                List.of(body.math.add(counts.get(0), votes(body, index, constants))))
        .get(0);
  }

  private Operand<TInt32> batches(Ops tf, Operand<TInt32> samples) {
    Operand<TInt32> last = tf.math.sub(samples, tf.constant(1));
    return tf.math.add(tf.math.floorDiv(last, tf.constant(batch)), tf.constant(1));
  }

  private Operand<TInt64> votes(Ops tf, Operand<TInt32> index, List<Operand<?>> constants) {
    Operand<TFloat32> image = constants.get(0).asOutput().expect(TFloat32.class);
    Operand<TInt64> seed = constants.get(1).asOutput().expect(TInt64.class);
    Operand<TInt64> first = constants.get(2).asOutput().expect(TInt64.class);
    Operand<TInt32> samples = constants.get(3).asOutput().expect(TInt32.class);
    Operand<TInt32> done = tf.math.mul(index, tf.constant(batch));
    Operand<TInt32> front = tf.constant(0);
    VoteBatch round =
        new VoteBatch(
            tf.expandDims(image, front),
            tf.constant(new float[] {(float) sigma}),
            tf.expandDims(tf.gather(seed, front, front), front),
            tf.expandDims(tf.gather(seed, tf.constant(1), front), front),
            tf.expandDims(tf.math.add(first, tf.dtypes.cast(done, TInt64.class)), front),
            tf.expandDims(tf.math.sub(samples, done), front));
    Operand<TInt32> votes = round.votes(tf, classifier, classes, batch);
    return tf.dtypes.cast(tf.gather(votes, front, front), TInt64.class);
  }
}
