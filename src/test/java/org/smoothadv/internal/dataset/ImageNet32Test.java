package org.smoothadv.internal.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.numpy.NdArray;
import org.smoothadv.network.ImageShape;
import org.smoothadv.support.NumpyArrays;
import org.smoothadv.support.PickleBytes;

/** Names, keys and shapes are those of the published files of Chrabaszcz et al. 2017. */
class ImageNet32Test {
  private static final int BYTES = 3072;

  @TempDir Path folder;

  @Test
  void interleavesThePlanesAndCountsClassesFromZero() throws IOException {
    byte[] pixels = new byte[2 * BYTES];
    pixels[BYTES + 33] = (byte) 200; // red of row 1, column 1 of the second image
    pixels[BYTES + 1024 + 33] = 100; // green
    pixels[BYTES + 2048 + 33] = 50; // blue
    pickle("val_data", NumpyArrays.bytes(List.of(2, BYTES), pixels), List.of(1000, 1));

    ImageDataset images = ImageNet32.read(folder, Split.TEST);

    assertEquals(new ImageShape(32, 32, 3), images.shape());
    assertEquals(1000, images.classes());
    assertEquals(List.of(2, 999, 0), List.of(images.size(), images.label(0), images.label(1)));
    assertArrayEquals(
        new byte[] {(byte) 200, 100, 50}, Arrays.copyOfRange(pixels(images, 1), 33 * 3, 34 * 3));
    assertArrayEquals(new byte[BYTES], pixels(images, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> pixels(images, 2));
  }

  @Test
  void readsTheBatchesThatAreThereInTheirOrderWhateverTheirFormat() throws IOException {
    Map<String, Object> python2 = content(NumpyArrays.bytes(List.of(1, BYTES), filled(1, 2)), 2);
    Files.write(folder.resolve("train_data_batch_2"), PickleBytes.python2(python2));
    npz("train_data_batch_3.npz", NumpyArrays.bytes(List.of(2, BYTES), filled(2, 3)), 3, 33);
    pickle("train_data_batch_10", NumpyArrays.bytes(List.of(1, BYTES), filled(1, 9)), List.of(10));

    ImageDataset images = ImageNet32.read(folder, Split.TRAIN);

    int[] labels = IntStream.range(0, images.size()).map(images::label).toArray();
    assertArrayEquals(new int[] {1, 2, 32, 9}, labels);
    assertArrayEquals(filled(1, 2), pixels(images, 0));
    assertArrayEquals(filled(1, 3), pixels(images, 2));
    assertArrayEquals(filled(1, 9), pixels(images, 3));
  }

  @Test
  void readsCompressedFilesAndLabelsInAnyIntegers() throws IOException {
    Map<String, NdArray> arrays = new LinkedHashMap<>();
    arrays.put("data", NumpyArrays.bytes(List.of(2, BYTES), filled(2, 7)));
    arrays.put("labels", NumpyArrays.bytes(List.of(2), (byte) 5, (byte) 250));
    arrays.put("mean", NumpyArrays.floats(List.of(1), 0));
    NumpyArrays.savezCompressed(folder.resolve("val_data.npz"), arrays);

    ImageDataset images = ImageNet32.read(folder, Split.TEST);

    assertEquals(List.of(4, 249), List.of(images.label(0), images.label(1)));
    assertArrayEquals(filled(1, 7), pixels(images, 1));
  }

  @Test
  void namesWhatIsMissing() throws IOException {
    Path nowhere = folder.resolve("nowhere");
    assertRefused(nowhere, Split.TRAIN, "no ImageNet32 folder " + nowhere, "--data");
    assertRefused(folder, Split.TEST, "no val_data nor val_data.npz in " + folder);
    pickle("val_data", NumpyArrays.bytes(List.of(1, BYTES), filled(1, 0)), List.of(1));
    assertRefused(folder, Split.TRAIN, "train_data_batch_1 ", "image-net.org");
  }

  @Test
  void namesFileAndRecordOfALabelOutOfRange() throws IOException {
    npz("train_data_batch_1.npz", NumpyArrays.bytes(List.of(3, BYTES), filled(3, 0)), 1000, 1, 0);
    assertTrainingRefused("train_data_batch_1.npz: 'labels' is 0 in record 2", "1 to 1000");
    npz("train_data_batch_1.npz", NumpyArrays.bytes(List.of(1, BYTES), filled(1, 0)), 1001);
    assertTrainingRefused("'labels' is 1001 in record 0", "1 to 1000");
  }

  @Test
  void refusesLabelsThatAreNotOnePerImage() throws IOException {
    npz("train_data_batch_1.npz", NumpyArrays.bytes(List.of(2, BYTES), filled(2, 0)), 1, 2, 3);
    assertTrainingRefused("'labels' is 3 labels, but there are 2 images");
    pickle(
        "train_data_batch_1", NumpyArrays.bytes(List.of(1, BYTES), filled(1, 0)), List.of("cat"));
    assertTrainingRefused("train_data_batch_1: 'labels'", "whole numbers");
  }

  @Test
  void refusesOtherTypesAndShapes() throws IOException {
    npz("train_data_batch_1.npz", NumpyArrays.floats(List.of(1, 2), 0.5f, 1), 1);
    assertTrainingRefused("'data' is an array of float32 [1, 2]", "accepted is an array of uint8");
    npz("train_data_batch_1.npz", NumpyArrays.bytes(List.of(1, 192), new byte[192]), 1);
    assertTrainingRefused("'data' is an array of shape [1, 192]; accepted is [N, 3072]");
    npz("train_data_batch_1.npz", NumpyArrays.bytes(List.of(0, BYTES)));
    assertTrainingRefused("[0, 3072]", "N at least 1");
    pickle("train_data_batch_1", NumpyArrays.bytes(List.of(BYTES), filled(1, 0)), List.of(1));
    assertTrainingRefused("shape [3072]");
  }

  @Test
  void refusesFilesThatHoldSomethingElse() throws IOException {
    Path file = folder.resolve("train_data_batch_1");
    Files.write(file, PickleBytes.python3(Map.of("labels", List.of(1), "images", List.of())));
    assertTrainingRefused(file + ": there is no 'data'; there is ", "'images'", "'labels'");
    Files.write(file, new byte[] {(byte) 0x80, 4, ']', '.'});
    assertTrainingRefused(file + ": the pickle is no dictionary");
    Files.writeString(file, "hello");
    assertTrainingRefused(file + ": ");
  }

  @Test
  void refusesFilesCutShort() throws IOException {
    Path file = folder.resolve("train_data_batch_1");
    pickle(
        file.getFileName().toString(),
        NumpyArrays.bytes(List.of(1, BYTES), filled(1, 1)),
        List.of(1));
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length += 97) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertTrainingRefused(file + ": ");
    }
  }

  private void pickle(String name, NdArray data, List<?> labels) throws IOException {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("data", data);
    content.put("labels", labels);
    Files.write(folder.resolve(name), PickleBytes.python3(content));
  }

  private static Map<String, Object> content(NdArray data, Integer... labels) {
    return Map.of("data", data, "labels", List.of(labels));
  }

  private void npz(String name, NdArray data, long... labels) throws IOException {
    Map<String, NdArray> arrays =
        Map.of("data", data, "labels", NumpyArrays.longs(List.of(labels.length), labels));
    NumpyArrays.savez(folder.resolve(name), arrays);
  }

  private static byte[] filled(int images, int value) {
    byte[] pixels = new byte[images * BYTES];
    Arrays.fill(pixels, (byte) value);
    return pixels;
  }

  private static byte[] pixels(ImageDataset images, int index) {
    byte[] pixels = new byte[images.shape().values()];
    images.copyPixels(index, pixels, 0);
    return pixels;
  }

  private void assertTrainingRefused(String... parts) {
    assertRefused(folder, Split.TRAIN, parts);
  }

  private static void assertRefused(Path folder, Split split, String... parts) {
    var error = assertThrows(InvalidInputException.class, () -> ImageNet32.read(folder, split));
    String message = error.message(setting -> "--" + setting);
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }
}
