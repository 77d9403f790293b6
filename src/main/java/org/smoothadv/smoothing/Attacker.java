package org.smoothadv.smoothing;

import java.util.LinkedHashMap;
import java.util.Map;
import org.smoothadv.attack.AttackSettings;
import org.smoothadv.checkpoint.GraphDescription;
import org.smoothadv.device.Machine;
import org.smoothadv.input.EnumNames;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.Seeds;
import org.smoothadv.network.ArithmeticCheck;
import org.smoothadv.network.Network;
import org.smoothadv.network.Precision;
import org.smoothadv.smoothing.VoteQueue.VoteQuery;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
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

  private final Network network;
  private final Precision precision;
  private final AttackSettings settings;
  private final FirstRunAlone runs = new FirstRunAlone();
  private final Graph graph = new Graph();
  private final Session session;
  private final AttackGraph ends;

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
    this.network = classifier.network();
    this.precision = classifier.precision();
    ArithmeticCheck.require(network, precision, true, machine);
    this.settings = settings;
    ends = AttackGraph.build(Ops.create(graph), classifier, settings, samplesAtOnce);
    session = new Session(graph, machine.sessionConfiguration());
  }

  /** The graph, to be stored. */
  public GraphDef graphDef() {
    return graph.toGraphDef();
  }

  /**
   * What the graph is and how it is run.
   *
   * @param model a digest of the weights
   */
  public GraphDescription graphDescription(String model) {
    Map<String, Operand<?>> feeds = new LinkedHashMap<>();
    feeds.put("image", ends.image());
    feeds.put("label", ends.label());
    feeds.put("seed", ends.seed());
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("architecture", network.name());
    configuration.put("classes", network.classes());
    configuration.put("precision", EnumNames.of(precision));
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
    VoteQuery.requireImage(network, pixels);
    if (label < 0 || label >= network.classes()) {
      throw new InvalidInputException(
          "label %d; accepted are 0 to %d".formatted(label, network.classes() - 1));
    }
    try {
      return runs.run(() -> attackOnce(pixels, label, image, seed));
    } catch (TFInvalidArgumentException e) {
      throw AttackSettings.isNotFinite(e) ? new AttackFailedException(image, e) : e;
    }
  }

  private float[] attackOnce(float[] pixels, int label, long image, long seed) {
    int size = network.imageSize();
    float[] attacked = new float[pixels.length];
    try (TFloat32 imageTensor =
            TFloat32.tensorOf(Shape.of(1, size, size, 3), DataBuffers.of(pixels, true, false));
        TInt32 labelTensor = TInt32.vectorOf(label);
        TInt64 seedTensor = TInt64.vectorOf(Seeds.derive(seed, ATTACK_NOISE), image);
        Result result =
            session
                .runner()
                .feed(ends.image(), imageTensor)
                .feed(ends.label(), labelTensor)
                .feed(ends.seed(), seedTensor)
                .fetch(ends.attacked())
                .run()) {
      ((TFloat32) result.get(0)).copyTo(DataBuffers.of(attacked));
    }
    return attacked;
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
