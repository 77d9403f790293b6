package org.smoothadv.internal.bench;

import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.commons.math3.random.RandomGenerator;
import org.smoothadv.device.Machine;
import org.smoothadv.internal.dataset.EpochBatches;
import org.smoothadv.internal.dataset.ImageDataset;
import org.smoothadv.internal.dataset.MiniBatch;
import org.smoothadv.internal.dataset.TrainingImages;
import org.smoothadv.internal.training.StartingPoint.InitialState;
import org.smoothadv.internal.training.TrainingSession;
import org.smoothadv.network.ImageShape;
import org.smoothadv.network.Network;
import org.smoothadv.run.TrainingConfiguration;

/**
 * Training from end to end: a short epoch from the images, which are shuffled, decoded, varied and
 * fed, to the last step.
 */
public final class EpochWork implements Workload {
  /** Enough that the wait for the first batch hardly weighs. */
  private static final int STEPS = 8;

  private final Network network;
  private final TrainingConfiguration configuration;
  private final ImageDataset images;
  private final TrainingImages training;
  private final TrainingSession session;
  private int epoch;
  private long step;

  /**
   * Prepares a freshly drawn network.
   *
   * @param images to train on; of many a part. {@link #close} closes them
   */
  public EpochWork(
      Network network, TrainingConfiguration configuration, ImageDataset images, Machine machine) {
    this.network = network;
    this.configuration = configuration;
    this.images = images.limitedTo(mostImages(configuration));
    training = TrainingImages.of(this.images, Optional.empty());
    session = new TrainingSession(network, configuration, machine);
    session.restore(InitialState.draw(network, 0));
  }

  private static int mostImages(TrainingConfiguration configuration) {
    return Math.multiplyExact(STEPS, configuration.imagesPerStep());
  }

  /** Images of random bytes, which training does not vary: of a shape that no dataset has here. */
  public static ImageDataset randomImages(Network network, TrainingConfiguration configuration) {
    return new RandomImages(network.shape(), network.classes(), mostImages(configuration));
  }

  @Override
  public String name() {
    return "train";
  }

  @Override
  public int images() {
    return images.size();
  }

  @Override
  public double operations() {
    return TrainingWork.operations(TrainingWork.Part.STEP, network, configuration) * images();
  }

  @Override
  public void run() {
    double epsilon = configuration.adversarial().epsilon();
    try (EpochBatches batches =
        training.epoch(configuration.imagesPerStep(), configuration.seed(), epoch++)) {
      while (batches.hasNext()) {
        MiniBatch batch = batches.next().batch();
        if (batch.size() > 0) {
          session.train(batch, epsilon, 1e-3, step++);
        }
      }
    }
  }

  @Override
  public void close() {
    session.close();
    images.close();
  }

  private static final class RandomImages implements ImageDataset {
    private final Kind kind;
    private final byte[][] images;

    RandomImages(ImageShape shape, int classes, int size) {
      kind = new Kind("random bytes", shape, classes);
      images = new byte[size][shape.values()];
      SplittableRandom random = new SplittableRandom(1);
      for (byte[] image : images) {
        random.nextBytes(image);
      }
    }

    @Override
    public Kind kind() {
      return kind;
    }

    @Override
    public int size() {
      return images.length;
    }

    @Override
    public int label(int index) {
      return index % kind.classes();
    }

    @Override
    public String digest() {
      return "";
    }

    @Override
    public void copyPixels(int index, byte[] target, int offset) {
      System.arraycopy(images[index], 0, target, offset, images[index].length);
    }

    @Override
    public void copyVariation(int index, RandomGenerator random, byte[] target, int offset) {
      copyPixels(index, target, offset);
    }
  }
}
