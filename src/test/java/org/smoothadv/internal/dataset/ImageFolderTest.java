package org.smoothadv.internal.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.MersenneTwister;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.network.ImageShape;
import org.smoothadv.support.ImageTree;
import org.smoothadv.support.Pictures;

class ImageFolderTest {
  @TempDir Path folder;

  private ImageTree tree;

  @BeforeEach
  void writeImages() throws IOException {
    tree = new ImageTree(folder).with("train", 4).with("val", 2);
  }

  @Test
  void showsTheImagesOfASplitInTheOrderOfTheirClasses() throws IOException {
    try (ImageDataset images =
        Datasets.open("folder", folder, Split.TRAIN, ImageShape.ofSize(32))) {
      assertEquals("folder", images.name());
      assertEquals(new ImageShape(32, 32, 3), images.shape());
      assertEquals(3, images.classes());
      assertEquals(List.of(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2), labels(images));
      // 'blue sky', 'grün' and 'red' are what they are called.
      for (int i = 0; i < images.size(); i++) {
        assertEquals(List.of(2, 1, 0).get(images.label(i)), strongestChannel(images.pixels(i)));
      }
    }
  }

  @Test
  void imageNetIsShownAt224Pixels() throws IOException {
    try (ImageDataset images =
        Datasets.open("imagenet", folder, Split.TEST, ImageShape.ofSize(224))) {
      assertEquals("imagenet", images.name());
      assertEquals(new ImageShape(224, 224, 3), images.shape());
      assertEquals(6, images.size());
      float[] pixels = images.pixels(5);
      assertEquals(224 * 224 * 3, pixels.length);
      assertEquals(0xd0 / 255.0, pixels[0], 0.02);
    }
  }

  @Test
  void variationsAreCutAndFlippedByChanceAlone() throws IOException {
    BufferedImage halves = Pictures.plain(64, 64, 0x000000);
    halves.getRaster().setPixels(32, 0, 32, 64, filled(32 * 64 * 3, 255));
    Pictures.write(tree.file("train", 0, "halves.png"), Pictures.encoded("png", halves));
    try (ImageDataset images =
        Datasets.open("folder", folder, Split.TRAIN, ImageShape.ofSize(32))) {
      int flipped = 0;
      for (int seed = 0; seed < 200; seed++) {
        byte[] pixels = variation(images, 4, seed);
        assertArrayEquals(pixels, variation(images, 4, seed));
        flipped += (pixels[0] & 0xff) > (pixels[31 * 3] & 0xff) ? 1 : 0;
      }
      // 200 throws of a coin, of which some show one half only.
      assertTrue(flipped > 60 && flipped < 120, flipped + " of 200 are flipped");
      assertNotEquals(
          Arrays.toString(variation(images, 4, 1)), Arrays.toString(variation(images, 4, 2)));
    }
  }

  @Test
  void aLimitTakesTheSameShareOfEveryClass() throws IOException {
    try (ImageDataset images =
        Datasets.open("folder", folder, Split.TRAIN, ImageShape.ofSize(32)).limitedTo(6)) {
      assertEquals(List.of(0, 0, 1, 1, 2, 2), labels(images));
    }
  }

  @Test
  void testIsAnotherNameForVal() throws IOException {
    Files.move(folder.resolve("val"), folder.resolve("test"));
    try (ImageDataset images = Datasets.open("folder", folder, Split.TEST, ImageShape.ofSize(32))) {
      assertEquals(6, images.size());
    }
    // ImageNet's own test images have no labels.
    assertRefused("imagenet", Split.TEST, "no folder " + folder.resolve("val"), "val/");
    tree.with("val", 1);
    try (ImageDataset images = Datasets.open("folder", folder, Split.TEST, ImageShape.ofSize(32))) {
      assertEquals(3, images.size());
    }
  }

  @Test
  void testImagesAreEnoughToTestOn() throws IOException {
    Files.move(folder.resolve("train"), folder.resolve("elsewhere"));
    try (ImageDataset images = Datasets.open("folder", folder, Split.TEST, ImageShape.ofSize(32))) {
      assertEquals(3, images.classes());
    }
    assertRefused("folder", Split.TRAIN, "no folder " + folder.resolve("train"), "--data");
  }

  @Test
  void missingFoldersAreNamed() throws IOException {
    Files.move(folder.resolve("val"), folder.resolve("validation"));
    assertRefused("folder", Split.TEST, folder.resolve("val").toString(), "val/ or test/");
    Path nowhere = folder.resolve("nowhere");
    var error =
        assertThrows(
            InvalidInputException.class,
            () -> Datasets.open("imagenet", nowhere, Split.TRAIN, ImageShape.ofSize(224)));
    assertTrue(error.getMessage().startsWith("no folder " + nowhere + ": "), error.getMessage());
  }

  @Test
  void splitsOfDifferentClassesAreRefused() throws IOException {
    Pictures.write(folder.resolve("val/yellow/1.jpg"), new byte[0]);
    assertRefused("folder", Split.TEST, "different classes, 4 and 3", "'yellow'");
    assertRefused("folder", Split.TRAIN, "different classes, 3 and 4", "'yellow'");
  }

  @Test
  void onlyOwnImagesHaveAnySize() throws IOException {
    assertEquals(32, Datasets.usualShape("folder", folder).height());
    assertEquals(224, Datasets.usualShape("imagenet", folder).height());
    try (ImageDataset images = Datasets.open("folder", folder, Split.TEST, ImageShape.ofSize(7))) {
      assertEquals(7 * 7 * 3, images.pixels(0).length);
    }
    var error =
        assertThrows(
            InvalidInputException.class,
            () -> Datasets.open("imagenet", folder, Split.TEST, ImageShape.ofSize(64)));
    assertEquals(
        "64 pixels where the images of imagenet are 224 pixels high and wide; 'folder' takes any size",
        error.getMessage());
    error =
        assertThrows(
            InvalidInputException.class,
            () -> Datasets.open("folder", folder, Split.TEST, ImageShape.ofSize(5000)));
    assertEquals("5000 pixels; accepted are up to 4096", error.getMessage());
  }

  private void assertRefused(String name, Split split, String... words) {
    var error =
        assertThrows(
            InvalidInputException.class,
            () -> Datasets.open(name, folder, split, Datasets.usualShape(name, folder)));
    String message = error.message(setting -> "--" + setting);
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
  }

  private static List<Integer> labels(ImageDataset images) {
    return IntStream.range(0, images.size()).mapToObj(images::label).toList();
  }

  private static byte[] variation(ImageDataset images, int index, int seed) {
    byte[] pixels = new byte[images.shape().values()];
    images.copyVariation(index, new MersenneTwister(seed), pixels, 0);
    return pixels;
  }

  private static int strongestChannel(float[] pixels) {
    return IntStream.range(0, 3).reduce((a, b) -> pixels[b] > pixels[a] ? b : a).orElseThrow();
  }

  private static int[] filled(int length, int value) {
    int[] values = new int[length];
    Arrays.fill(values, value);
    return values;
  }
}
