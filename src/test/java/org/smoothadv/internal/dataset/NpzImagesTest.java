package org.smoothadv.internal.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.numpy.NdArray;
import org.smoothadv.network.ImageShape;
import org.smoothadv.support.NumpyArrays;

class NpzImagesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "images, labels",
    "data, y",
    "x, labels",
    "x_test, y_test",
    "test_images, test_labels"
  })
  void readsBytesUnderTheUsualNames(String images, String labels) throws IOException {
    Path file = npz(Map.of(images, bytes(2, 2, 3), labels, longs(1, 4)));
    ImageDataset read = NpzImages.read(file, Split.TEST, OptionalInt.empty());
    assertEquals(new ImageShape(2, 3, 1), read.shape());
    assertEquals(new ImageShape(2, 3, 1), Datasets.usualShape("npz", file));
    assertEquals(
        List.of(2, 5, 1, 4), List.of(read.size(), read.classes(), read.label(0), read.label(1)));
    assertArrayEquals(
        new float[] {6 / 255f, 7 / 255f, 8 / 255f, 9 / 255f, 10 / 255f, 11 / 255f}, read.pixels(1));
    assertEquals(9, NpzImages.read(file, Split.TEST, OptionalInt.of(9)).classes());
  }

  @Test
  void keepsFloatsAsTheyAre() throws IOException {
    float[] pixels = {0, 0.1234567f, 1, 0.5f, 0.25f, 0.75f};
    NdArray array = NumpyArrays.floats(List.of(1, 1, 2, 3), pixels);
    ImageDataset read =
        NpzImages.read(npz(Map.of("x", array, "y", longs(1))), Split.TEST, OptionalInt.empty());
    assertArrayEquals(pixels, read.pixels(0));
    assertArrayEquals(pixels, read.limitedTo(1).pixels(0));
    byte[] rounded = new byte[6];
    read.copyPixels(0, rounded, 0);
    assertArrayEquals(new byte[] {0, 31, (byte) 255, (byte) 128, 64, (byte) 191}, rounded);
    pixels[1] += 1e-6f;
    NdArray other = NumpyArrays.floats(List.of(1, 1, 2, 3), pixels);
    assertNotEquals(
        read.digest(),
        NpzImages.read(npz(Map.of("x", other, "y", longs(1))), Split.TEST, OptionalInt.empty())
            .digest());
  }

  @Test
  void trainsOnFilesThatHoldBothSplits() throws IOException {
    Path both =
        npz(
            Map.of(
                "x_train",
                bytes(3, 2, 2),
                "y_train",
                longs(0, 1, 2),
                "x_test",
                bytes(1, 2, 2),
                "y_test",
                longs(1)));
    assertEquals(3, NpzImages.read(both, Split.TRAIN, OptionalInt.empty()).size());
    assertEquals(1, NpzImages.read(both, Split.TEST, OptionalInt.empty()).size());
    NumpyArrays.savez(folder.resolve("train.npz"), Map.of("x", bytes(2, 2, 2), "y", longs(0, 1)));
    assertEquals(2, NpzImages.read(folder, Split.TRAIN, OptionalInt.empty()).size());
    assertRefused(folder, Split.TEST, "no file " + folder.resolve("test.npz"), "--data");
    Path one = npz(Map.of("x", bytes(2, 2, 2), "y", longs(0, 1)));
    assertRefused(one, Split.TRAIN, one + " holds one set of images", "train.npz and test.npz");
  }

  @Test
  void takesImagesWhoseClassesNobodyKnows() throws IOException {
    for (NdArray images : List.of(bytes(2, 2, 2), NumpyArrays.floats(List.of(2, 1, 1), 0, 1))) {
      Path file = npz(Map.of("x", images));
      ImageDataset read = NpzImages.read(file, Split.TEST, OptionalInt.of(5));
      assertEquals(List.of(2, 5, -1), List.of(read.size(), read.classes(), read.label(1)));
      assertFalse(read.isLabelled());
    }
  }

  @Test
  void takesNoLargeNumbersForClasses() throws IOException {
    Path file = npz(Map.of("x", bytes(2, 2, 2), "y", longs(1, 2_000_000_000)));
    var error =
        assertThrows(
            InvalidInputException.class,
            () -> NpzImages.read(file, Split.TEST, OptionalInt.empty()));
    assertTrue(error.getMessage().contains("is 2000000000 in record 1"), error.getMessage());
  }

  @Test
  void saysWhatIsWrongWithAnArray() throws IOException {
    assertRefused(folder.resolve("none.npz"), Split.TEST, "none.npz");
    refused(
        "'x' is an array of shape [2, 3, 4, 4]", "numpy.moveaxis", bytes(2, 3, 4, 4), longs(1, 1));
    refused("'x' is an array of shape [2, 4]", "[N, height, width]", bytes(2, 4), longs(1, 1));
    refused(
        "'x' is an array of int64",
        "uint8, 0 to 255, or floats in [0,1]",
        longs(1, 1),
        longs(1, 1));
    refused(
        "with a number 255.0",
        "divide by 255",
        NumpyArrays.floats(List.of(1, 1, 2), 0, 255),
        longs(1));
    refused(
        "with a number NaN",
        "divide",
        NumpyArrays.floats(List.of(1, 1, 2), 0, Float.NaN),
        longs(1));
    refused("'y' is 3 labels, but there are 2 images", "", bytes(2, 2, 2), longs(1, 1, 1));
    refused("'y' is -1 in record 0", "0 to 4", bytes(1, 2, 2), longs(-1));
    refused("'y' is 5 in record 1", "0 to 4", bytes(2, 2, 2), longs(1, 5));
  }

  private void refused(String what, String accepted, NdArray images, NdArray labels)
      throws IOException {
    assertRefused(npz(Map.of("x", images, "y", labels)), Split.TEST, what, accepted);
  }

  private static void assertRefused(Path file, Split split, String... words) {
    var error =
        assertThrows(
            InvalidInputException.class, () -> NpzImages.read(file, split, OptionalInt.of(5)));
    String message = error.message(setting -> "--" + setting);
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
  }

  private Path npz(Map<String, NdArray> arrays) throws IOException {
    Path file = Files.createTempFile(folder, "x", ".npz");
    return NumpyArrays.savez(file, new LinkedHashMap<>(arrays));
  }

  private static NdArray longs(long... values) {
    return NumpyArrays.longs(List.of(values.length), values);
  }

  /** Counts up from 0. */
  private static NdArray bytes(Integer... shape) {
    int size = List.of(shape).stream().reduce(1, (a, b) -> a * b);
    byte[] values = new byte[size];
    for (int i = 0; i < size; i++) {
      values[i] = (byte) i;
    }
    return NumpyArrays.bytes(List.of(shape), values);
  }
}
