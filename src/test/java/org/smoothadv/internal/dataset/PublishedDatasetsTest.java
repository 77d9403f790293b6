package org.smoothadv.internal.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.commons.math3.random.MersenneTwister;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.network.ImageShape;
import org.smoothadv.support.NumpyArrays;
import org.smoothadv.support.PickleBytes;
import org.smoothadv.support.PublishedFiles;

/** Datasets in the files and archives that are to be downloaded. */
class PublishedDatasetsTest {
  private static final int BYTES = 3072;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"", "raw", "MNIST/raw"})
  void readsMnistAsItIsAndCompressed(String below) throws IOException {
    Path place = Files.createDirectories(folder.resolve(below));
    byte[] pixels = bytes(2 * 28 * 28);
    byte[] images = PublishedFiles.idx(pixels, 2, 28, 28);
    Files.write(place.resolve("t10k-images-idx3-ubyte.gz"), PublishedFiles.gzip(images));
    Files.write(place.resolve("t10k-labels-idx1-ubyte"), PublishedFiles.idx(new byte[] {9, 0}, 2));

    ImageDataset read = open("mnist", Split.TEST, new ImageShape(28, 28, 1));

    assertEquals(
        List.of(2, 10, 9, 0), List.of(read.size(), read.classes(), read.label(0), read.label(1)));
    assertArrayEquals(Arrays.copyOfRange(pixels, 28 * 28, 2 * 28 * 28), pixels(read, 1));
    byte[] shown = new byte[28 * 28];
    read.copyVariation(1, new MersenneTwister(1), shown, 0);
    assertArrayEquals(pixels(read, 1), shown, "digits are not flipped");
  }

  @Test
  void tellsTheDatasetsOfTorchvisionApart() throws IOException {
    for (String name : List.of("MNIST", "FashionMNIST")) {
      Path place = Files.createDirectories(folder.resolve(name + "/raw"));
      byte[] pixels = new byte[28 * 28];
      Arrays.fill(pixels, (byte) name.length());
      Files.write(place.resolve("t10k-images-idx3-ubyte"), PublishedFiles.idx(pixels, 1, 28, 28));
      Files.write(place.resolve("t10k-labels-idx1-ubyte"), PublishedFiles.idx(new byte[1], 1));
    }
    ImageShape shape = new ImageShape(28, 28, 1);
    assertEquals(5, pixels(open("mnist", Split.TEST, shape), 0)[0]);
    assertEquals(12, pixels(open("fashion-mnist", Split.TEST, shape), 0)[0]);
  }

  @Test
  void refusesDamagedIdxFiles() throws IOException {
    byte[] images = PublishedFiles.idx(new byte[2 * 28 * 28], 2, 28, 28);
    Path file = folder.resolve("train-images-idx3-ubyte");
    Path labels = folder.resolve("train-labels-idx1-ubyte");
    refused("mnist", "no train-images-idx3-ubyte in " + folder, "--data");
    Files.write(file, images);
    refused("mnist", "no train-labels-idx1-ubyte in ");
    Files.write(labels, PublishedFiles.idx(new byte[] {1, 2, 3}, 3));
    refused("mnist", labels + " has 3 labels, but " + file + " has 2 images");
    Files.write(labels, PublishedFiles.idx(new byte[] {1, 10}, 2));
    refused("fashion-mnist", labels + ": label 10 in record 1");
    Files.write(file, Arrays.copyOf(images, images.length - 1));
    refused("mnist", file + ": it says that there are 2 records", "cut short");
    Files.write(file, PublishedFiles.idx(new byte[32 * 32], 1, 32, 32));
    refused("mnist", file + ": images of another size: 32");
    Files.write(file, PublishedFiles.idx(new byte[1], 1));
    refused("mnist", file + ": no idx file of bytes in 3 dimensions");
    Files.delete(file);
    Files.write(folder.resolve("train-images-idx3-ubyte.gz"), new byte[100]);
    refused("mnist", file + ".gz: no gzip file");
  }

  @Test
  void readsTheColumnsOfSvhn() throws IOException {
    byte[] images = new byte[2 * BYTES];
    // The second image, row 1, column 2.
    images[BYTES + 1 + 32 * 2] = (byte) 200; // red
    images[BYTES + 1024 + 1 + 32 * 2] = 100; // green
    images[BYTES + 2048 + 1 + 32 * 2] = 50; // blue
    Files.write(folder.resolve("test_32x32.mat"), PublishedFiles.svhn(images, (byte) 10, (byte) 9));

    ImageDataset read = open("svhn", Split.TEST, ImageShape.ofSize(32));

    assertEquals(List.of(2, 0, 9), List.of(read.size(), read.label(0), read.label(1)));
    int place = (32 + 2) * 3;
    assertArrayEquals(
        new byte[] {(byte) 200, 100, 50}, Arrays.copyOfRange(pixels(read, 1), place, place + 3));
    assertArrayEquals(new byte[BYTES], pixels(read, 0));
  }

  @Test
  void refusesDamagedMatlabFiles() throws IOException {
    Path file = folder.resolve("train_32x32.mat");
    refused("svhn", "no train_32x32.mat in " + folder, "--data");
    byte[] whole = PublishedFiles.svhn(bytes(BYTES), (byte) 3);
    for (int length = 0; length < whole.length; length += 61) {
      Files.write(file, Arrays.copyOf(whole, length));
      refused("svhn", file + ": ");
    }
    Files.write(file, PublishedFiles.svhn(bytes(BYTES), (byte) 11));
    refused("svhn", file + ": label 11.0 of image 0");
    Files.write(file, "MATLAB 7.3 MAT-file".repeat(20).getBytes(StandardCharsets.US_ASCII));
    refused("svhn", file + ": a MATLAB file of version 7.3");
  }

  @Test
  void readsTheFineLabelsOfCifar100() throws IOException {
    byte[] records = new byte[2 * (BYTES + 2)];
    records[1] = 99;
    records[BYTES + 2] = 19;
    records[BYTES + 3] = 42;
    records[BYTES + 4] = 7; // red of the first pixel
    Path below = Files.createDirectory(folder.resolve("cifar-100-binary"));
    Files.write(below.resolve("train.bin"), records);

    ImageDataset read = open("cifar100", Split.TRAIN, ImageShape.ofSize(32));

    assertEquals(
        List.of(2, 100, 99, 42),
        List.of(read.size(), read.classes(), read.label(0), read.label(1)));
    assertEquals(7, pixels(read, 1)[0]);
    Files.write(below.resolve("train.bin"), Arrays.copyOf(records, records.length - 1));
    refused("cifar100", below.resolve("train.bin") + " has 6,147 bytes", "byte 3,074", "50,000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cifar-10-batches-py", "."})
  void readsThePythonVersionOfCifar10(String below) throws IOException {
    Path place = Files.createDirectories(folder.resolve(below));
    byte[] pixels = bytes(2 * BYTES);
    Files.write(place.resolve("data_batch_2"), pickle(pixels, 3, 9));
    Files.write(place.resolve("data_batch_1"), pickle(Arrays.copyOf(pixels, BYTES), 1));

    ImageDataset read = open("cifar10", Split.TRAIN, ImageShape.ofSize(32));

    assertEquals(List.of(1, 3, 9), List.of(read.label(0), read.label(1), read.label(2)));
    assertArrayEquals(
        new byte[] {pixels[BYTES], pixels[BYTES + 1024], pixels[BYTES + 2048]},
        Arrays.copyOf(pixels(read, 2), 3));
    Files.write(place.resolve("data_batch_1"), pickle(pixels, 3, 10));
    refused("cifar10", "data_batch_1: 'labels' is 10 in record 1", "0 to 9");
    Files.write(place.resolve("data_batch_1"), Arrays.copyOf(pickle(pixels, 3, 1), 1000));
    refused("cifar10", "data_batch_1: ");
  }

  @Test
  void readsArchivesAsTheyAreDownloaded() throws IOException {
    byte[] record = new byte[BYTES + 1];
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int i : new int[] {3, 1}) {
      byte[] batch = record.clone();
      batch[0] = (byte) i;
      files.put("cifar-10-batches-bin/data_batch_%d.bin".formatted(i), batch);
    }
    files.put("cifar-10-batches-bin/readme.html", bytes(10));
    byte[] archive = PublishedFiles.tarGz(files);
    Path inFolder = Files.write(folder.resolve("cifar-10-binary.tar.gz"), archive);

    for (Path data : List.of(folder, inFolder)) {
      ImageDataset read = Datasets.open("cifar10", data, Split.TRAIN, ImageShape.ofSize(32));
      assertEquals(List.of(2, 1, 3), List.of(read.size(), read.label(0), read.label(1)));
    }
    Path python = folder.resolve("p.tgz");
    Files.write(
        python,
        PublishedFiles.tarGz(Map.of("cifar-10-batches-py/data_batch_1", pickle(bytes(BYTES), 4))));
    assertEquals(4, Datasets.open("cifar10", python, Split.TRAIN, ImageShape.ofSize(32)).label(0));

    Files.write(inFolder, Arrays.copyOf(archive, archive.length / 2));
    refused("cifar10", inFolder + ": no .tar.gz archive of a dataset, or cut short");
    Map<String, byte[]> endless = new LinkedHashMap<>();
    for (int i = 0; i < 1001; i++) {
      endless.put("a" + i, bytes(0));
    }
    Files.write(inFolder, PublishedFiles.tarGz(endless));
    refused("cifar10", inFolder + ": no .tar.gz archive of a dataset, or cut short");
    Files.write(inFolder, PublishedFiles.tarGz(Map.of("a.txt", bytes(5))));
    refused("cifar10", "no data_batch_1.bin", "in " + inFolder);
  }

  private static byte[] pickle(byte[] pixels, Integer... labels) {
    return PickleBytes.python2(
        Map.of(
            "data", NumpyArrays.bytes(List.of(pixels.length / BYTES, BYTES), pixels),
            "labels", List.of(labels)));
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private ImageDataset open(String name, Split split, ImageShape shape) throws IOException {
    return Datasets.open(name, folder, split, shape);
  }

  private static byte[] pixels(ImageDataset images, int index) {
    byte[] pixels = new byte[images.shape().values()];
    images.copyPixels(index, pixels, 0);
    return pixels;
  }

  private void refused(String name, String... words) throws IOException {
    ImageShape shape = Datasets.usualShape(name, folder);
    var error =
        assertThrows(
            InvalidInputException.class, () -> Datasets.open(name, folder, Split.TRAIN, shape));
    String message = error.message(setting -> "--" + setting);
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
  }
}
