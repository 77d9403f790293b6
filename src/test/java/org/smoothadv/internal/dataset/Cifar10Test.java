package org.smoothadv.internal.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.input.InvalidInputException;

/** The layout and the numbers are those of https://www.cs.toronto.edu/~kriz/cifar.html. */
class Cifar10Test {
  private static final int RECORD = 3073;

  @TempDir Path folder;

  @Test
  void interleavesThePlanesOfARecord() throws IOException {
    byte[] record = new byte[RECORD];
    record[0] = 7;
    record[1 + 33] = (byte) 200; // red of row 1, column 1
    record[1 + 1024 + 33] = 100; // green
    record[1 + 2048 + 33] = 50; // blue
    Files.write(folder.resolve("test_batch.bin"), record);

    ImageDataset images = Cifar.TEN.read(folder, Split.TEST);

    assertEquals(7, images.label(0));
    assertArrayEquals(
        new byte[] {(byte) 200, 100, 50}, Arrays.copyOfRange(pixels(images, 0), 33 * 3, 34 * 3));
  }

  @Test
  void readsTheTrainingBatchesThatAreThereInTheirOrder() throws IOException {
    writeLabels("data_batch_3.bin", 3, 4);
    writeLabels("data_batch_2.bin", 2);
    writeLabels("test_batch.bin", 9);

    ImageDataset images = Cifar.TEN.read(folder, Split.TRAIN);

    assertEquals(3, images.size());
    assertEquals(2, images.label(0));
    assertEquals(3, images.label(1));
    assertEquals(4, images.label(2));
  }

  @Test
  void namesTheMissingFolderAndTheRemedy() {
    assertRefused(
        folder.resolve("nowhere"), Split.TRAIN, "nowhere", "--data", "tools/fetch-cifar10");
  }

  @Test
  void namesTheMissingBatch() throws IOException {
    writeLabels("data_batch_1.bin", 0);
    assertRefused(folder, Split.TEST, "test_batch.bin", folder.toString(), "tools/fetch-cifar10");
  }

  @Test
  void findsTheFolderThatTheArchiveUnpacksTo() throws IOException {
    Path above = folder;
    folder = Files.createDirectory(above.resolve("cifar-10-batches-bin"));
    writeLabels("test_batch.bin", 4, 5);
    assertEquals(2, Cifar.TEN.read(above, Split.TEST).size());
  }

  @Test
  void saysWhichVersionIsThereInstead() throws IOException {
    assertOther("mat/batches.meta.mat", "mat", "MATLAB");
    assertOther("c/cifar-100-binary/train.bin", "c", "CIFAR-100");
    assertOther("cifar-100-python/test", "cifar-100-python", "CIFAR-100");
    assertOther("d/cifar-10-binary.tar.gz", "d", "d/cifar-10-binary.tar.gz: no .tar.gz archive");
    assertOther("x.tar.gz", "x.tar.gz", "x.tar.gz: no .tar.gz archive of a dataset, or cut short");
    assertOther("py/data_batch_1", "py", "py/data_batch_1: ");
    assertOther("x.bin", "x.bin", "is a file: run tools/fetch-cifar10");
  }

  private void assertOther(String file, String given, String... words) throws IOException {
    Files.createDirectories(folder.resolve(file).getParent());
    Files.writeString(folder.resolve(file), "x");
    assertRefused(folder.resolve(given), Split.TRAIN, words);
  }

  @Test
  void namesTheOffsetOfATruncatedRecord() throws IOException {
    Files.write(folder.resolve("data_batch_1.bin"), new byte[2 * RECORD + 5]);
    assertRefused(
        folder, Split.TRAIN, "data_batch_1.bin has 6,151 bytes", "byte 6,146", "30,730,000");
  }

  @Test
  void refusesAnEmptyFile() throws IOException {
    Files.write(folder.resolve("data_batch_1.bin"), new byte[0]);
    assertRefused(folder, Split.TRAIN, "data_batch_1.bin has 0 bytes", "10,000 records");
  }

  @Test
  void refusesMoreThanTenThousandRecords() throws IOException {
    Files.write(folder.resolve("data_batch_1.bin"), new byte[10_001 * RECORD]);
    assertRefused(folder, Split.TRAIN, "has 30,733,073 bytes", "byte 30,730,000");
  }

  @Test
  void namesFileRecordAndOffsetOfALabelOutOfRange() throws IOException {
    writeLabels("data_batch_1.bin", 0, 9);
    writeLabels("data_batch_2.bin", 9, 0, 10);
    assertRefused(
        folder, Split.TRAIN, "data_batch_2.bin", "label 10", "record 2", "byte 6,146", "0 to 9");
  }

  @Test
  void readsTheRealTestBatch() throws IOException {
    ImageDataset images = Cifar.TEN.read(realFolder(), Split.TEST);
    assertEquals(10_000, images.size());
    int[] perClass = new int[images.classes()];
    for (int i = 0; i < images.size(); i++) {
      perClass[images.label(i)]++;
    }
    // "The test batch contains exactly 1000 randomly-selected images from each class."
    assertArrayEquals(
        new int[] {1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000}, perClass);
  }

  @Test
  void realPhotographsAreSmooth() throws IOException {
    ImageDataset images = Cifar.TEN.read(realFolder(), Split.TRAIN);
    assertEquals(20_000, images.size());
    // Neighbouring pixels of a photograph agree; a wrong interleaving would pair far-off ones.
    long difference = 0;
    byte[] image = pixels(images, 12_345);
    for (int i = 0; i + 3 < image.length; i++) {
      difference += Math.abs(Byte.toUnsignedInt(image[i]) - Byte.toUnsignedInt(image[i + 3]));
    }
    assertTrue(difference / image.length < 20, "mean difference " + difference / image.length);
  }

  private static Path realFolder() {
    String property = System.getProperty("cifar10.dir");
    assumeTrue(
        property != null && Files.isDirectory(Path.of(property)), "no CIFAR-10 at " + property);
    return Path.of(property);
  }

  private static byte[] pixels(ImageDataset images, int index) {
    byte[] pixels = new byte[images.shape().values()];
    images.copyPixels(index, pixels, 0);
    return pixels;
  }

  private void writeLabels(String file, int... labels) throws IOException {
    byte[] records = new byte[labels.length * RECORD];
    for (int i = 0; i < labels.length; i++) {
      records[i * RECORD] = (byte) labels[i];
    }
    Files.write(folder.resolve(file), records);
  }

  private static void assertRefused(Path folder, Split split, String... parts) {
    var error = assertThrows(InvalidInputException.class, () -> Cifar.TEN.read(folder, split));
    String message = error.message(setting -> "--" + setting);
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }
}
