package org.smoothadv.internal.objective;

import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceMax;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * MACER (Zhai et al., "MACER: Attack-free and Scalable Robust Training via Maximizing Certified
 * Radius", ICLR 2020): minus the logarithm of the label's softmax averaged over the copies, and a
 * hinge loss of the radius that the softmaxes of beta times the logits would certify. With p1 >= p2
 * the two largest of their means,
 *
 * <pre>  lambda sigma / 2 (Phi^-1(p2) - Phi^-1(p1) + gamma)</pre>
 *
 * <p>of those images where p1 is the label's and the difference is finite and at most gamma in
 * size. Both are divided by all images of the batch.
 *
 * @param lambda at least 0; the ramp of the epoch is a factor of it
 * @param beta positive
 * @param gamma positive
 * @param sigma standard deviation of the noise, pixel units
 */
record Macer(double lambda, double beta, double gamma, double sigma) implements Objective {
  /** The floats that AVX2 adds at once. */
  private static final int LANES = 8;

  /** Keeps the logarithm finite. */
  private static final float LEAST_PROBABILITY = 1e-10f;

  @Override
  public Loss loss(Ops tf, Answers answers) {
    Operand<TFloat32> logits = answers.logits().get(0);
    Operand<TFloat32> labels = answers.labels();
    Operand<TFloat32> ofLabel =
        tf.reduceSum(tf.math.mul(mean(tf, answers, tf.nn.softmax(logits)), labels), tf.constant(1));
    Operand<TFloat32> classification =
        tf.math.neg(tf.math.log(tf.math.add(ofLabel, tf.constant(LEAST_PROBABILITY))));
    Operand<TFloat32> sharp = sharpSoftmax(tf, tf.math.mul(logits, tf.constant((float) beta)));
    Operand<TFloat32> hinge =
        answers.meanOverImages(tf, hinge(tf, mean(tf, answers, sharp), labels));
    Operand<TFloat32> factor =
        tf.math.mul(answers.ramp(), tf.constant((float) (lambda * sigma / 2)));
    Map<String, Operand<TFloat32>> terms = new LinkedHashMap<>();
    terms.put("classification", answers.meanOverImages(tf, classification));
    terms.put("robustness", tf.math.mul(factor, hinge));
    return Loss.of(tf, logits, terms);
  }

  private static Operand<TFloat32> mean(Ops tf, Answers answers, Operand<TFloat32> softmaxes) {
    return tf.math.mean(answers.grouped(tf, softmaxes), tf.constant(1));
  }

  /**
   * The softmax in the order of additions that PyTorch has on processors with AVX2. With beta = 16
   * most softmaxes differ from 1 by a few roundings of float32, and the gradient, which has this
   * difference as a factor, by as many percent from one order to the next: that of the authors'
   * code is as good as any.
   *
   * @param logits [N, classes]
   */
  private static Operand<TFloat32> sharpSoftmax(Ops tf, Operand<TFloat32> logits) {
    Operand<TInt32> classAxis = tf.constant(1);
    Operand<TFloat32> fixed = tf.stopGradient(logits);
    Operand<TFloat32> powers =
        tf.math.exp(tf.math.sub(fixed, tf.reduceMax(fixed, classAxis, ReduceMax.keepDims(true))));
    Operand<TFloat32> softmax = tf.math.div(powers, sumInLanes(tf, powers));
    // 0, whose gradient is that of the softmax: (g - sum_c g_c F_c) F.
    Operand<TFloat32> change = tf.math.mul(softmax, tf.math.sub(logits, fixed));
    Operand<TFloat32> changeOfAll = tf.reduceSum(change, classAxis, ReduceSum.keepDims(true));
    return tf.math.add(softmax, tf.math.sub(change, tf.math.mul(softmax, changeOfAll)));
  }

  /** The sums of rows, [N, 1]: every eighth element together, and then the eight sums. */
  private static Operand<TFloat32> sumInLanes(Ops tf, Operand<TFloat32> rows) {
    int classes = (int) rows.shape().get(1);
    Operand<TFloat32> whole =
        tf.pad(
            rows,
            tf.constant(new int[][] {{0, 0}, {0, Math.floorMod(-classes, LANES)}}),
            tf.constant(0f));
    Operand<TFloat32> lanes =
        tf.reshape(whole, tf.constant(new int[] {-1, (classes + LANES - 1) / LANES, LANES}));
    Operand<TFloat32> sums = tf.reduceSum(lanes, tf.constant(1));
    return tf.reduceSum(sums, tf.constant(1), ReduceSum.keepDims(true));
  }

  /** Phi^-1(p2) - Phi^-1(p1) + gamma where it counts, and 0 elsewhere, [B]. */
  private Operand<TFloat32> hinge(Ops tf, Operand<TFloat32> means, Operand<TFloat32> labels) {
    Operand<TInt64> top = tf.math.argMax(means, tf.constant(1));
    Operand<TBool> correct = tf.math.equal(top, tf.math.argMax(labels, tf.constant(1)));
    Operand<TFloat32> first = tf.reduceSum(tf.math.mul(means, labels), tf.constant(1));
    Operand<TFloat32> second = tf.reduceMax(tf.math.sub(means, labels), tf.constant(1));
    Operand<TFloat32> difference =
        tf.math.sub(
            inverseNormal(tf, tf.stopGradient(second)), inverseNormal(tf, tf.stopGradient(first)));
    Operand<TBool> counts =
        tf.math.logicalAnd(
            correct,
            tf.math.logicalAnd(
                tf.math.isFinite(difference),
                tf.math.lessEqual(tf.math.abs(difference), tf.constant((float) gamma))));
    // What does not count must not be inverted at all: the gradient of 0 times infinity is none.
    Operand<TFloat32> half = tf.math.add(tf.zerosLike(first), tf.constant(0.5f));
    Operand<TFloat32> counted =
        tf.math.add(
            tf.math.sub(
                inverseNormal(tf, tf.select(counts, second, half)),
                inverseNormal(tf, tf.select(counts, first, half))),
            tf.constant((float) gamma));
    return tf.select(counts, counted, tf.zerosLike(counted));
  }

  /**
   * Phi^-1, the inverse of the standard normal distribution function, and its gradient {@code 1 /
   * phi(Phi^-1(p))}: in float64, as the tails of what TensorFlow computes in float32 are rough.
   *
   * @param probabilities in [0, 1], any shape; infinite at 0 and 1, and so is the gradient
   */
  static Operand<TFloat32> inverseNormal(Ops tf, Operand<TFloat32> probabilities) {
    return tf.dtypes.cast(
        tf.math.ndtri(tf.dtypes.cast(probabilities, TFloat64.class)), TFloat32.class);
  }
}
