package org.smoothadv.smoothing;

import java.util.LinkedHashMap;
import java.util.Map;
import org.smoothadv.attack.Attack;
import org.smoothadv.attack.AttackSettings;
import org.smoothadv.attack.Classifier;
import org.smoothadv.attack.L2;
import org.smoothadv.checkpoint.GraphDescription;
import org.smoothadv.device.Machine;
import org.smoothadv.input.EnumNames;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.Seeds;
import org.smoothadv.network.ImageShape;
import org.smoothadv.smoothing.VoteQueue.VoteQuery;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Looks for adversarial examples of a frozen classifier, one image at a time: an example depends on
 * its image, its number and the seed only, and memory does not grow with m. Owns native memory
 * until closed.
 */
public final class Attacker implements AutoCloseable {
  /** What the user's seed is derived for, so that the votes at an example are on fresh noise. */
  private static final long ATTACK_NOISE = 1;

  private final FrozenClassifier classifier;
  private final AttackSettings settings;
  private final FirstRunAlone runs = new FirstRunAlone();
  private final ClassifierSession<AttackGraph> session;

  /**
   * Prepares the attack.
   *
   * @param settings of an attack, not {@link AttackSettings#NONE}
   * @param samplesAtOnce noisy copies that go through the network together, at least 1
   * @throws org.smoothadv.network.WrongArithmeticException if this machine computes the network
   *     wrongly
   */
  public Attacker(
      FrozenClassifier classifier, AttackSettings settings, int samplesAtOnce, Machine machine) {
    this.classifier = classifier;
    classifier.requireArithmetic(true, machine);
    this.settings = settings;
    session =
        ClassifierSession.open(
            classifier,
            machine,
            (tf, placed) ->
                AttackGraph.build(
                    tf, placed, classifier.shape(), classifier.classes(), settings, samplesAtOnce));
  }

  /** What attacks. */
  public AttackSettings settings() {
    return settings;
  }

  /** The graph, to be stored. */
  public GraphDef graphDef() {
    return session.graphDef();
  }

  /**
   * What the graph is and how it is run.
   *
   * @param model a digest of the weights
   */
  public GraphDescription graphDescription(String model) {
    AttackGraph ends = session.ends();
    Map<String, Operand<?>> feeds = new LinkedHashMap<>();
    feeds.put("image", ends.image());
    feeds.put("label", ends.label());
    feeds.put("seed", ends.seed());
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("architecture", classifier.name());
    configuration.put("classes", classifier.classes());
    configuration.put("precision", EnumNames.of(classifier.precision()));
    configuration.put("attack", settings);
    configuration.put("model", model);
    return GraphDescription.of("attack", configuration, feeds, Map.of("attacked", ends.attacked()));
  }

  /**
   * Attacks an image.
   *
   * @param pixels x, HWC, in [0, 1]
   * @param label its class
   * @param image its number
   * @return x̂, HWC, in [0, 1] and within L2 distance epsilon of x
   * @throws InvalidInputException if the image is not of the network's size, has a pixel outside of
   *     [0, 1], or there is no such class
   * @throws AttackFailedException if the network's logits or their gradient are not finite
   */
  public float[] attack(float[] pixels, int label, long image, long seed) {
    VoteQuery.requireImage(classifier.shape(), pixels);
    if (label < 0 || label >= classifier.classes()) {
      throw new InvalidInputException(
          "label %d; accepted are 0 to %d".formatted(label, classifier.classes() - 1));
    }
    try {
      return runs.run(() -> attackOnce(pixels, label, image, seed));
    } catch (TFInvalidArgumentException e) {
      throw AttackSettings.isNotFinite(e) ? new AttackFailedException(image, e) : e;
    }
  }

  private float[] attackOnce(float[] pixels, int label, long image, long seed) {
    ImageShape shape = classifier.shape();
    AttackGraph ends = session.ends();
    float[] attacked = new float[pixels.length];
    try (TFloat32 imageTensor =
            TFloat32.tensorOf(
                Shape.of(1, shape.height(), shape.width(), shape.channels()),
                DataBuffers.of(pixels, true, false));
        TInt32 labelTensor = TInt32.vectorOf(label);
        TInt64 seedTensor = TInt64.vectorOf(Seeds.derive(seed, ATTACK_NOISE), image);
        Result result =
            session
                .run()
                .feed(ends.image(), imageTensor)
                .feed(ends.label(), labelTensor)
                .feed(ends.seed(), seedTensor)
                .fetch(ends.attacked())
                .now()) {
      ((TFloat32) result.get(0)).copyTo(DataBuffers.of(attacked));
    }
    return attacked;
  }

  @Override
  public void close() {
    session.close();
  }

  /**
   * An attack on one image of a frozen classifier, all of its steps (section 4.3).
   *
   * @param image in: x, [1, height, width, channels], pixels in [0, 1]
   * @param label in: its class, [1]
   * @param seed in: [2], a key and the image's number; the noises depend on nothing else
   * @param attacked out: x̂, in the shape of the image, within the epsilon-ball
   */
  record AttackGraph(
      Placeholder<TFloat32> image,
      Placeholder<TInt32> label,
      Placeholder<TInt64> seed,
      Operand<TFloat32> attacked) {
    /** Keeps the random directions apart from the noises. */
    private static final long DIRECTIONS = 1L << 32;

    /**
     * Builds the graph.
     *
     * @param settings of an attack, not {@link AttackSettings#NONE}
     * @param samplesAtOnce noisy copies that go through the network together, at least 1
     */
    static AttackGraph build(
        Ops tf,
        Classifier classifier,
        ImageShape shape,
        int classes,
        AttackSettings settings,
        int samplesAtOnce) {
      Placeholder<TFloat32> image =
          tf.withName("image")
              .placeholder(
                  TFloat32.class,
                  Placeholder.shape(Shape.of(1, shape.height(), shape.width(), shape.channels())));
      Placeholder<TInt32> label =
          tf.withName("label").placeholder(TInt32.class, Placeholder.shape(Shape.of(1)));
      Placeholder<TInt64> seed =
          tf.withName("seed").placeholder(TInt64.class, Placeholder.shape(Shape.of(2)));
      Attack.Input input =
          new Attack.Input(
              image,
              tf.oneHot(label, tf.constant(classes), tf.constant(1f), tf.constant(0f)),
              settings.noise(seed),
              tf.constant((float) settings.epsilon()),
              tf.math.add(seed, tf.constant(new long[] {DIRECTIONS, 0})));
      Operand<TFloat32> found =
          settings
              .checkedAttack(classifier, samplesAtOnce)
              .attack(tf.withSubScope("attack"), input);
      Operand<TFloat32> attacked =
          tf.withName("attacked").identity(L2.enclose(tf, image, found, settings.epsilon()));
      return new AttackGraph(image, label, seed, attacked);
    }
  }

  /** An attack cannot be taken: what it follows is infinite or not a number. */
  public static final class AttackFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Says of which image.
     *
     * @param image its number
     */
    AttackFailedException(long image, Throwable cause) {
      super(
          "the attack on image %d failed: the network's logits there, or their gradient, are infinite or not numbers; no example was made"
              .formatted(image),
          cause);
    }
  }
}
