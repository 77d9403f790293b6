package org.smoothadv.internal.adopt;

import java.util.Iterator;
import java.util.SplittableRandom;
import org.smoothadv.device.Machine;
import org.smoothadv.input.EnumNames;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.network.ImageShape;
import org.smoothadv.network.Precision;
import org.smoothadv.smoothing.FrozenClassifier;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * A network of others as a base classifier: its operations are built into every graph anew, its
 * constants among them.
 *
 * @param name what it is called
 * @param network its operations
 * @param ends how images enter it, and what comes out
 * @param precision the type of its products
 * @param largestActivation the numbers that its largest output has for one image
 */
record AdoptedClassifier(
    String name,
    FlatNetwork network,
    ModelInterface ends,
    Precision precision,
    long largestActivation)
    implements FrozenClassifier {
  /** Standard deviations of the noise on grey images, one each. */
  private static final float[] NOISES = {1, 0.5f, 0.25f, 0.12f, 0};

  /** The images of noise that there are. */
  static final int MOST_NOISES = NOISES.length;

  /**
   * Builds the classifier once, to see that this can be done.
   *
   * @throws InvalidInputException if it cannot
   */
  static AdoptedClassifier of(String name, FlatNetwork network, ModelInterface ends) {
    return of(name, network, ends, Precision.FLOAT32);
  }

  private static AdoptedClassifier of(
      String name, FlatNetwork network, ModelInterface ends, Precision precision) {
    try (Graph graph = new Graph()) {
      AdoptedClassifier classifier = new AdoptedClassifier(name, network, ends, precision, 1);
      Ops tf = Ops.create(graph);
      try {
        classifier.logits(tf, images(tf, ends.shape(), 1), Weights.SHAPES);
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new InvalidInputException(
            "%s cannot be built for images of %s: %s".formatted(name, ends.shape(), firstLine(e)),
            e);
      }
      return new AdoptedClassifier(name, network, ends, precision, largest(graph, ends.shape()));
    }
  }

  /**
   * The same network, of float32, in another precision.
   *
   * @throws InvalidSettingException if it has nothing that would be computed in that
   */
  AdoptedClassifier in(Precision other) {
    if (other == precision) {
      return this;
    }
    FlatNetwork changed =
        Bfloat16Network.of(network)
            .orElseThrow(
                () ->
                    new InvalidSettingException(
                        "precision",
                        "{precision} %s: %s has no convolution or matrix product between its first and its last one, which are always of float32",
                        EnumNames.of(other),
                        name));
    return of(name, changed, ends, other);
  }

  private static Placeholder<TFloat32> images(Ops tf, ImageShape shape, long count) {
    return tf.placeholder(
        TFloat32.class,
        Placeholder.shape(Shape.of(count, shape.height(), shape.width(), shape.channels())));
  }

  private static long largest(Graph graph, ImageShape images) {
    long largest = images.values();
    for (Iterator<? extends Operation> all = graph.operations(); all.hasNext(); ) {
      Operation operation = all.next();
      boolean given = operation.type().equals("Const") || operation.type().equals("Placeholder");
      for (int i = 0; i < operation.numOutputs() && !given; i++) {
        Shape shape = operation.output(i).shape();
        if (!shape.isUnknown() && !shape.hasUnknownDimension()) {
          largest = Math.max(largest, shape.size());
        }
      }
    }
    return largest;
  }

  /** Of an error of TensorFlow, whose messages are long. */
  static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  @Override
  public ImageShape shape() {
    return ends.shape();
  }

  @Override
  public int classes() {
    return ends.classes();
  }

  @Override
  public Operand<TFloat32> logits(Ops tf, Operand<TFloat32> images) {
    return logits(tf, images, Weights.CONSTANTS);
  }

  private Operand<TFloat32> logits(Ops tf, Operand<TFloat32> images, Weights weights) {
    return ends.logits(tf, network.build(tf, ends.entering(tf, images), weights));
  }

  @Override
  public Placed in(Ops tf) {
    Weights.Placed placed = Weights.placed(tf, network);
    return new Placed((inside, images) -> logits(inside, images, placed.weights()), placed.fed());
  }

  /** There is no list of its layers to compare with exact arithmetic. */
  @Override
  public void requireArithmetic(boolean withGradient, Machine machine) {}

  @Override
  public void requireNoOverflow(Machine machine) {
    answersToNoise(MOST_NOISES, machine);
  }

  /**
   * Asks the network about grey images with noise, from the noisiest to one without.
   *
   * @param count how many, at most {@link #MOST_NOISES}
   * @return their logits, one row after the other
   * @throws InvalidInputException if one is not finite, or TensorFlow cannot compute them
   */
  float[] answersToNoise(int count, Machine machine) {
    int values = shape().values();
    SplittableRandom random = new SplittableRandom(1);
    float[] pixels = new float[count * values];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = 0.5f + NOISES[i / values] * (float) random.nextGaussian();
    }
    float[] answers = answers(pixels, count, machine);
    for (float logit : answers) {
      if (!Float.isFinite(logit)) {
        throw new InvalidInputException(
            "%s answers noise with a logit of %s: its answers would mean nothing"
                .formatted(name, logit));
      }
    }
    return answers;
  }

  /**
   * Asks the network itself.
   *
   * @param pixels HWC, one image after the other
   * @return their logits, one row after the other
   * @throws InvalidInputException if TensorFlow cannot compute them
   */
  float[] answers(float[] pixels, int count, Machine machine) {
    ImageShape shape = shape();
    try (Graph graph = new Graph();
        Placed placed = in(Ops.create(graph));
        Session session = new Session(graph, machine.sessionConfiguration());
        TFloat32 images =
            TFloat32.tensorOf(
                Shape.of(count, shape.height(), shape.width(), shape.channels()),
                DataBuffers.of(pixels, true, false))) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> fed = images(tf, shape, count);
      Operand<TFloat32> logits = placed.classifier().logits(tf, fed);
      try (Result result = placed.fed(session.runner()).feed(fed, images).fetch(logits).run()) {
        float[] answers = new float[count * classes()];
        TFloat32 tensor = (TFloat32) result.get(0);
        if (tensor.size() != answers.length) {
          throw new InvalidInputException(
              "%s gives %d numbers for %d images of %d classes"
                  .formatted(name, tensor.size(), count, classes()));
        }
        tensor.copyTo(DataBuffers.of(answers));
        return answers;
      }
    } catch (TensorFlowException e) {
      throw new InvalidInputException(
          "%s cannot be computed for %d images of %s: %s"
              .formatted(name, count, shape, firstLine(e)),
          e);
    }
  }
}
