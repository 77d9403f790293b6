package org.smoothadv.dataset.image;

/**
 * The square in the middle of an image whose shorter side was resized: torchvision's {@code
 * Resize(shorterSide)} and {@code CenterCrop(size)}, with which ImageNet classifiers are tested.
 *
 * @param shorterSide what the shorter side of the image is resized to, at least {@code size}
 * @param size the height and width of the square in pixels, at least 1
 */
public record CentreCrop(int shorterSide, int size) implements Framing {
  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if the square would not fit
   */
  public CentreCrop {
    if (size < 1 || shorterSide < size) {
      throw new IllegalArgumentException("a square of " + size + " in " + shorterSide + " pixels");
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
