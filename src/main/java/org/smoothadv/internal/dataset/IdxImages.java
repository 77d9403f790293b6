package org.smoothadv.internal.dataset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.network.ImageShape;

/**
 * MNIST (LeCun et al. 1998) and Fashion-MNIST (Xiao et al. 2017): ten classes of grey images in idx
 * files, a header of big-endian numbers before the bytes of images or labels. Training shows the
 * images as they are, as Zhai et al. 2020 and Jeong and Shin 2020 do.
 *
 * @param name that {@code --dataset} knows it by
 * @param downloaded the folder that torchvision makes for it
 */
public record IdxImages(String name, String downloaded) {
  /** Handwritten digits. */
  public static final IdxImages MNIST = new IdxImages("mnist", "MNIST");

  /** Pieces of clothing. */
  public static final IdxImages FASHION = new IdxImages("fashion-mnist", "FashionMNIST");

  static final int CLASSES = 10;
  static final ImageShape SHAPE = new ImageShape(28, 28, 1);

  private static final int MAX_IMAGES = 60_000;

  /** Two zeros, 8 for bytes, and the number of dimensions. */
  private static final int BYTES = 8 << Byte.SIZE;

  /**
   * Reads a split.
   *
   * @param folder holds {@code train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte}, {@code
   *     t10k-images-idx3-ubyte} and {@code t10k-labels-idx1-ubyte}, each as it is or with {@code
   *     .gz}
   * @throws InvalidInputException if the folder or a file is missing, a file is damaged, cut short
   *     or of another kind, or there are not as many labels as images
   * @throws IOException if reading fails
   */
  public ImageDataset read(Path folder, Split split) throws IOException {
    String prefix =
        switch (split) {
          case TRAIN -> "train";
          case TEST -> "t10k";
        };
    DatasetFile imageFile = file(folder, prefix + "-images", "idx3-ubyte");
    DatasetFile labelFile = file(folder, prefix + "-labels", "idx1-ubyte");
    byte[] pixels = content(imageFile, List.of(SHAPE.height(), SHAPE.width()));
    byte[] stored = content(labelFile, List.of());
    if (pixels.length != stored.length * SHAPE.values()) {
      throw new InvalidInputException(
          "%s has %,d labels, but %s has %,d images"
              .formatted(
                  labelFile.place(),
                  stored.length,
                  imageFile.place(),
                  pixels.length / SHAPE.values()));
    }
    int[] labels = new int[stored.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = stored[i] & 0xff;
      if (labels[i] >= CLASSES) {
        throw new InvalidInputException(
            "%s: label %d in record %,d (from 0); expected 0 to %d"
                .formatted(labelFile.place(), labels[i], i, CLASSES - 1));
      }
    }
    return new InMemoryImages(name, SHAPE, CLASSES, Augmentation.none(), pixels, labels);
  }

  private DatasetFile file(Path folder, String stem, String kind) throws IOException {
    String remedy =
        "name a folder with the four files of "
            + name
            + ", such as "
            + stem
            + "-"
            + kind
            + " or the same with .gz, with {data} (see datasets/README.md)";
    if (!Files.isDirectory(folder)) {
      throw new InvalidSettingException(
          "data",
          Files.exists(folder) ? "%s is a file: " + remedy : "no folder %s: " + remedy,
          folder);
    }
    List<String> names =
        List.of(
            stem + "-" + kind,
            stem + "-" + kind + ".gz",
            stem + "." + kind,
            stem + "." + kind + ".gz");
    for (String below : List.of("", "raw", downloaded + "/raw")) {
      List<DatasetFile> files = DatasetFile.in(folder.resolve(below), names);
      if (!files.isEmpty()) {
        return files.get(0);
      }
    }
    throw new InvalidSettingException("data", "no %s in %s: " + remedy, stem + "-" + kind, folder);
  }

  /** What is behind the header of a file. */
  private static byte[] content(DatasetFile file, List<Integer> each) throws IOException {
    int item = each.stream().reduce(1, (a, b) -> a * b);
    int header = Integer.BYTES * (2 + each.size());
    byte[] bytes = file.decompressed(header + MAX_IMAGES * item);
    ByteBuffer numbers = ByteBuffer.wrap(bytes);
    if (bytes.length < header || numbers.getInt(0) != (BYTES | (1 + each.size()))) {
      throw new InvalidInputException(
          "%s: no idx file of bytes in %d dimensions".formatted(file.place(), 1 + each.size()));
    }
    for (int i = 0; i < each.size(); i++) {
      int side = numbers.getInt(Integer.BYTES * (2 + i));
      if (side != each.get(i)) {
        throw new InvalidInputException(
            "%s: images of another size: %d in place of %d"
                .formatted(file.place(), side, each.get(i)));
      }
    }
    int count = numbers.getInt(Integer.BYTES);
    if (count < 1 || bytes.length != header + (long) count * item) {
      throw new InvalidInputException(
          "%s: it says that there are %,d records, %,d bytes, but has %,d: cut short or damaged"
              .formatted(file.place(), count, header + (long) count * item, bytes.length));
    }
    return Arrays.copyOfRange(bytes, header, bytes.length);
  }
}
