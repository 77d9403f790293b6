package org.smoothadv.internal.asking;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GridImageTest {
  private static final int SIZE = 3072;

  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.25, 0.5, 127 / 255.0, 1})
  void attackedImagesAreOf8BitsAndInTheBall(double epsilon) {
    SplittableRandom random = new SplittableRandom(3);
    float[] original = new float[SIZE];
    double[] direction = new double[SIZE];
    double square = 0;
    for (int i = 0; i < SIZE; i++) {
      original[i] = random.nextInt(60, 200) / 255f;
      direction[i] = random.nextDouble(-1, 1);
      square += direction[i] * direction[i];
    }
    float[] attacked = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      direction[i] /= Math.sqrt(square);
      attacked[i] = (float) (original[i] + direction[i] * epsilon * 0.999999);
    }
    float[] grid = GridImage.within(original, attacked, epsilon);
    double distance = 0;
    double towards = 0;
    for (int i = 0; i < SIZE; i++) {
      long level = Math.round(grid[i] * 255.0);
      assertEquals(level / 255f, grid[i]);
      double moved = (level - Math.round(original[i] * 255.0)) / 255.0;
      distance += moved * moved;
      towards += moved * direction[i];
    }
    assertTrue(Math.sqrt(distance) <= epsilon, Math.sqrt(distance) + " of " + epsilon);
    if (epsilon >= 0.25) {
      assertTrue(towards > 0.7 * epsilon, towards + " of " + epsilon);
    }
  }

  @Test
  void imagesThatAreOnTheGridAlreadyStay() {
    float[] original = {0, 10 / 255f, 1};
    float[] attacked = {3 / 255f, 6 / 255f, 1};
    assertArrayEquals(attacked, GridImage.within(original, attacked, 5.001 / 255));
  }
}
