package org.smoothadv.internal.dataset.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.MersenneTwister;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.internal.dataset.image.Framing.CentreCrop;
import org.smoothadv.internal.dataset.image.Framing.Frame;
import org.smoothadv.internal.dataset.image.Framing.RandomResizedCrop;

/** Expected numbers: torchvision's formulas, evaluated in Python. */
class FramingTest {
  @ParameterizedTest
  @CsvSource({
    "375, 500, 256, 341, 16, 58", // 341.33 is cut; (341 - 224) / 2 = 58.5 goes to the even 58
    "500, 375, 341, 256, 58, 16",
    "333, 500, 256, 384, 16, 80",
    "256, 256, 256, 256, 16, 16",
    "300, 301, 256, 256, 16, 16",
    "1, 1, 256, 256, 16, 16",
    "1, 100, 256, 25600, 16, 12688",
    "255, 257, 256, 258, 16, 17"
  })
  void imageNetIsTestedOnTheCentreOf256Pixels(
      int height, int width, int rows, int columns, int firstRow, int firstColumn) {
    assertEquals(
        new Frame(0, 0, height, width, rows, columns, firstRow, firstColumn),
        CentreCrop.customary(224).of(height, width));
  }

  @ParameterizedTest
  @CsvSource({"224, 256", "32, 37", "64, 73", "96, 110", "1, 1"})
  void otherSizesKeepTheProportion(int size, int shorterSide) {
    assertEquals(new CentreCrop(shorterSide, size), CentreCrop.customary(size));
  }

  @Test
  void squareThatDoesNotFitIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new CentreCrop(31, 32));
    assertThrows(IllegalArgumentException.class, () -> new CentreCrop(0, 0));
  }

  @Test
  void boxesLieInTheImageAndCoverWhatTheyShould() {
    RandomGenerator random = new MersenneTwister(1);
    List<Frame> boxes =
        IntStream.range(0, 4000)
            .mapToObj(i -> new RandomResizedCrop(224, random).of(375, 500))
            .toList();
    for (Frame box : boxes) {
      assertTrue(box.top() >= 0 && box.top() + box.height() <= 375, box.toString());
      assertTrue(box.left() >= 0 && box.left() + box.width() <= 500, box.toString());
      double area = box.height() * (double) box.width() / (375 * 500);
      assertTrue(area > 0.078 && area <= 1, box.toString());
      double shape = (double) box.width() / box.height();
      assertTrue(shape > 0.74 && shape < 1.35, box.toString());
      assertEquals(List.of(224, 224), List.of(box.rows(), box.columns()));
    }
    // Means of 400,000 boxes that the formulas drew in Python; large boxes often do not fit.
    assertEquals(0.433, mean(boxes, b -> b.height() * (double) b.width() / (375 * 500)), 0.02);
    assertEquals(0.031, mean(boxes, b -> Math.log((double) b.width() / b.height())), 0.02);
    assertEquals(0.5, mean(boxes, b -> b.top() / (375.0 - b.height() + 1e-9)), 0.02);
  }

  private static double mean(List<Frame> boxes, ToDoubleFunction<Frame> quantity) {
    return boxes.stream().mapToDouble(quantity).average().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "10, 1000, 0, 493, 10, 13", // no box of 8% of the area is 10 high
    "1000, 10, 493, 0, 13, 10",
    "1, 50, 0, 24, 1, 1",
    "1, 1, 0, 0, 1, 1"
  })
  void imageTooNarrowForAnyBoxShowsItsMiddle(
      int height, int width, int top, int left, int boxHeight, int boxWidth) {
    Frame box = new RandomResizedCrop(32, new MersenneTwister(1)).of(height, width);
    assertEquals(new Frame(top, left, boxHeight, boxWidth, 32, 32, 0, 0), box);
  }

  @Test
  void equalChanceGivesEqualBoxes() {
    Frame[] boxes = {box(7), box(7), box(8)};
    assertEquals(boxes[0], boxes[1]);
    assertTrue(Arrays.stream(boxes).distinct().count() == 2);
  }

  private static Frame box(int seed) {
    return new RandomResizedCrop(32, new MersenneTwister(seed)).of(300, 300);
  }
}
