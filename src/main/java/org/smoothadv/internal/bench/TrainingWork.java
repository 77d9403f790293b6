package org.smoothadv.internal.bench;

import java.util.SplittableRandom;
import org.smoothadv.device.Machine;
import org.smoothadv.internal.dataset.MiniBatch;
import org.smoothadv.internal.training.StartingPoint.InitialState;
import org.smoothadv.internal.training.TrainingSession;
import org.smoothadv.network.Network;
import org.smoothadv.run.TrainingConfiguration;

/** The graph of training: a whole step, or its attack alone, on images that are in memory. */
public final class TrainingWork implements Workload {
  /** The part of the graph that is run. */
  public enum Part {
    /** The attack. */
    ATTACK,
    /** The attack and the step of SGD. */
    STEP
  }

  private final Part part;
  private final Network network;
  private final TrainingConfiguration configuration;
  private final TrainingSession session;
  private final MiniBatch batch;
  private long step;

  /** Prepares a freshly drawn network and a batch of random images. */
  public TrainingWork(
      Part part, Network network, TrainingConfiguration configuration, Machine machine) {
    this.part = part;
    this.network = network;
    this.configuration = configuration;
    session = new TrainingSession(network, configuration, machine);
    session.restore(InitialState.draw(network, 0));
    SplittableRandom random = new SplittableRandom(1);
    int images = configuration.imagesPerStep();
    byte[] pixels = new byte[images * network.shape().values()];
    random.nextBytes(pixels);
    int[] labels = random.ints(images, 0, network.classes()).toArray();
    batch = new MiniBatch(pixels, labels);
  }

  @Override
  public String name() {
    return part == Part.ATTACK ? "attack" : "step";
  }

  @Override
  public int images() {
    return configuration.imagesPerStep();
  }

  @Override
  public double operations() {
    return operations(part, network, configuration) * images();
  }

  /** Those that one image takes. */
  static double operations(Part part, Network network, TrainingConfiguration configuration) {
    // A gradient with respect to the images is two passes; one with respect to the weights as well
    // is three.
    int copies = configuration.adversarial().noiseSamples();
    int passes = 2 * configuration.adversarial().steps() * copies;
    if (part == Part.STEP) {
      passes += 3 * (copies + besideCopies(configuration));
    }
    return 2.0 * network.multiplyAdds() * passes;
  }

  /** Rows of an image that the step takes forth and back beside the noisy copies. */
  private static int besideCopies(TrainingConfiguration configuration) {
    return switch (configuration.objective().objective()) {
      case CROSS_ENTROPY, CONSISTENCY, MACER -> 0;
      case STABILITY -> 1;
      case SMOOTHMIX -> configuration.adversarial().noiseSamples();
    };
  }

  @Override
  public void run() {
    if (part == Part.ATTACK) {
      session.attack(batch, configuration.adversarial().epsilon(), step++);
    } else {
      session.train(batch, configuration.adversarial().epsilon(), 1e-3, step++);
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
