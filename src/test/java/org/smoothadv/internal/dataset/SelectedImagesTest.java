package org.smoothadv.internal.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.MersenneTwister;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.network.ImageShape;

class SelectedImagesTest {
  private final ImageDataset images =
      new InMemoryImages(
          "three",
          new ImageShape(1, 1, 1),
          3,
          Augmentation.none(),
          new byte[] {10, 20, 30},
          new int[] {2, 1, 0});

  @Test
  void showsTheFirstImages() {
    ImageDataset first = images.limitedTo(2);
    byte[] pixels = new byte[2];
    first.copyPixels(0, pixels, 0);
    first.copyPixels(1, pixels, 1);

    assertEquals(2, first.size());
    assertEquals(1, first.label(1));
    assertArrayEquals(new byte[] {10, 20}, pixels);
  }

  @Test
  void hidesTheRest() {
    ImageDataset first = images.limitedTo(2);
    assertThrows(IndexOutOfBoundsException.class, () -> first.label(2));
    assertThrows(IndexOutOfBoundsException.class, () -> first.copyPixels(2, new byte[1], 0));
  }

  @Test
  void variesWhatItShows() {
    byte[] pixels = new byte[1];
    images.limitedTo(2).copyVariation(1, new MersenneTwister(1), pixels, 0);
    assertArrayEquals(new byte[] {20}, pixels);
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, '0, 5'", "3, '0, 3, 6'", "7, '0, 1, 2, 4, 5, 7, 8'"})
  void spreadsOverAll(int size, String expected) {
    ImageDataset ten =
        new InMemoryImages(
            "ten",
            new ImageShape(1, 1, 1),
            10,
            Augmentation.none(),
            new byte[10],
            IntStream.range(0, 10).toArray());
    ImageDataset some = SelectedImages.spread(ten, size);
    assertEquals(
        expected,
        IntStream.range(0, some.size())
            .mapToObj(i -> "" + some.label(i))
            .collect(Collectors.joining(", ")));
  }

  @Test
  void aLimitBeyondTheSizeShowsAll() {
    assertSame(images, images.limitedTo(4));
  }

  @Test
  void refusesALimitBelowOne() {
    assertThrows(IllegalArgumentException.class, () -> images.limitedTo(0));
  }
}
