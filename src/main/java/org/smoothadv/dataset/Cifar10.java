package org.smoothadv.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.smoothadv.input.InvalidInputException;

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
  private static final int RECORD_BYTES = 1 + SHAPE.bytes();
  private static final int MAX_RECORDS = 10_000;
  private static final int MAX_BYTES = MAX_RECORDS * RECORD_BYTES;
  private static final String EXPECTED =
      String.format(
          "expected up to %,d records of %,d bytes (%,d bytes)",
          MAX_RECORDS, RECORD_BYTES, MAX_BYTES);

  private Cifar10() {}

  /**
   * Reads a split.
   *
   * @param folder holds the batch files
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
    byte[] pixels = new byte[labels.length * SHAPE.bytes()];
    int image = 0;
    for (Path file : files) {
      byte[] records = Files.readAllBytes(file);
      for (int start = 0; start < records.length; start += RECORD_BYTES) {
        labels[image] = label(file, records, start);
        Planes.interleave(records, start + 1, SHAPE, pixels, image * SHAPE.bytes());
        image++;
      }
    }
    return new InMemoryImages(NAME, SHAPE, CLASSES, new FlipAndCrop(4), pixels, labels);
  }

  private static List<Path> batchFiles(Path folder, Split split) {
    String remedy = "run tools/fetch-cifar10, or name the folder with --data";
    if (!Files.isDirectory(folder)) {
      throw new InvalidInputException("no CIFAR-10 folder " + folder + ": " + remedy);
    }
    List<String> names =
        switch (split) {
          case TRAIN ->
              IntStream.rangeClosed(1, 5).mapToObj(n -> "data_batch_" + n + ".bin").toList();
          case TEST -> List.of("test_batch.bin");
        };
    List<Path> files = names.stream().map(folder::resolve).filter(Files::isRegularFile).toList();
    if (files.isEmpty()) {
      String wanted = String.join(", ", names);
      throw new InvalidInputException("no " + wanted + " in " + folder + ": " + remedy);
    }
    return files;
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
