package org.smoothadv.internal.dataset.image;

import org.apache.commons.math3.random.RandomGenerator;
import org.smoothadv.internal.dataset.image.Framing.CentreCrop;
import org.smoothadv.internal.dataset.image.Framing.Frame;

/** Decides which part of an image is shown. */
@FunctionalInterface
public interface Framing {
  /**
   * Frames an image.
   *
   * @param height of the image in pixels, at least 1
   * @param width of the image in pixels, at least 1
   */
  Frame of(int height, int width);

  /**
   * How an image becomes the square that a network sees: a box is cut out of it, the box is resized
   * to a number of rows and columns, and the square is cut out of these.
   *
   * @param top the box's first row in the image
   * @param left its first column
   * @param height its rows, at least 1
   * @param width its columns, at least 1
   * @param rows that the box is resized to, at least 1
   * @param columns that the box is resized to, at least 1
   * @param firstRow of the square, among {@code rows}
   * @param firstColumn of the square, among {@code columns}
   */
  record Frame(
      int top,
      int left,
      int height,
      int width,
      int rows,
      int columns,
      int firstRow,
      int firstColumn) {}

  /**
   * The square in the middle of an image whose shorter side was resized: torchvision's {@code
   * Resize(shorterSide)} and {@code CenterCrop(size)}, with which ImageNet classifiers are tested.
   *
   * @param shorterSide what the shorter side of the image is resized to, at least {@code size}
   * @param size the height and width of the square in pixels, at least 1
   */
  record CentreCrop(int shorterSide, int size) implements Framing {
    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if the square would not fit
     */
    public CentreCrop {
      if (size < 1 || shorterSide < size) {
        throw new IllegalArgumentException(
            "a square of " + size + " in " + shorterSide + " pixels");
      }
    }

    /**
     * The proportion that is customary for 224 pixels, 256 : 224, at any size.
     *
     * @param size the height and width of the square in pixels
     */
    public static CentreCrop customary(int size) {
      return new CentreCrop((int) Math.rint(size * 256.0 / 224.0), size);
    }

    @Override
    public Frame of(int height, int width) {
      int rows = height <= width ? shorterSide : longerSide(height, width);
      int columns = height <= width ? longerSide(width, height) : shorterSide;
      return new Frame(0, 0, height, width, rows, columns, margin(rows), margin(columns));
    }

    private int longerSide(int longer, int shorter) {
      return Math.toIntExact((long) shorterSide * longer / shorter);
    }

    /** Halves are rounded to the even number, as Python's {@code round} does. */
    private int margin(int side) {
      return (int) Math.rint((side - size) / 2.0);
    }
  }

  /**
   * A box of random size, shape and place, resized to a square: torchvision's {@code
   * RandomResizedCrop}, with which ImageNet classifiers are trained. The box covers 8% to 100% of
   * the image; the logarithm of its width divided by its height is uniform between those of 3/4 and
   * 4/3. Where ten attempts give no box that fits, it is the largest one in the middle with a shape
   * in these bounds.
   *
   * @param size the height and width of the square in pixels
   * @param random the only source of chance
   */
  record RandomResizedCrop(int size, RandomGenerator random) implements Framing {
    private static final double MIN_AREA = 0.08;
    private static final double NARROWEST = 3.0 / 4.0;
    private static final double WIDEST = 4.0 / 3.0;
    private static final int ATTEMPTS = 10;

    @Override
    public Frame of(int height, int width) {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        double area = uniform(MIN_AREA, 1) * height * width;
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
}
