package org.smoothadv.attack;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Estimates the gradient of an attack's loss from noisy copies of each image. The copies may come
 * in parts, whose contributions are added up, so that only one part is in memory at a time.
 *
 * @param <S> what some of the copies contribute, a {@linkplain Loop.Body record of operands}
 */
public interface GradientEstimator<S extends Record> {
  /**
   * What the base classifier answers at noisy copies of a batch.
   *
   * @param images x', [B, height, width, channels]; the logits depend on them
   * @param labels one-hot, [B, classes]
   * @param copies the noises delta_i that were added, m of each image
   * @param logits at {@code x' + delta_i}, [B*m, classes]
   */
  record Observation(
      Operand<TFloat32> images,
      Operand<TFloat32> labels,
      NoisyCopies copies,
      Operand<TFloat32> logits) {

    /** Lets a classifier answer at the noisy copies. */
    public static Observation of(
        Ops tf,
        Classifier classifier,
        Operand<TFloat32> images,
        Operand<TFloat32> labels,
        NoisyCopies copies) {
      return new Observation(images, labels, copies, classifier.logits(tf, copies.of(tf, images)));
    }

    /** log F(x' + delta_i)_y, [B, m]. */
    public Operand<TFloat32> labelLogProbabilities(Ops tf) {
      return ofLabel(tf, tf.nn.logSoftmax(logits));
    }

    /** 1 where f(x' + delta_i) is y and 0 elsewhere, [B, m]. */
    Operand<TFloat32> labelHits(Ops tf) {
      return ofLabel(tf, answers(tf));
    }

    /** How many of each image's copies the base classifier put into each class, [B, classes]. */
    Operand<TFloat32> votes(Ops tf) {
      return tf.reduceSum(copies.group(tf, answers(tf)), tf.constant(1));
    }

    private Operand<TFloat32> answers(Ops tf) {
      Operand<TInt64> top = tf.math.argMax(logits, tf.constant(1));
      return tf.oneHot(
          top, tf.constant((int) labels.shape().get(1)), tf.constant(1f), tf.constant(0f));
    }

    private Operand<TFloat32> ofLabel(Ops tf, Operand<TFloat32> rows) {
      Operand<TFloat32> label = tf.expandDims(labels, tf.constant(1));
      return tf.reduceSum(tf.math.mul(copies.group(tf, rows), label), tf.constant(2));
    }
  }

  /** The contribution of no copies. */
  S zero(Ops tf, Operand<TFloat32> images);

  /** The contribution of some of the copies. */
  S contribution(Ops tf, Observation observation);

  /** The contribution of two parts together. */
  S plus(Ops tf, S part, S other);

  /**
   * The estimate, up to a positive factor per image.
   *
   * @param sum the contribution of all copies
   * @param noiseSamples m, how many they were
   * @return the direction in which the loss of each image grows; the images' shape
   */
  Operand<TFloat32> ascent(Ops tf, S sum, int noiseSamples);
}
