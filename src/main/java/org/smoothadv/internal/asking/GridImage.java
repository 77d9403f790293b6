package org.smoothadv.internal.asking;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Attacked images that are asked about under discrete noise, and so have to be of 8 bits. */
final class GridImage {
  private static final double WHITE = 255;

  private GridImage() {}

  /**
   * Rounds an attacked image to 8 bits. Where that takes it out of the ball, those pixels are
   * rounded towards the original that rounding had moved away from it, the farthest first.
   *
   * @param original of 8 bits, pixels in [0, 1]
   * @param attacked within the ball around it
   * @param epsilon the ball's radius, L2, pixel units
   */
  static float[] within(float[] original, float[] attacked, double epsilon) {
    int[] start = IntStream.range(0, original.length).map(i -> level(original[i])).toArray();
    int[] levels = IntStream.range(0, original.length).map(i -> level(attacked[i])).toArray();
    double[] beyond = new double[levels.length];
    long square = 0;
    for (int i = 0; i < levels.length; i++) {
      int moved = Math.abs(levels[i] - start[i]);
      beyond[i] = moved - Math.abs(attacked[i] * WHITE - start[i]);
      square += (long) moved * moved;
    }
    int[] farthestFirst =
        IntStream.range(0, levels.length)
            .filter(i -> beyond[i] > 0 && levels[i] != start[i])
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -beyond[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int next = 0; square > WHITE * epsilon * (WHITE * epsilon); next++) {
      int i = farthestFirst[next];
      square -= 2L * Math.abs(levels[i] - start[i]) - 1;
      levels[i] -= Integer.signum(levels[i] - start[i]);
    }
    float[] rounded = new float[levels.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = levels[i] / (float) WHITE;
    }
    return rounded;
  }

  private static int level(float pixel) {
    return (int) Math.rint(pixel * WHITE);
  }
}
