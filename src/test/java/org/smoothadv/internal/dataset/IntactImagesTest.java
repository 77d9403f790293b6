package org.smoothadv.internal.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.dataset.image.CorruptImageException;
import org.smoothadv.network.ImageShape;
import org.smoothadv.support.ImageTree;

/** A tree of three classes of eight images, and texts among them that claim to be images. */
class IntactImagesTest {
  private static final int SIZE = 4;

  @TempDir Path folder;

  private ImageTree tree;

  @BeforeEach
  void writeImages() throws IOException {
    tree = new ImageTree(folder).with("train", 8);
  }

  @Test
  void corruptImageIsLeftOutAndCountedOnce() throws IOException {
    tree.withTexts("train", 0, "1.jpeg");
    try (ImageDataset images = open()) {
      IntactImages intact = new IntactImages(images);
      byte[] pixels = new byte[images.shape().values()];
      assertTrue(intact.copyPixels(1, pixels, 0));
      assertEquals(0, intact.corrupt());
      assertFalse(intact.copyPixels(2, pixels, 0));
      assertFalse(intact.copyPixels(2, pixels, 0));
      assertEquals(Optional.empty(), intact.pixels(2));
      assertEquals(1, intact.corrupt());
      assertArrayEquals(images.pixels(3), intact.pixels(3).orElseThrow());
    }
  }

  @Test
  void whoeverDoesNotLeaveItOutIsToldTheFile() throws IOException {
    tree.withTexts("train", 0, "1.jpeg");
    try (ImageDataset images = open()) {
      assertEquals(
          tree.file("train", 0, "1.jpeg") + ": it is no JPEG, PNG, GIF or BMP image",
          assertThrows(CorruptImageException.class, () -> images.pixels(2)).getMessage());
    }
  }

  @Test
  void moreThanTenAreTooMany() throws IOException {
    tree.withTexts(
        "train", 1, IntStream.range(0, 11).mapToObj(i -> "a" + i + ".jpg").toArray(String[]::new));
    try (ImageDataset images = open()) {
      IntactImages intact = new IntactImages(images);
      String complaint =
          assertThrows(InvalidInputException.class, () -> readAll(intact)).getMessage();
      assertEquals(11, intact.corrupt());
      assertTrue(
          complaint.startsWith(
              "11 of 35 images of folder cannot be read, more than the 10 that are tolerated"),
          complaint);
      assertTrue(complaint.contains(tree.file("train", 1, "a0.jpg") + ": "), complaint);
      assertTrue(complaint.lines().count() <= 2, complaint);
    }
  }

  @Test
  void moreThanTenAreToleratedAmongThousands() throws IOException {
    tree.withTexts(
        "train", 1, IntStream.range(0, 11).mapToObj(i -> "a" + i + ".jpg").toArray(String[]::new));
    try (ImageDataset images = open()) {
      IntactImages intact = new IntactImages(images, 1100);
      readAll(intact);
      assertEquals(11, intact.corrupt());
      assertThrows(InvalidInputException.class, () -> readAll(new IntactImages(images, 1099)));
    }
  }

  @Test
  void moreThanHalfAreTooManyOfFew() throws IOException {
    tree.withTexts("train", 0, "a.jpg", "b.jpg");
    try (ImageDataset images = open()) {
      // Images 8 and 9 are corrupt.
      IntactImages four = new IntactImages(images, 4);
      assertEquals(Optional.empty(), four.pixels(8));
      assertEquals(Optional.empty(), four.pixels(9));
      IntactImages three = new IntactImages(images, 3);
      assertEquals(Optional.empty(), three.pixels(8));
      assertThrows(InvalidInputException.class, () -> three.pixels(9));
    }
  }

  @Test
  void trainingLeavesCorruptImagesOutOfTheirBatches() throws IOException {
    tree.withTexts("train", 0, "1.jpeg").withTexts("train", 2, "9.jpg");
    try (ImageDataset images = open()) {
      IntactImages intact = new IntactImages(images);
      List<MiniBatch> first = epoch(intact);
      assertEquals(2, intact.corrupt());
      assertEquals(24, first.stream().mapToInt(MiniBatch::size).sum());
      assertEquals(9, first.size());
      assertTrue(first.stream().allMatch(batch -> batch.size() <= 3));

      // Now they are known, as they are not where a run is resumed: the batches are the same.
      List<MiniBatch> again = epoch(intact);
      for (int i = 0; i < first.size(); i++) {
        assertArrayEquals(first.get(i).pixels(), again.get(i).pixels());
        assertArrayEquals(first.get(i).labels(), again.get(i).labels());
      }
    }
  }

  @Test
  void intactImagesAreWhereTheyWouldBeWithoutCorruptOnes() throws IOException {
    Path file = tree.file("train", 0, "4.jpg");
    List<MiniBatch> whole;
    try (ImageDataset images = open()) {
      whole = epoch(new IntactImages(images));
    }
    tree.withTexts("train", 0, file.getFileName().toString());
    try (ImageDataset images = open()) {
      List<MiniBatch> partial = epoch(new IntactImages(images));
      int changed = 0;
      for (int i = 0; i < whole.size(); i++) {
        if (partial.get(i).size() < whole.get(i).size()) {
          changed++;
        } else {
          assertArrayEquals(whole.get(i).pixels(), partial.get(i).pixels());
        }
      }
      assertEquals(1, changed);
    }
  }

  @Test
  void batchOfCorruptImagesIsEmpty() throws IOException {
    tree.withTexts("train", 0, "1.jpeg");
    try (ImageDataset images = open();
        ImageBatches batches = ImageBatches.inOrder(new IntactImages(images), 1)) {
      List<Integer> sizes = new ArrayList<>();
      batches.forEachRemaining(batch -> sizes.add(batch.size()));
      Integer[] expected = new Integer[25];
      Arrays.fill(expected, 1);
      expected[2] = 0;
      assertEquals(List.of(expected), sizes);
    }
  }

  private ImageDataset open() throws IOException {
    return Datasets.open("folder", folder, Split.TRAIN, ImageShape.ofSize(SIZE));
  }

  private static void readAll(IntactImages images) {
    for (int i = 0; i < images.dataset().size(); i++) {
      images.pixels(i);
    }
  }

  private static List<MiniBatch> epoch(IntactImages images) {
    List<MiniBatch> all = new ArrayList<>();
    try (ImageBatches batches = ImageBatches.ofEpoch(images, 3, 1, 0)) {
      batches.forEachRemaining(all::add);
    }
    return all;
  }
}
