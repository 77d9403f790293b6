package org.smoothadv.internal.noise;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.device.Machine;
import org.smoothadv.input.InvalidInputException;

class NoiseCheckTest {
  private static final int COUNT = 1 << 20;

  @ParameterizedTest
  @ValueSource(doubles = {0.0005, 0.12, 0.25, 1, 15})
  void thisMachinePasses(double sigma) {
    NoiseCheck.require(DiscreteNormal.of(sigma), Machine.current());
  }

  @Test
  void wordsOfWhichOneBitIsNotFairAreRefused() {
    SplittableRandom random = new SplittableRandom(1);
    int[] fair = random.ints(COUNT).toArray();
    NoiseCheck.requireUniform(fair);
    // One word in a hundred has a bit set that it might have had by chance.
    int[] biased = fair.clone();
    for (int i = 0; i < COUNT; i += 50) {
      biased[i] |= 1 << 19;
    }
    InvalidInputException refused =
        assertThrows(InvalidInputException.class, () -> NoiseCheck.requireUniform(biased));
    assertTrue(refused.getMessage().contains("not uniform"), refused.getMessage());
  }

  @Test
  void noiseOfAnotherStandardDeviationIsRefused() {
    DiscreteNormal law = DiscreteNormal.of(0.25);
    NoiseCheck.requireNoise(law, noise(0.25));
    InvalidInputException refused =
        assertThrows(InvalidInputException.class, () -> NoiseCheck.requireNoise(law, noise(0.253)));
    assertTrue(refused.getMessage().contains("probabilities"), refused.getMessage());
  }

  @Test
  void pixelsBetweenGreyLevelsAreRefused() {
    float[] pixels = noise(0.25);
    pixels[17] += 1e-6f;
    assertThrows(
        InvalidInputException.class,
        () -> NoiseCheck.requireNoise(DiscreteNormal.of(0.25), pixels));
  }

  private static float[] noise(double sigma) {
    Random random = new Random(2);
    float[] pixels = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      pixels[i] = Math.round(random.nextGaussian() * sigma * 255) / 255f;
    }
    return pixels;
  }
}
