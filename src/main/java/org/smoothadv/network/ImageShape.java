package org.smoothadv.network;

/**
 * The size of the images of a dataset.
 *
 * @param height rows of pixels, at least 1
 * @param width columns of pixels, at least 1
 * @param channels values per pixel, at least 1 (3 for RGB)
 */
public record ImageShape(int height, int width, int channels) {
  /**
   * Checks the sides.
   *
   * @throws IllegalArgumentException if one of them is below 1
   * @throws ArithmeticException if an image would not fit a Java array
   */
  public ImageShape {
    if (height < 1 || width < 1 || channels < 1) {
      throw new IllegalArgumentException(
          "image of %d x %d x %d: every side must be positive".formatted(height, width, channels));
    }
    Math.multiplyExact(Math.multiplyExact(height, width), channels);
  }

  /** The numbers of one image, or its bytes: height x width x channels. */
  public int values() {
    return height * width * channels;
  }

  /** As in {@code 32 x 32 x 3}. */
  @Override
  public String toString() {
    return height + " x " + width + " x " + channels;
  }
}
