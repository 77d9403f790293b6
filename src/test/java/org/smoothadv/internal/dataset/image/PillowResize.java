package org.smoothadv.internal.dataset.image;

/**
 * Pillow's {@code resize(..., BILINEAR)} of 8-bit RGB images (src/libImaging/Resample.c), to the
 * bit: columns first, then rows, with weights of 22 bits behind the point, and rounded to bytes
 * after each.
 */
final class PillowResize {
  private static final int PRECISION = 22;

  private PillowResize() {}

  /**
   * Resizes an image.
   *
   * @param pixels HWC
   * @return HWC, {@code rows x columns x 3}
   */
  static int[] resized(int[] pixels, int height, int width, int rows, int columns) {
    int[] narrow = new int[height * columns * 3];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < columns; x++) {
        for (int c = 0; c < 3; c++) {
          narrow[(y * columns + x) * 3 + c] =
              mixed(pixels, y * width * 3 + c, 3, width, columns, x);
        }
      }
    }
    int[] result = new int[rows * columns * 3];
    for (int y = 0; y < rows; y++) {
      for (int i = 0; i < columns * 3; i++) {
        result[y * columns * 3 + i] = mixed(narrow, i, columns * 3, height, rows, y);
      }
    }
    return result;
  }

  /** One number of a line that is resized. */
  private static int mixed(int[] from, int start, int step, int length, int target, int place) {
    double scale = (double) length / target;
    double support = Math.max(scale, 1);
    double centre = (place + 0.5) * scale;
    int first = Math.max(0, (int) (centre - support + 0.5));
    int end = Math.min(length, (int) (centre + support + 0.5));
    double[] weights = new double[end - first];
    double total = 0;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.max(0, 1 - Math.abs((i + first - centre + 0.5) / support));
      total += weights[i];
    }
    int sum = 1 << (PRECISION - 1);
    for (int i = 0; i < weights.length; i++) {
      sum += from[start + (first + i) * step] * (int) (0.5 + weights[i] / total * (1 << PRECISION));
    }
    return Math.min(255, sum >> PRECISION);
  }
}
