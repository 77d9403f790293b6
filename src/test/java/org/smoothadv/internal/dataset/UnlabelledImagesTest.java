package org.smoothadv.internal.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.numpy.NdArray;
import org.smoothadv.network.ImageShape;
import org.smoothadv.support.NumpyArrays;
import org.smoothadv.support.PickleBytes;

class UnlabelledImagesTest {
  private static final ImageShape SHAPE = new ImageShape(32, 32, 3);
  private static final int BYTES = SHAPE.values();
  private static final ImageDataset LABELLED = SyntheticShapes.draw(Split.TEST, 0);

  @TempDir Path folder;

  private final byte[] pixels = random(3 * BYTES);
  private final NdArray data = NumpyArrays.bytes(List.of(3, 32, 32, 3), pixels);

  /** The file that Carmon et al. publish: ti_500K_pseudo_labeled.pickle. */
  @Test
  void readsThePublishedPickle() throws IOException {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("data", data);
    content.put("extrapolated_targets", NumpyArrays.longs(List.of(3), 9, 0, 4));
    Path file = folder.resolve("ti.pickle");
    Files.write(file, PickleBytes.python3(content));

    ImageDataset images = UnlabelledImages.open(file, SHAPE).pseudoLabelled(LABELLED);

    assertEquals(3, images.size());
    assertEquals(LABELLED.shape(), images.shape());
    assertEquals(10, images.classes());
    assertArrayEquals(new int[] {9, 0, 4}, labels(images));
    assertPixels(images);
  }

  @Test
  void namesTheRemedyForImagesWithoutLabels() throws IOException {
    Path file = NumpyArrays.savez(folder.resolve("images.npz"), Map.of("data", data));
    UnlabelledImages images = UnlabelledImages.open(file, SHAPE);
    assertEquals(3, images.size());
    assertEquals((pixels[BYTES] & 0xff) / 255f, images.pixels(1)[0]);
    assertRefused(
        () -> images.pseudoLabelled(LABELLED),
        file + ": the images have no labels",
        "pseudo-label --run DIR --unlabelled " + file + " --out FILE");
  }

  @Test
  void readsWhatItWrites() throws IOException {
    Path plain = NumpyArrays.savezCompressed(folder.resolve("plain.npz"), Map.of("data", data));
    UnlabelledImages images = UnlabelledImages.open(plain, SHAPE);
    Path labelled = folder.resolve("labelled.npz");
    try (FileChannel channel =
        FileChannel.open(labelled, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      images.writeLabelled(channel, () -> new int[] {1, 2, 3});
    }
    ImageDataset read = UnlabelledImages.open(labelled, SHAPE).pseudoLabelled(LABELLED);
    assertArrayEquals(new int[] {1, 2, 3}, labels(read));
    assertPixels(read);
  }

  @Test
  void feedsTrainingBatches() throws IOException {
    Path file =
        NumpyArrays.savez(
            folder.resolve("images.npz"),
            Map.of("data", data, "labels", NumpyArrays.longs(List.of(3), 5, 6, 7)));
    ImageDataset images = UnlabelledImages.open(file, SHAPE).pseudoLabelled(LABELLED);
    try (ImageBatches batches = ImageBatches.ofEpoch(new IntactImages(images), 3, 0, 0)) {
      int[] labels = batches.next().labels().clone();
      java.util.Arrays.sort(labels);
      assertArrayEquals(new int[] {5, 6, 7}, labels);
    }
  }

  @Test
  void refusesLabelsThatDoNotFit() throws IOException {
    assertLabelsRefused("'labels' is 10 in record 1", 0, 10, 0);
    assertLabelsRefused("'labels' is -1 in record 2", 0, 9, -1);
    assertLabelsRefused("'labels' is 2 labels, but there are 3 images", 0, 1);
  }

  private void assertLabelsRefused(String complaint, long... labels) throws IOException {
    Map<String, NdArray> arrays =
        Map.of("data", data, "labels", NumpyArrays.longs(List.of(labels.length), labels));
    Path file = NumpyArrays.savez(folder.resolve("images.npz"), arrays);
    UnlabelledImages images = UnlabelledImages.open(file, SHAPE);
    assertRefused(() -> images.pseudoLabelled(LABELLED), file + ": " + complaint);
  }

  @Test
  void refusesImagesThatDoNotFit() throws IOException {
    assertImagesRefused(
        NumpyArrays.bytes(List.of(1, 3, 32, 32), random(BYTES)),
        "'data' is an array of shape [1, 3, 32, 32]; accepted is [N, 32, 32, 3]");
    assertImagesRefused(
        NumpyArrays.bytes(List.of(1, 2, 2, 3), random(12)), "shape [1, 2, 2, 3]", "32, 32, 3");
    assertImagesRefused(
        NumpyArrays.floats(List.of(2), 0, 1), "array of float32", "accepted is an array of uint8");
    Path file = NumpyArrays.savez(folder.resolve("images.npz"), Map.of("pixels", data));
    assertRefused(() -> UnlabelledImages.open(file, SHAPE), "there is no 'data'", "'pixels'");
  }

  private void assertImagesRefused(NdArray array, String... words) throws IOException {
    Path file = NumpyArrays.savez(folder.resolve("images.npz"), Map.of("data", array));
    assertRefused(() -> UnlabelledImages.open(file, SHAPE), words);
  }

  @Test
  void namesAMissingFile() {
    Path missing = folder.resolve("missing.npz");
    assertRefused(() -> UnlabelledImages.open(missing, SHAPE), missing + ": no such file");
    assertRefused(() -> UnlabelledImages.open(folder, SHAPE), folder + ": not a file");
  }

  private void assertPixels(ImageDataset images) {
    byte[] copied = new byte[pixels.length];
    for (int i = 0; i < images.size(); i++) {
      images.copyPixels(i, copied, i * BYTES);
    }
    assertArrayEquals(pixels, copied);
  }

  private static int[] labels(ImageDataset images) {
    return IntStream.range(0, images.size()).map(images::label).toArray();
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(length).nextBytes(bytes);
    return bytes;
  }

  private static void assertRefused(
      org.junit.jupiter.api.function.Executable executable, String... parts) {
    var error = assertThrows(InvalidInputException.class, executable);
    String message = error.message(setting -> "--" + setting);
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }
}
