package org.smoothadv.internal.dataset;

import java.util.Arrays;
import org.apache.commons.math3.random.RandomGenerator;
import org.smoothadv.network.ImageShape;

/** A random variation of a training image that leaves its class what it is. */
@FunctionalInterface
interface Augmentation {
  /**
   * Writes a variation of an image.
   *
   * @param image HWC pixels, left as they are
   * @param shape of the image and of its variation
   * @param random the only source of chance
   * @param target receives {@code shape.values()} bytes, all of them written
   * @param offset where in {@code target} they begin
   */
  void apply(byte[] image, ImageShape shape, RandomGenerator random, byte[] target, int offset);

  /** Returns the augmentation that changes nothing. */
  static Augmentation none() {
    return (image, shape, random, target, offset) ->
        System.arraycopy(image, 0, target, offset, shape.values());
  }

  /**
   * Horizontal flip with probability 1/2, then a crop of the image's own size at a uniformly random
   * place of the image framed with black: torchvision's {@code RandomCrop(size, padding)} and
   * {@code RandomHorizontalFlip()}, which Cohen et al. (2019) and Salman et al. (2019) train
   * CIFAR-10 with.
   *
   * @param padding width of the black frame in pixels, at least 0; 4 for CIFAR-10
   * @param flips whether images are flipped; digits are not
   */
  record FlipAndCrop(int padding, boolean flips) implements Augmentation {
    /**
     * Checks the frame.
     *
     * @throws IllegalArgumentException if the padding is negative
     */
    public FlipAndCrop {
      if (padding < 0) {
        throw new IllegalArgumentException("padding " + padding + " is negative");
      }
    }

    /** With flips. */
    FlipAndCrop(int padding) {
      this(padding, true);
    }

    @Override
    public void apply(
        byte[] image, ImageShape shape, RandomGenerator random, byte[] target, int offset) {
      boolean flip = flips && random.nextBoolean();
      int down = random.nextInt(2 * padding + 1) - padding;
      int right = random.nextInt(2 * padding + 1) - padding;
      int channels = shape.channels();
      Arrays.fill(target, offset, offset + shape.values(), (byte) 0);
      for (int y = Math.max(0, -down); y < Math.min(shape.height(), shape.height() - down); y++) {
        int from = (y + down) * shape.width();
        int to = y * shape.width();
        for (int x = Math.max(0, -right); x < Math.min(shape.width(), shape.width() - right); x++) {
          int column = flip ? shape.width() - 1 - (x + right) : x + right;
          System.arraycopy(
              image, (from + column) * channels, target, offset + (to + x) * channels, channels);
        }
      }
    }
  }
}
