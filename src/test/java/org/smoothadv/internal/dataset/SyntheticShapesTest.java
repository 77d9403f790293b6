package org.smoothadv.internal.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.smoothadv.network.ImageShape;

class SyntheticShapesTest {
  private static ImageDataset train;
  private static ImageDataset test;

  @BeforeAll
  static void draw() {
    train = SyntheticShapes.draw(Split.TRAIN, 0);
    test = SyntheticShapes.draw(Split.TEST, 0);
  }

  @Test
  void drawsTheSameImagesOnEveryMachine() {
    // Checksums of the images drawn by OpenJDK 17 on x86-64, interpreted as well as compiled, and
    // by
    // OpenJDK 25. Runs are compared across machines on the strength of them.
    assertEquals(3_609_940_897L, checksum(train));
    assertEquals(3_098_654_858L, checksum(test));
  }

  @Test
  void anotherSeedGivesOtherImages() {
    ImageDataset other = SyntheticShapes.draw(Split.TEST, 1);
    for (int i = 0; i < 20; i++) {
      assertFalse(Arrays.equals(pixels(test, i), pixels(other, i)), "image " + i);
    }
  }

  @Test
  void theSplitsShareNoImage() {
    for (int i = 0; i < 20; i++) {
      assertFalse(Arrays.equals(pixels(test, i), pixels(train, i)), "image " + i);
    }
  }

  @Test
  void classesAreEquallyFrequentAlsoAmongEveryTenthImage() {
    int[] all = new int[10];
    int[] everyTenth = new int[10];
    for (int i = 0; i < train.size(); i++) {
      all[train.label(i)]++;
      everyTenth[train.label(i)] += i % 10 == 0 ? 1 : 0;
    }
    for (int label = 0; label < 10; label++) {
      assertEquals(1000, all[label], 135); // 4.5 binomial standard deviations
      assertEquals(100, everyTenth[label], 43);
    }
  }

  @Test
  void theMeanColourDoesNotGiveTheClassAway() {
    double accuracy =
        LinearSoftmax.accuracy(SyntheticShapesTest::meanColour, train, test.limitedTo(1000), 20);
    assertTrue(accuracy < 0.2, "accuracy " + accuracy);
  }

  /** Ridge regression on all 10,000 training images attains 27%; guessing attains 10%. */
  @Test
  void aLinearClassifierOnPixelsStaysBelowSixtyPercent() {
    double accuracy =
        LinearSoftmax.accuracy(
            SyntheticShapesTest::values, train.limitedTo(4000), test.limitedTo(1000), 5);
    assertTrue(accuracy < 0.6, "accuracy " + accuracy);
  }

  @Test
  void theLinearClassifierLearnsWhatIsLinear() {
    // Guards the two tests above: the same training finds a class that pixels do give away.
    int[] labels = new int[2000];
    byte[] marked = new byte[10 * labels.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % 10;
      marked[10 * i + labels[i]] = (byte) 255;
    }
    ImageDataset easy =
        new InMemoryImages(
            "marked", new ImageShape(1, 10, 1), 10, Augmentation.none(), marked, labels);
    assertEquals(1.0, LinearSoftmax.accuracy(SyntheticShapesTest::values, easy, easy, 20));
  }

  private static double[] values(byte[] image) {
    double[] values = new double[image.length];
    for (int i = 0; i < image.length; i++) {
      values[i] = Byte.toUnsignedInt(image[i]) / 255.0 - 0.5;
    }
    return values;
  }

  private static double[] meanColour(byte[] image) {
    double[] mean = new double[3];
    for (int i = 0; i < image.length; i++) {
      mean[i % 3] += (Byte.toUnsignedInt(image[i]) / 255.0 - 0.5) * 3 / image.length;
    }
    return mean;
  }

  private static byte[] pixels(ImageDataset images, int index) {
    byte[] pixels = new byte[images.shape().values()];
    images.copyPixels(index, pixels, 0);
    return pixels;
  }

  private static long checksum(ImageDataset images) {
    CRC32 checksum = new CRC32();
    for (int i = 0; i < images.size(); i++) {
      checksum.update(images.label(i));
      checksum.update(pixels(images, i));
    }
    return checksum.getValue();
  }
}
