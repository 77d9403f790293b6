package org.smoothadv.internal.objective;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smoothadv.attack.Classifier;
import org.smoothadv.attack.NoisyCopies;
import org.smoothadv.run.ObjectiveSettings;
import org.smoothadv.run.TrainingConfiguration;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * What a step of SGD minimises, as a piece of graph: a mean over the images of the batch, from the
 * network's logits at the m noisy copies of each image and at whatever else the method shows it.
 *
 * <p>A device has some of the images only. Each term is their sum divided by the number of images
 * in the whole batch, so that the terms of all devices add up to those of the batch.
 */
public interface Objective {
  /**
   * What an objective takes through the network.
   *
   * @param groups of rows, each of which goes through the network on its own, so that batch
   *     normalisation sees one after the other
   * @param numbers for each image that go with them
   */
  record Form(int groups, int numbers) {
    /** The noisy copies and nothing else. */
    static final Form NOISY_COPIES = new Form(1, 0);
  }

  /**
   * The images of a step.
   *
   * @param images x, [B, height, width, channels], pixels in [0, 1]
   * @param labels one-hot, [B, classes]
   * @param noisy what SGD sees under a plain cross-entropy: the attacked images with their noises,
   *     [B*m, height, width, channels]
   * @param copies the noises
   * @param classifier the network before the step, batch normalisation in inference mode
   * @param ramp how much of what comes gradually there is in this epoch, in [0, 1], a scalar
   * @param seed of whatever else is random, [2]
   * @param first the place of the first image in the batch, a scalar
   * @param batch the number of images in the whole batch, a scalar
   */
  record Step(
      Operand<TFloat32> images,
      Operand<TFloat32> labels,
      Operand<TFloat32> noisy,
      NoisyCopies copies,
      Classifier classifier,
      Operand<TFloat32> ramp,
      Operand<TInt64> seed,
      Operand<TInt64> first,
      Operand<TInt64> batch) {}

  /**
   * What SGD sees.
   *
   * @param groups of rows, [N, height, width, channels], as many as {@link Form#groups}
   * @param numbers for each image, [B], as many as {@link Form#numbers}
   */
  record Rows(List<Operand<TFloat32>> groups, List<Operand<TFloat32>> numbers) {}

  /**
   * What the network answers in training mode.
   *
   * @param logits of each group of rows, [N, classes]
   * @param numbers as in {@link Rows}
   * @param labels one-hot, [B, classes]
   * @param noiseSamples m; rows {@code j*m .. j*m+m-1} belong to image j
   * @param batch the number of images in the whole batch, a scalar
   * @param ramp how much of what comes gradually there is in this epoch, in [0, 1], a scalar
   */
  record Answers(
      List<Operand<TFloat32>> logits,
      List<Operand<TFloat32>> numbers,
      Operand<TFloat32> labels,
      int noiseSamples,
      Operand<TFloat32> batch,
      Operand<TFloat32> ramp) {

    /** The labels of all noisy copies, [B*m, classes]. */
    public Operand<TFloat32> labelsOfCopies(Ops tf) {
      return noiseSamples == 1 ? labels : repeated(tf, labels);
    }

    /** Each image's row for all of its copies, [B*m, classes]. */
    Operand<TFloat32> repeated(Ops tf, Operand<TFloat32> rows) {
      int classes = (int) labels.shape().get(1);
      return tf.reshape(
          tf.tile(rows, tf.constant(new int[] {1, noiseSamples})),
          tf.constant(new int[] {-1, classes}));
    }

    /** The rows of an image's copies together, [B, m, classes]. */
    Operand<TFloat32> grouped(Ops tf, Operand<TFloat32> rows) {
      int classes = (int) labels.shape().get(1);
      return tf.reshape(rows, tf.constant(new int[] {-1, noiseSamples, classes}));
    }

    /** What numbers for each noisy copy contribute to the mean over all of the batch. */
    Operand<TFloat32> meanOverCopies(Ops tf, Operand<TFloat32> numbers) {
      Operand<TFloat32> rows = tf.math.mul(batch, tf.constant((float) noiseSamples));
      return tf.math.div(tf.reduceSum(numbers, tf.constant(0)), rows);
    }

    /** What numbers for each image contribute to the mean over all of the batch. */
    Operand<TFloat32> meanOverImages(Ops tf, Operand<TFloat32> numbers) {
      return tf.math.div(tf.reduceSum(numbers, tf.constant(0)), batch);
    }

    /** The cross-entropy of the noisy copies, their mean. */
    Operand<TFloat32> crossEntropy(Ops tf, Operand<TFloat32> logitsOfCopies) {
      return meanOverCopies(
          tf, tf.nn.softmaxCrossEntropyWithLogits(logitsOfCopies, labelsOfCopies(tf)).loss());
    }
  }

  /**
   * The loss.
   *
   * @param value what these images contribute to the mean over the batch, a scalar: the sum of the
   *     terms
   * @param noisyLogits the logits at the noisy copies, [B*m, classes], by which training is scored
   * @param terms by name, as they are in the sum; none where the loss is a single one
   */
  record Loss(
      Operand<TFloat32> value,
      Operand<TFloat32> noisyLogits,
      Map<String, Operand<TFloat32>> terms) {

    /** The sum of terms. */
    static Loss of(Ops tf, Operand<TFloat32> noisyLogits, Map<String, Operand<TFloat32>> terms) {
      Operand<TFloat32> sum =
          terms.values().stream().reduce((sofar, term) -> tf.math.add(sofar, term)).orElseThrow();
      return new Loss(sum, noisyLogits, new LinkedHashMap<>(terms));
    }
  }

  /** How much goes through the network. */
  default Form form() {
    return Form.NOISY_COPIES;
  }

  /** Builds what goes through the network. */
  default Rows rows(Ops tf, Step step) {
    return new Rows(List.of(step.noisy()), List.of());
  }

  /** Builds the loss. */
  Loss loss(Ops tf, Answers answers);

  /** The objective of a configuration. */
  static Objective of(TrainingConfiguration configuration) {
    ObjectiveSettings settings = configuration.objective();
    return switch (settings.objective()) {
      case CROSS_ENTROPY -> new CrossEntropy();
      case CONSISTENCY -> new Consistency(settings.lambda(), settings.eta());
      case MACER ->
          new Macer(
              settings.lambda(),
              settings.beta(),
              settings.gamma(),
              configuration.adversarial().sigma());
      case STABILITY -> new Stability(settings.lambda());
      case SMOOTHMIX ->
          new SmoothMix(
              configuration.adversarial().steps(),
              settings.alpha(),
              settings.mixStep(),
              settings.eta());
    };
  }
}
