package org.smoothadv.input;

import java.util.Locale;

/** Distances between images, L2 in units where pixels are in [0,1]. */
public final class PixelUnits {
  private static final int COLOURS = 3;

  private PixelUnits() {}

  /**
   * Refuses a distance that no two images have, which is most likely one in units where pixels are
   * from 0 to 255.
   *
   * @param imageSize height and width of the images, which have three colours
   * @throws InvalidInputException if the value is beyond the diagonal of the cube of all images
   */
  public static void requireWithinCube(String option, double value, int imageSize) {
    double diagonal = imageSize * Math.sqrt(COLOURS);
    if (value > diagonal) {
      throw new InvalidInputException(
          "%s is %s; no two images of %d x %d pixels in [0,1] are farther apart than %s: did you mean %s/255?"
              .formatted(
                  option,
                  Quoted.value(value),
                  imageSize,
                  imageSize,
                  String.format(Locale.ROOT, "%.1f", diagonal),
                  Quoted.value(value)));
    }
  }
}
