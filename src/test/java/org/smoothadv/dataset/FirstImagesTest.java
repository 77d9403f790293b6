package org.smoothadv.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class FirstImagesTest {
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
    ImageDataset first = images.first(2);
    byte[] pixels = new byte[2];
    first.copyPixels(0, pixels, 0);
    first.copyPixels(1, pixels, 1);

    assertEquals(2, first.size());
    assertEquals(1, first.label(1));
    assertArrayEquals(new byte[] {10, 20}, pixels);
  }

  @Test
  void hidesTheRest() {
    ImageDataset first = images.first(2);
    assertThrows(IndexOutOfBoundsException.class, () -> first.label(2));
    assertThrows(IndexOutOfBoundsException.class, () -> first.copyPixels(2, new byte[1], 0));
  }

  @Test
  void aLimitBeyondTheSizeShowsAll() {
    assertSame(images, images.first(4));
  }

  @Test
  void refusesALimitBelowOne() {
    assertThrows(IllegalArgumentException.class, () -> images.first(0));
  }
}
