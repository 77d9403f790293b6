package org.smoothadv.smoothing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.smoothadv.smoothing.UntrainedNetwork.NETWORK;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.device.Machine;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.network.Precision;

/** The labels of a network that is not trained, for random images. */
class LabellerTest {
  private static final int IMAGES = 12;
  private static final int SEED = 3;

  @ParameterizedTest
  @CsvSource({"0.5, 9, 16", "0.5, 9, 3", "0.5, 40, 16", "0, 1, 8"})
  void areTheTopOfTheVotesWhateverTheBatch(double sigma, int n, int batch) throws IOException {
    int[] expected = new int[IMAGES];
    try (BaseClassifier base = new BaseClassifier(frozen(), 16, Machine.current())) {
      Arrays.setAll(expected, i -> base.votes(pixels(i), i, sigma, SEED).count(0, n).top());
    }
    assertArrayEquals(expected, labels(sigma, n, batch));
    assertTrue(IntStream.of(expected).distinct().count() > 1, Arrays.toString(expected));
  }

  private static int[] labels(double sigma, int n, int batch) throws IOException {
    int[] steps = new int[1];
    try (Labeller labeller = labeller(sigma, n, batch)) {
      int[] labels = labeller.labels(IMAGES, LabellerTest::pixels, () -> steps[0]++);
      assertEquals(IMAGES, steps[0]);
      return labels;
    }
  }

  @Test
  void failuresOfTheSourceComeThrough() {
    try (Labeller labeller = labeller(0, 1, 4)) {
      var failure =
          assertThrows(
              IllegalStateException.class,
              () ->
                  labeller.labels(
                      IMAGES,
                      image -> {
                        throw new IllegalStateException("image " + image);
                      },
                      () -> {}));
      assertEquals("image 0", failure.getMessage());
    }
  }

  @Test
  void anImageWithoutFiniteLogitsGetsNoLabel() {
    Map<String, FloatTensor> state = new LinkedHashMap<>(UntrainedNetwork.balancedState());
    float[] largest = new float[10 * 64];
    Arrays.fill(largest, 3e38f);
    state.put("fc.weight", FloatTensor.of(largest, 10, 64));
    FrozenClassifier frozen = FoldedClassifier.of(NETWORK, state, Precision.FLOAT32);
    try (Labeller labeller = new Labeller(frozen, 4, Machine.current(), 0.5, 9, SEED)) {
      var refused =
          assertThrows(
              InvalidInputException.class,
              () -> labeller.labels(1, LabellerTest::pixels, () -> {}));
      assertTrue(refused.getMessage().startsWith("image 0 gets no label"), refused.getMessage());
    }
  }

  private static Labeller labeller(double sigma, int n, int batch) {
    return new Labeller(frozen(), batch, Machine.current(), sigma, n, SEED);
  }

  private static FrozenClassifier frozen() {
    return FoldedClassifier.of(NETWORK, UntrainedNetwork.balancedState(), Precision.FLOAT32);
  }

  /** Uniform colours: an untrained network tells them apart. */
  private static float[] pixels(int image) {
    SplittableRandom random = new SplittableRandom(image);
    float[] pixels = new float[32 * 32 * 3];
    float[] colour = {
      (float) random.nextDouble(), (float) random.nextDouble(), (float) random.nextDouble()
    };
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = colour[i % 3];
    }
    return pixels;
  }
}
