package org.smoothadv.internal.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.smoothadv.internal.dataset.Augmentation.FlipAndCrop;
import org.smoothadv.network.ImageShape;

class FlipAndCropTest {
  private static final ImageShape ROW = new ImageShape(1, 3, 1);

  @Test
  void withoutPaddingAnImageIsKeptOrFlipped() {
    Map<String, Integer> seen = outcomes(new FlipAndCrop(0), ROW, new byte[] {1, 2, 3}, 2000);
    assertEquals(Set.of("1 2 3", "3 2 1"), seen.keySet());
    assertEquals(1000, seen.get("1 2 3"), 100); // 4.5 binomial standard deviations
  }

  @Test
  void everyPlaceOfThePaddedImageIsCroppedEquallyOften() {
    // One column, so that flips do not show; the frame of 1 leaves three vertical places, and two
    // of
    // three horizontal ones show nothing but the frame.
    Map<String, Integer> seen =
        outcomes(new FlipAndCrop(1), new ImageShape(2, 1, 1), new byte[] {1, 2}, 9000);
    assertEquals(Set.of("0 1", "1 2", "2 0", "0 0"), seen.keySet());
    for (String shown : Set.of("0 1", "1 2", "2 0")) {
      assertEquals(1000, seen.get(shown), 135); // 4.5 binomial standard deviations
    }
  }

  @Test
  void keepsTheChannelsOfAPixelTogether() {
    byte[] image = {1, 2, 3, 4, 5, 6};
    Map<String, Integer> seen = outcomes(new FlipAndCrop(0), new ImageShape(1, 2, 3), image, 50);
    assertEquals(Set.of("1 2 3 4 5 6", "4 5 6 1 2 3"), seen.keySet());
  }

  @Test
  void writesOnlyItsOwnPlaceInTheTarget() {
    byte[] target = {9, 9, 9, 9, 9};
    new FlipAndCrop(4).apply(new byte[] {1, 2, 3}, ROW, random(0), target, 1);
    assertEquals(9, target[0]);
    assertEquals(9, target[4]);
  }

  @Test
  void reachesAllFlippedAndShiftedImages() {
    byte[] image = {1, 2, 3};
    Set<String> shown = new HashSet<>(outcomes(new FlipAndCrop(1), ROW, image, 500).keySet());
    assertEquals(Set.of("0 0 0", "1 2 3", "0 1 2", "2 3 0", "3 2 1", "0 3 2", "2 1 0"), shown);
  }

  @Test
  void noneCopies() {
    byte[] target = new byte[4];
    Augmentation.none().apply(new byte[] {1, 2, 3}, ROW, random(0), target, 1);
    assertArrayEquals(new byte[] {0, 1, 2, 3}, target);
  }

  @Test
  void refusesNegativePadding() {
    assertThrows(IllegalArgumentException.class, () -> new FlipAndCrop(-1));
  }

  private static Map<String, Integer> outcomes(
      Augmentation augmentation, ImageShape shape, byte[] image, int draws) {
    Map<String, Integer> seen = new TreeMap<>();
    for (int draw = 0; draw < draws; draw++) {
      byte[] target = new byte[shape.values()];
      augmentation.apply(image, shape, random(draw), target, 0);
      StringBuilder shown = new StringBuilder();
      for (byte value : target) {
        shown.append(value).append(' ');
      }
      seen.merge(shown.toString().trim(), 1, Integer::sum);
    }
    return seen;
  }

  private static RandomGenerator random(int key) {
    return KeyedRandom.of(KeyedRandom.Purpose.AUGMENTATION, 1, key);
  }
}
