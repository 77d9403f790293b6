package org.smoothadv.input;

import java.util.Locale;

/** Distances between images, L2 in units where pixels are in [0,1]. */
public final class PixelUnits {
  private PixelUnits() {}

  /**
   * Refuses a distance that no two images have, which is most likely one in units where pixels are
   * from 0 to 255.
   *
   * @param channels values per pixel
   * @throws InvalidSettingException if the value is beyond the diagonal of the cube of all images
   */
  public static void requireWithinCube(
      String field, double value, int height, int width, int channels) {
    double diagonal = Math.sqrt((double) height * width * channels);
    if (value > diagonal) {
      throw new InvalidSettingException(
          field,
          "{"
              + field
              + "} is %s; no two images of %s x %s pixels in [0,1] are farther apart than %s: did you"
              + " mean %s/255?",
          value,
          height,
          width,
          String.format(Locale.ROOT, "%.1f", diagonal),
          value);
    }
  }
}
