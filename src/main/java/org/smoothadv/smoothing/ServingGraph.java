package org.smoothadv.smoothing;

import java.util.Optional;
import org.smoothadv.attack.Classifier;
import org.smoothadv.attack.Loop;
import org.smoothadv.internal.noise.DiscreteNormal;
import org.smoothadv.internal.noise.GridNoise;
import org.smoothadv.network.ImageShape;
import org.smoothadv.smoothing.FoldedClassifier.FoldedWeights;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * A frozen classifier for programs that know nothing of this one: its logits, and any number of its
 * votes.
 *
 * @param images in: [N, height, width, channels], pixel units; noise may have been added
 * @param logits out: [N, classes]
 * @param image in: one image, [height, width, channels], pixels in [0, 1]
 * @param seed in: [2], the seed of the noise and the image's number
 * @param first in: the number of the first sample, a scalar
 * @param samples in: how many samples, a scalar
 * @param counts out: the samples of each class, [classes]; those whose logits are not all finite
 *     are of none
 */
public record ServingGraph(
    Placeholder<TFloat32> images,
    Operand<TFloat32> logits,
    Placeholder<TFloat32> image,
    Placeholder<TInt64> seed,
    Placeholder<TInt64> first,
    Placeholder<TInt32> samples,
    Operand<TInt64> counts) {
  /** The weights are constants of the graph or of one of its functions, in this scope. */
  public static final String WEIGHTS = FoldedWeights.SCOPE;

  /**
   * Builds the graph.
   *
   * @param sigma standard deviation of the noise, pixel units
   * @param noise how it is drawn
   * @param batch samples that go through the network together, however many are asked for
   */
  public static ServingGraph build(
      Ops tf, FrozenClassifier frozen, double sigma, NoiseKind noise, int batch) {
    ImageShape shape = frozen.shape();
    Placeholder<TFloat32> images = input(tf, "images", TFloat32.class, batchOf(shape));
    Placeholder<TFloat32> image =
        input(
            tf, "image", TFloat32.class, Shape.of(shape.height(), shape.width(), shape.channels()));
    Placeholder<TInt64> seed = input(tf, "seed", TInt64.class, Shape.of(2));
    Placeholder<TInt64> first = input(tf, "first", TInt64.class, Shape.scalar());
    Placeholder<TInt32> samples = input(tf, "samples", TInt32.class, Shape.scalar());
    try (ClassifierFunction classifier = new ClassifierFunction(frozen)) {
      Operand<TFloat32> logits = classifier.logits(tf, images);
      Operand<TInt64> counts =
          new VoteLoop(classifier, frozen.classes(), sigma, BaseClassifier.law(noise, sigma), batch)
              .counts(tf, image, seed, first, samples);
      return new ServingGraph(
          images,
          tf.withName("logits").identity(logits),
          image,
          seed,
          first,
          samples,
          tf.withName("counts").identity(counts));
    }
  }

  private static Shape batchOf(ImageShape shape) {
    return Shape.of(Shape.UNKNOWN_SIZE, shape.height(), shape.width(), shape.channels());
  }

  private static <T extends TType> Placeholder<T> input(
      Ops tf, String name, Class<T> type, Shape shape) {
    return tf.withName(name).placeholder(type, Placeholder.shape(shape));
  }

  /**
   * SampleUnderNoise (Cohen et al. 2019) inside of a graph: the votes of any number of samples
   * around one image, a batch at a time. They are those of {@link BaseClassifier}.
   *
   * @param classifier the base classifier f
   * @param classes the length of a row of its logits
   * @param sigma the noise's standard deviation, pixel units
   * @param law of discrete noise; empty for Gaussian noise
   * @param batch rows per batch, at least 1
   */
  private record VoteLoop(
      Classifier classifier, int classes, double sigma, Optional<DiscreteNormal> law, int batch) {
    /**
     * Counts.
     *
     * @param image [height, width, channels], pixels in [0, 1]
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
      Operand<TFloat32> asked = law.isPresent() ? GridNoise.requireOnGrid(tf, image) : image;
      Operand<TInt64> nothing = tf.zeros(tf.constant(new int[] {classes}), TInt64.class);
      return Loop.repeat(
          tf.withSubScope("votes"),
          batches(tf, samples),
          nothing,
          (body, index, counts) -> {
            Operand<TFloat32> x = Loop.capture(body, asked);
            Operand<TInt64> key = Loop.capture(body, seed);
            Operand<TInt64> start = Loop.capture(body, first);
            Operand<TInt32> wanted = Loop.capture(body, samples);
            return body.math.add(counts, votes(body, index, x, key, start, wanted));
          });
    }

    private Operand<TInt32> batches(Ops tf, Operand<TInt32> samples) {
      Operand<TInt32> last = tf.math.sub(samples, tf.constant(1));
      return tf.math.add(tf.math.floorDiv(last, tf.constant(batch)), tf.constant(1));
    }

    private Operand<TInt64> votes(
        Ops tf,
        Operand<TInt32> index,
        Operand<TFloat32> image,
        Operand<TInt64> seed,
        Operand<TInt64> first,
        Operand<TInt32> samples) {
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
      Operand<TInt32> votes = round.votes(tf, classifier, classes, batch, law).votes();
      return tf.dtypes.cast(tf.gather(votes, front, front), TInt64.class);
    }
  }

  /**
   * A frozen classifier as a function that graphs call: however often it is called, also inside of
   * loops, a graph holds its weights once. Owns native memory until closed; graphs keep what they
   * call.
   */
  private static final class ClassifierFunction implements Classifier, AutoCloseable {
    private final ConcreteFunction function;
    private final Shape logits;

    ClassifierFunction(FrozenClassifier classifier) {
      function = ConcreteFunction.create(tf -> signature(tf, classifier));
      logits = Shape.of(Shape.UNKNOWN_SIZE, classifier.classes());
    }

    private static Signature signature(Ops tf, FrozenClassifier classifier) {
      Placeholder<TFloat32> images =
          tf.placeholder(TFloat32.class, Placeholder.shape(batchOf(classifier.shape())));
      return Signature.builder("classifier")
          .input("images", images)
          .output("logits", classifier.logits(tf, images))
          .build();
    }

    @Override
    public Operand<TFloat32> logits(Ops tf, Operand<TFloat32> images) {
      // A call does not tell its graph the shape of what it gives.
      return tf.ensureShape(function.call(tf, images).asOutput().expect(TFloat32.class), logits);
    }

    @Override
    public void close() {
      function.close();
    }
  }
}
