package org.smoothadv.network;

import java.io.Serializable;
import org.smoothadv.input.PixelUnits;

/**
 * The size of the images of a dataset.
 *
 * @param height rows of pixels, at least 1
 * @param width columns of pixels, at least 1
 * @param channels values per pixel, at least 1 (3 for RGB)
 */
public record ImageShape(int height, int width, int channels) implements Serializable {
  private static final int COLOURS = 3;

  /**
   * Checks the sides.
   *
   * @throws IllegalArgumentException if one of them is below 1, or an image would not fit a Java
   *     array
   */
  public ImageShape {
    if (height < 1 || width < 1 || channels < 1) {
      throw new IllegalArgumentException(
          "image of %d x %d x %d: every side must be positive".formatted(height, width, channels));
    }
    if ((double) height * width * channels > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "image of %d x %d x %d: more numbers than can be held"
              .formatted(height, width, channels));
    }
  }

  /** Square images of three colours. */
  public static ImageShape ofSize(int size) {
    return new ImageShape(size, size, COLOURS);
  }

  /**
   * Square images of as many channels.
   *
   * @throws IllegalArgumentException if the size is below 1
   */
  public ImageShape withSize(int size) {
    return new ImageShape(size, size, channels);
  }

  /** The numbers of one image, or its bytes: height x width x channels. */
  public int values() {
    return height * width * channels;
  }

  /**
   * Checks that strides divide the images.
   *
   * @param network what has the strides
   * @throws IllegalArgumentException if height or width is no multiple
   */
  void requireMultipleOf(int reduction, String network) {
    if (height % reduction != 0 || width % reduction != 0) {
      throw new IllegalArgumentException(
          "%s takes images of a multiple of %d pixels in height and width, not %s"
              .formatted(network, reduction, height == width ? height : height + " x " + width));
    }
  }

  /**
   * Refuses a distance that no two such images have.
   *
   * @param field the setting that names it
   * @param distance L2, in units where pixels are in [0,1]
   * @throws org.smoothadv.input.InvalidSettingException if it is beyond the diagonal of the cube of
   *     all images
   */
  public void requireWithinCube(String field, double distance) {
    PixelUnits.requireWithinCube(field, distance, height, width, channels);
  }

  /** The short form: {@code 32} for square images of three colours, else as in {@code 28x28x1}. */
  public String text() {
    return equals(ofSize(height)) ? String.valueOf(height) : height + "x" + width + "x" + channels;
  }

  /** As in {@code 32 x 32 x 3}. */
  @Override
  public String toString() {
    return height + " x " + width + " x " + channels;
  }
}
