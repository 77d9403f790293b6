package org.smoothadv.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.smoothadv.support.SmallGraph;

class NormalizationTest {
  @Test
  void standardisesEachChannel() {
    // By hand: (0.4914 - 0.4914) / 0.2023, (1 - 0.4822) / 0.1994, (0 - 0.4465) / 0.2010.
    try (SmallGraph graph = new SmallGraph()) {
      float[] values =
          graph.values(
              Normalization.CIFAR10.apply(
                  graph.tf(), graph.constant(new float[] {0.4914f, 1, 0}, 1, 1, 1, 3)));
      assertArrayEquals(new float[] {0, 2.596790f, -2.221393f}, values, 1e-6f);
    }
  }

  @Test
  void needsAPositiveDeviationForEveryMean() {
    assertThrows(IllegalArgumentException.class, () -> new Normalization(List.of(0.5f), List.of()));
    assertThrows(
        IllegalArgumentException.class, () -> new Normalization(List.of(0.5f), List.of(0f)));
    assertThrows(
        IllegalArgumentException.class, () -> new Normalization(List.of(0.5f), List.of(Float.NaN)));
  }
}
