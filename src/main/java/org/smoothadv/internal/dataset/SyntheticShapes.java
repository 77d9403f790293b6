package org.smoothadv.internal.dataset;

import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;
import org.smoothadv.internal.dataset.Augmentation.FlipAndCrop;
import org.smoothadv.network.ImageShape;

/**
 * Images that the program draws itself, for trying everything without a download: 32 x 32 RGB, ten
 * classes of figures of any colour, brighter or darker than what is behind them, shifted, scaled,
 * turned, textured and cluttered. An image is a pure function of (seed, split, index), the same on
 * every Java machine.
 */
public final class SyntheticShapes {
  /** The name that {@code --dataset} knows it by. */
  public static final String NAME = "synthetic";

  static final int CLASSES = Outline.values().length;

  static final ImageShape SHAPE = new ImageShape(32, 32, 3);

  /** That of the dataset, which is the same whatever the seed of a training. */
  private static final long SEED = 0;

  private SyntheticShapes() {}

  /** Draws a split of the dataset: 10,000 images to train on or 2,000 to test on. */
  public static ImageDataset draw(Split split) {
    return draw(split, SEED);
  }

  /**
   * Draws such images from another seed.
   *
   * @param split the splits of a seed share no random numbers
   * @param seed any number
   */
  public static ImageDataset draw(Split split, long seed) {
    return switch (split) {
      case TRAIN -> draw(10_000, seed, 0);
      case TEST -> draw(2_000, seed, 1);
    };
  }

  private static ImageDataset draw(int size, long seed, int part) {
    byte[] pixels = new byte[size * SHAPE.values()];
    int[] labels = new int[size];
    Outline[] outlines = Outline.values();
    IntStream.range(0, size)
        .parallel()
        .forEach(
            i -> {
              RandomGenerator random = KeyedRandom.of(KeyedRandom.Purpose.DRAWING, seed, part, i);
              labels[i] = random.nextInt(outlines.length);
              ShapePainter.paint(outlines[labels[i]], random, pixels, i * SHAPE.values());
            });
    return new InMemoryImages(NAME, SHAPE, CLASSES, new FlipAndCrop(4), pixels, labels);
  }
}
