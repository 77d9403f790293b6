package org.smoothadv.attack;

import java.util.ArrayList;
import java.util.List;
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
 */
public record Assessor(Classifier classifier, GradientEstimator estimator, int samplesAtOnce) {
  public Assessor {
    if (samplesAtOnce < 1) {
      throw new IllegalArgumentException(samplesAtOnce + " samples at once, not at least 1");
    }
  }

  /**
   * Builds the assessment.
   *
   * @param images x', [B, height, width, channels]; this graph's
   * @param labels one-hot, [B, classes]
   * @param noise of the same graph
   */
  public Assessment assess(
      Ops tf, Operand<TFloat32> images, Operand<TFloat32> labels, Noise noise) {
    int m = noise.samples();
    List<Operand<TFloat32>> all;
    if (m <= samplesAtOnce) {
      all = part(tf, images, labels, noise, tf.constant(0), m);
    } else {
      all = whole(tf, images, labels, noise);
      int rest = m % samplesAtOnce;
      if (rest > 0) {
        all = sum(tf, all, part(tf, images, labels, noise, tf.constant(m - rest), rest));
      }
    }
    return new Assessment(
        estimator.ascent(tf, all.subList(1, all.size()), m), winner(tf, all.get(0)));
  }

  /** The same with the classifier made from the same tensors in another graph. */
  Assessor from(List<Operand<?>> weights) {
    return new Assessor(classifier.from(weights), estimator, samplesAtOnce);
  }

  /** The parts that are of full size. */
  private List<Operand<TFloat32>> whole(
      Ops tf, Operand<TFloat32> images, Operand<TFloat32> labels, Noise noise) {
    List<Operand<TFloat32>> start = new ArrayList<>(List.of(tf.zerosLike(labels)));
    start.addAll(estimator.nothing(tf, images));
    List<Operand<?>> constants = new ArrayList<>(List.of(images, labels));
    constants.addAll(noise.tensors());
    int weights = constants.size();
    constants.addAll(classifier.tensors());
    return Loop.repeat(
        tf.withSubScope("parts"),
        noise.samples() / samplesAtOnce,
        start,
        constants,
        (body, index, sums, outer) -> {
          Operand<TFloat32> x = outer.get(0).asOutput().expect(TFloat32.class);
          Operand<TFloat32> y = outer.get(1).asOutput().expect(TFloat32.class);
          Noise inner = noise.from(outer.subList(2, weights));
          Assessor assessor = from(outer.subList(weights, outer.size()));
          Operand<TInt32> first = body.math.mul(index, body.constant(samplesAtOnce));
          return sum(body, sums, assessor.part(body, x, y, inner, first, samplesAtOnce));
        });
  }

  /** The votes of some copies, and what they contribute to the gradient. */
  private List<Operand<TFloat32>> part(
      Ops tf,
      Operand<TFloat32> images,
      Operand<TFloat32> labels,
      Noise noise,
      Operand<TInt32> first,
      int count) {
    NoisyCopies copies = noise.copies(tf, images, first, count);
    Observation observation = Observation.of(tf, classifier, images, labels, copies);
    List<Operand<TFloat32>> part = new ArrayList<>(List.of(observation.votes(tf)));
    part.addAll(estimator.contribution(tf, observation));
    return part;
  }

  private List<Operand<TFloat32>> sum(
      Ops tf, List<Operand<TFloat32>> part, List<Operand<TFloat32>> other) {
    List<Operand<TFloat32>> sum = new ArrayList<>(List.of(tf.math.add(part.get(0), other.get(0))));
    sum.addAll(estimator.sum(tf, part.subList(1, part.size()), other.subList(1, other.size())));
    return sum;
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
