package org.smoothadv.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.support.SmallGraph;

class NormalizationTest {
  private static final Normalization STANDARD = Normalization.IMAGENET;

  @Test
  void standardisesEachChannel() {
    // By hand: (0.4914 - 0.4914) / 0.2023, (1 - 0.4822) / 0.1994, (0 - 0.4465) / 0.2010.
    assertPixel(Normalization.CIFAR10, 0, 2.596790f, -2.221393f);
  }

  @Test
  void centringOnlySubtracts() {
    assertPixel(Normalization.CIFAR10.centred(), 0, 0.5178f, -0.4465f);
  }

  @Test
  void noneLeavesImagesAsTheyAre() {
    assertPixel(Normalization.none(), 0.4914f, 1, 0);
  }

  private static void assertPixel(Normalization normalization, float... expected) {
    try (SmallGraph graph = new SmallGraph()) {
      float[] values =
          graph.values(
              normalization.apply(
                  graph.tf(), graph.constant(new float[] {0.4914f, 1, 0}, 1, 1, 1, 3)));
      assertArrayEquals(expected, values, 1e-6f);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "standard; 0.485,0.456,0.406/0.229,0.224,0.225; standard",
        "centre; 0.485,0.456,0.406/1,1,1; centre",
        "center; 0.485,0.456,0.406/1,1,1; centre",
        "none; 0,0,0/1,1,1; none",
        "0.485,0.456,0.406/1,1,1; 0.485,0.456,0.406/1.0,1.0,1.0; centre",
        "0.49,0.48,0.45/0.20,0.20,0.20; 0.49,0.48,0.45/0.2,0.2,0.2; 0.49,0.48,0.45/0.2,0.2,0.2",
      })
  void isReadAndWrittenAsAShortText(String text, String numbers, String written) {
    Normalization normalization = Normalization.parse(text, STANDARD);
    assertEquals(Normalization.parse(numbers, STANDARD), normalization);
    assertEquals(written, normalization.text(STANDARD));
    assertEquals(normalization, Normalization.parse(written, STANDARD));
  }

  @Test
  void constantsOfOtherDataAreNotTakenForTheStandardOnes() {
    String numbers = "0.4914,0.4822,0.4465/0.2023,0.1994,0.201";
    assertEquals(numbers, Normalization.CIFAR10.text(STANDARD));
    assertEquals("standard", Normalization.CIFAR10.text(Normalization.CIFAR10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "centered",
        "0.5",
        "0.5,0.5,0.5",
        "0.5/0.2",
        "0.5,0.5/0.2,0.2",
        "0.5,0.5,0.5/0.2,0.2,0",
        "0.5,0.5,0.5/0.2,0.2,-0.2",
        "0.5,0.5,0.5/0.2,0.2,NaN",
        "NaN,0.5,0.5/0.2,0.2,0.2",
        "125,122,113/51,51,51",
        "0.5,0.5,x/0.2,0.2,0.2",
        "0.5,0.5,0.5/0.2,0.2,0.2/1",
        "/",
      })
  void otherTextIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Normalization.parse(text, STANDARD));
  }

  @Test
  void needsAPositiveDeviationForEachChannel() {
    List<Double> three = List.of(0.5, 0.5, 0.5);
    assertTrue(
        assertThrows(
                IllegalArgumentException.class, () -> new Normalization(three, List.of(0.2, 0.2)))
            .getMessage()
            .contains("3 means and 2 standard deviations"));
    assertThrows(
        IllegalArgumentException.class, () -> new Normalization(three, List.of(0.2, 0.0, 0.2)));
  }
}
