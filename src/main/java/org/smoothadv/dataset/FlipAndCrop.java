package org.smoothadv.dataset;

import java.util.Arrays;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * Horizontal flip with probability 1/2, then a crop of the image's own size at a uniformly random
 * place of the image framed with black: torchvision's {@code RandomCrop(size, padding)} and {@code
 * RandomHorizontalFlip()}, which Cohen et al. (2019) and Salman et al. (2019) train CIFAR-10 with.
 *
 * @param padding width of the black frame in pixels, at least 0; 4 for CIFAR-10
 */
public record FlipAndCrop(int padding) implements Augmentation {
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

  @Override
  public void apply(
      byte[] image, ImageShape shape, RandomGenerator random, byte[] target, int offset) {
    boolean flip = random.nextBoolean();
    int down = random.nextInt(2 * padding + 1) - padding;
    int right = random.nextInt(2 * padding + 1) - padding;
    int channels = shape.channels();
    Arrays.fill(target, offset, offset + shape.bytes(), (byte) 0);
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
