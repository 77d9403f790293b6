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
 * A frozen classifier for programs that know nothing of this one: its logits, and any number of its
 * votes.
 *
 * @param images in: [N, height, width, 3], pixel units; noise may have been added
 * @param logits out: [N, classes]
 * @param image in: one image, [height, width, 3], pixels in [0, 1]
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
   * @param batch samples that go through the network together, however many are asked for
   */
  public static ServingGraph build(Ops tf, FrozenClassifier frozen, double sigma, int batch) {
    int size = frozen.network().imageSize();
    Placeholder<TFloat32> images =
        input(tf, "images", TFloat32.class, Shape.of(Shape.UNKNOWN_SIZE, size, size, 3));
    Placeholder<TFloat32> image = input(tf, "image", TFloat32.class, Shape.of(size, size, 3));
    Placeholder<TInt64> seed = input(tf, "seed", TInt64.class, Shape.of(2));
    Placeholder<TInt64> first = input(tf, "first", TInt64.class, Shape.scalar());
    Placeholder<TInt32> samples = input(tf, "samples", TInt32.class, Shape.scalar());
    try (ClassifierFunction classifier = new ClassifierFunction(frozen)) {
      Operand<TFloat32> logits = classifier.logits(tf, images);
      Operand<TInt64> counts =
          new VoteLoop(classifier, frozen.network().classes(), sigma, batch)
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

  private static <T extends TType> Placeholder<T> input(
      Ops tf, String name, Class<T> type, Shape shape) {
    return tf.withName(name).placeholder(type, Placeholder.shape(shape));
  }
}
