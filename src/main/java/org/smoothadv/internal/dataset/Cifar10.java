package org.smoothadv.internal.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.dataset.Augmentation.FlipAndCrop;
import org.smoothadv.network.ImageShape;

/**
 * CIFAR-10 (Krizhevsky 2009) in its official binary format: files of up to 10,000 records, each a
 * label byte (0..9) and 3,072 pixel bytes, the red plane before the green and the blue one, rows
 * from the top.
 */
public final class Cifar10 {
  /** The name that {@code --dataset} knows it by. */
  public static final String NAME = "cifar10";

  static final int CLASSES = 10;

  private static final ImageShape SHAPE = new ImageShape(32, 32, 3);
  private static final int RECORD_BYTES = 1 + SHAPE.values();
  private static final int MAX_RECORDS = 10_000;
  private static final int MAX_BYTES = MAX_RECORDS * RECORD_BYTES;
  private static final String EXPECTED =
      String.format(
          "expected up to %,d records of %,d bytes (%,d bytes)",
          MAX_RECORDS, RECORD_BYTES, MAX_BYTES);

  private static final String BINARY_VERSION = "cifar-10-batches-bin";

  private static final List<String> ARCHIVES =
      List.of("cifar-10-binary.tar.gz", "cifar-10-python.tar.gz", "cifar-10-matlab.tar.gz");

  private static final String REMEDY =
      "run tools/fetch-cifar10, or name the folder with {data}, such as cifar-10-batches-bin";

  private static final String UNPACK =
      "unpack cifar-10-binary.tar.gz (tar -xzf) and name the folder cifar-10-batches-bin with {data}";

  private Cifar10() {}

  /**
   * Reads a split.
   *
   * @param folder holds the batch files, or the folder {@code cifar-10-batches-bin} with them
   * @param split {@code TRAIN} reads those of {@code data_batch_1.bin} to {@code data_batch_5.bin}
   *     that are there, in this order, so that there are 10,000 to 50,000 images when they are
   *     whole; {@code TEST} reads {@code test_batch.bin}
   * @throws InvalidInputException if the folder or the files are missing, a file is not made of 1
   *     to 10,000 whole records, or a label is not in 0..9
   * @throws IOException if reading fails
   */
  public static ImageDataset read(Path folder, Split split) throws IOException {
    List<Path> files = batchFiles(folder, split);
    int[] labels = new int[countRecords(files)];
    byte[] pixels = new byte[labels.length * SHAPE.values()];
    int image = 0;
    for (Path file : files) {
      byte[] records = Files.readAllBytes(file);
      for (int start = 0; start < records.length; start += RECORD_BYTES) {
        labels[image] = label(file, records, start);
        ImageArray.interleave(records, start + 1, SHAPE, pixels, image * SHAPE.values());
        image++;
      }
    }
    return new InMemoryImages(NAME, SHAPE, CLASSES, new FlipAndCrop(4), pixels, labels);
  }

  private static List<Path> batchFiles(Path folder, Split split) {
    if (!Files.isDirectory(folder)) {
      throw Files.exists(folder)
          ? refused(folder + " is a file", isArchive(folder) ? UNPACK : REMEDY)
          : refused("no CIFAR-10 folder " + folder, REMEDY);
    }
    List<String> names =
        switch (split) {
          case TRAIN ->
              IntStream.rangeClosed(1, 5).mapToObj(n -> "data_batch_" + n + ".bin").toList();
          case TEST -> List.of("test_batch.bin");
        };
    List<Path> files = filesIn(folder, names);
    return files.isEmpty() ? below(folder, names) : files;
  }

  private static List<Path> filesIn(Path folder, List<String> names) {
    return names.stream().map(folder::resolve).filter(Files::isRegularFile).toList();
  }

  /** The files of the folder that the archive unpacks to. */
  private static List<Path> below(Path folder, List<String> names) {
    List<Path> files = filesIn(folder.resolve(BINARY_VERSION), names);
    if (!files.isEmpty()) {
      return files;
    }
    String missing = "no %s in %s".formatted(String.join(", ", names), folder);
    Optional<String> other = otherVersion(folder);
    if (other.isPresent()) {
      throw refused(missing + ": " + other.get(), REMEDY);
    }
    Optional<Path> archive =
        ARCHIVES.stream().map(folder::resolve).filter(Files::exists).findFirst();
    throw archive.isPresent()
        ? refused(missing + ": " + archive.get() + " is not unpacked", UNPACK)
        : refused(missing, REMEDY);
  }

  private static InvalidSettingException refused(String problem, String remedy) {
    return new InvalidSettingException("data", "%s: " + remedy, problem);
  }

  /** What is there instead. */
  private static Optional<String> otherVersion(Path folder) {
    for (Path place : List.of(folder, folder.resolve("cifar-10-batches-py"))) {
      if (hasAny(place, "data_batch_1", "test_batch")) {
        return Optional.of(place + " holds the Python version, and the binary one is wanted");
      }
    }
    for (String name : List.of("", "cifar-100-binary", "cifar-100-python")) {
      if (hasAny(folder.resolve(name), "fine_label_names.txt", "meta")) {
        return Optional.of(folder.resolve(name) + " holds CIFAR-100, another dataset");
      }
    }
    return hasAny(folder, "batches.meta.mat", "data_batch_1.mat")
        ? Optional.of(folder + " holds the MATLAB version, and the binary one is wanted")
        : Optional.empty();
  }

  private static boolean hasAny(Path folder, String... names) {
    return Arrays.stream(names).anyMatch(name -> Files.isRegularFile(folder.resolve(name)));
  }

  private static boolean isArchive(Path file) {
    return file.getFileName().toString().matches(".*\\.(tar\\.gz|tgz|tar|zip)");
  }

  private static int countRecords(List<Path> files) throws IOException {
    int records = 0;
    for (Path file : files) {
      long length = Files.size(file);
      if (length > MAX_BYTES) {
        throw wrongLength(file, length, "the surplus begins at", MAX_BYTES);
      }
      if (length == 0 || length % RECORD_BYTES != 0) {
        long whole = length - length % RECORD_BYTES;
        throw wrongLength(file, length, "the incomplete record begins at", whole);
      }
      records += (int) (length / RECORD_BYTES);
    }
    return records;
  }

  private static InvalidInputException wrongLength(
      Path file, long length, String what, long offset) {
    return new InvalidInputException(
        String.format("%s has %,d bytes: %s byte %,d; %s", file, length, what, offset, EXPECTED));
  }

  private static int label(Path file, byte[] records, int start) {
    int label = Byte.toUnsignedInt(records[start]);
    if (label >= CLASSES) {
      throw new InvalidInputException(
          String.format(
              "%s: label %d in record %,d (from 0), at byte %,d; expected 0 to %d",
              file, label, start / RECORD_BYTES, start, CLASSES - 1));
    }
    return label;
  }
}
