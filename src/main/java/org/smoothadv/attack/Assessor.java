package org.smoothadv.attack;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Assesses the smoothed classifier: one evaluation of the network at the noisy copies gives both
 * the gradient and the predicted class. Where m copies are more than the network is to see at once,
 * they are taken through it in parts, in a loop of the graph, so that memory does not grow with m.
 *
 * @param classifier the base classifier, batch normalisation in inference mode
 * @param estimator (6) or (7)
 * @param samplesAtOnce copies of each image that go through the network together, at least 1; even
 *     for noises in pairs
 * @param <S> what some of the copies contribute to the gradient
 */
public record Assessor<S extends Record>(
    Classifier classifier, GradientEstimator<S> estimator, int samplesAtOnce) {
  /**
   * What an attack learns of the smoothed classifier at a batch of images.
   *
   * @param ascent the estimated direction in which each image's loss grows, not normalised, [B,
   *     height, width, channels]
   * @param predicted the class that most of each image's noisy copies are put into, the smallest
   *     index among equals, [B]
   */
  public record Assessment(Operand<TFloat32> ascent, Operand<TInt64> predicted) {}

  /** The votes of some copies, [B, classes], and what they contribute to the gradient. */
  private record Part<S extends Record>(Operand<TFloat32> votes, S contribution) {}

  public Assessor {
    if (samplesAtOnce < 1) {
      throw new IllegalArgumentException(samplesAtOnce + " samples at once, not at least 1");
    }
  }

  /**
   * Builds the assessment.
   *
   * @param images x', [B, height, width, channels]
   * @param labels one-hot, [B, classes]
   * @param noise around them
   */
  public Assessment assess(
      Ops tf, Operand<TFloat32> images, Operand<TFloat32> labels, Noise noise) {
    int m = noise.samples();
    Part<S> all;
    if (m <= samplesAtOnce) {
      all = part(tf, images, labels, noise, tf.constant(0), m);
    } else {
      all = whole(tf, images, labels, noise);
      int rest = m % samplesAtOnce;
      if (rest > 0) {
        all = plus(tf, all, part(tf, images, labels, noise, tf.constant(m - rest), rest));
      }
    }
    return new Assessment(estimator.ascent(tf, all.contribution(), m), winner(tf, all.votes()));
  }

  /** The parts that are of full size. */
  private Part<S> whole(Ops tf, Operand<TFloat32> images, Operand<TFloat32> labels, Noise noise) {
    return Loop.repeat(
        tf.withSubScope("parts"),
        tf.constant(noise.samples() / samplesAtOnce),
        new Part<>(tf.zerosLike(labels), estimator.zero(tf, images)),
        (body, index, sum) -> {
          Operand<TFloat32> x = Loop.capture(body, images);
          Operand<TFloat32> y = Loop.capture(body, labels);
          Operand<TInt32> first = body.math.mul(index, body.constant(samplesAtOnce));
          return plus(body, sum, part(body, x, y, noise, first, samplesAtOnce));
        });
  }

  private Part<S> part(
      Ops tf,
      Operand<TFloat32> images,
      Operand<TFloat32> labels,
      Noise noise,
      Operand<TInt32> first,
      int count) {
    NoisyCopies copies = noise.copies(tf, images, first, count);
    GradientEstimator.Observation observation =
        GradientEstimator.Observation.of(tf, classifier, images, labels, copies);
    return new Part<>(observation.votes(tf), estimator.contribution(tf, observation));
  }

  private Part<S> plus(Ops tf, Part<S> part, Part<S> other) {
    return new Part<>(
        tf.math.add(part.votes(), other.votes()),
        estimator.plus(tf, part.contribution(), other.contribution()));
  }

  /** The class with most votes. */
  private static Operand<TInt64> winner(Ops tf, Operand<TFloat32> votes) {
    // arg max promises nothing among equals: less than a vote goes to the smaller index.
    int classes = (int) votes.shape().get(1);
    float[] handicap = new float[classes];
    for (int c = 0; c < classes; c++) {
      handicap[c] = (float) c / classes;
    }
    return tf.math.argMax(tf.math.sub(votes, tf.constant(handicap)), tf.constant(1));
  }
}
