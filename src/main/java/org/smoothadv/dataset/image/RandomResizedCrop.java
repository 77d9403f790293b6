package org.smoothadv.dataset.image;

import org.apache.commons.math3.random.RandomGenerator;

/**
 * A box of random size, shape and place, resized to a square: torchvision's {@code
 * RandomResizedCrop}, with which ImageNet classifiers are trained. The box covers 8% to 100% of the
 * image; the logarithm of its width divided by its height is uniform between those of 3/4 and 4/3.
 * Where ten attempts give no box that fits, it is the largest one in the middle with a shape in
 * these bounds.
 *
 * @param size the height and width of the square in pixels
 * @param random the only source of chance
 */
public record RandomResizedCrop(int size, RandomGenerator random) implements Framing {
  private static final double LEAST_AREA = 0.08;
  private static final double NARROWEST = 3.0 / 4.0;
  private static final double WIDEST = 4.0 / 3.0;
  private static final int ATTEMPTS = 10;

  @Override
  public Frame of(int height, int width) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      double area = uniform(LEAST_AREA, 1) * height * width;
      double shape = Math.exp(uniform(Math.log(NARROWEST), Math.log(WIDEST)));
      int boxWidth = (int) Math.rint(Math.sqrt(area * shape));
      int boxHeight = (int) Math.rint(Math.sqrt(area / shape));
      if (boxWidth >= 1 && boxWidth <= width && boxHeight >= 1 && boxHeight <= height) {
        int top = random.nextInt(height - boxHeight + 1);
        int left = random.nextInt(width - boxWidth + 1);
        return resized(top, left, boxHeight, boxWidth);
      }
    }
    return centred(height, width);
  }

  private Frame centred(int height, int width) {
    double shape = (double) width / height;
    int boxHeight = shape < NARROWEST ? (int) Math.rint(width / NARROWEST) : height;
    int boxWidth = shape > WIDEST ? (int) Math.rint(height * WIDEST) : width;
    return resized((height - boxHeight) / 2, (width - boxWidth) / 2, boxHeight, boxWidth);
  }

  private Frame resized(int top, int left, int height, int width) {
    return new Frame(top, left, height, width, size, size, 0, 0);
  }

  private double uniform(double from, double to) {
    return from + (to - from) * random.nextDouble();
  }
}
