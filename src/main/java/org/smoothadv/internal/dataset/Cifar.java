package org.smoothadv.internal.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.dataset.Augmentation.FlipAndCrop;
import org.smoothadv.network.ImageShape;

/**
 * CIFAR-10 and CIFAR-100 (Krizhevsky 2009) as they are published. Files of the binary version have
 * records: a label byte (of CIFAR-100 two, the coarse class before the fine one, which is taken)
 * and 3,072 pixel bytes, the red plane before the green and the blue one, rows from the top. Those
 * of the Python version are pickles of {@code data}, uint8 [N, 3072] in the same order, and labels.
 */
public final class Cifar {
  /** Ten classes. */
  public static final Cifar TEN =
      new Cifar(
          "cifar10",
          10,
          10_000,
          List.of(
              new Version(
                  IntStream.rangeClosed(1, 5).mapToObj(n -> "data_batch_" + n + ".bin").toList(),
                  List.of("test_batch.bin"),
                  "cifar-10-batches-bin",
                  "cifar-10-binary.tar.gz",
                  ""),
              new Version(
                  IntStream.rangeClosed(1, 5).mapToObj(n -> "data_batch_" + n).toList(),
                  List.of("test_batch"),
                  "cifar-10-batches-py",
                  "cifar-10-python.tar.gz",
                  "labels")));

  /** A hundred classes. */
  public static final Cifar HUNDRED =
      new Cifar(
          "cifar100",
          100,
          50_000,
          List.of(
              new Version(
                  List.of("train.bin"),
                  List.of("test.bin"),
                  "cifar-100-binary",
                  "cifar-100-binary.tar.gz",
                  ""),
              new Version(
                  List.of("train"),
                  List.of("test"),
                  "cifar-100-python",
                  "cifar-100-python.tar.gz",
                  "fine_labels")));

  /** Both. */
  static final List<Cifar> ALL = List.of(TEN, HUNDRED);

  /**
   * How the dataset is published.
   *
   * @param folder that its archive unpacks to
   * @param labels their name in pickles; empty for the binary version
   */
  private record Version(
      List<String> train, List<String> test, String folder, String archive, String labels) {
    List<String> names(Split split) {
      return switch (split) {
        case TRAIN -> train;
        case TEST -> test;
      };
    }
  }

  /** Files of a version that are there, in the order of their names. */
  private record Found(Version version, List<DatasetFile> files) {}

  private static final ImageShape SHAPE = ImageShape.ofSize(32);
  private static final String DATA = "data";

  private final String datasetName;
  private final int classes;
  private final int maxRecords;
  private final List<Version> versions;

  private Cifar(String datasetName, int classes, int maxRecords, List<Version> versions) {
    this.datasetName = datasetName;
    this.classes = classes;
    this.maxRecords = maxRecords;
    this.versions = versions;
  }

  /** The name that {@code --dataset} knows it by. */
  public String datasetName() {
    return datasetName;
  }

  int classes() {
    return classes;
  }

  /**
   * Reads a split.
   *
   * @param data holds the files, or the folder that the archive unpacks to, or the archive, or is
   *     the archive ({@code .tar.gz})
   * @param split of CIFAR-10, {@code TRAIN} reads those of {@code data_batch_1} to {@code
   *     data_batch_5} that are there, in this order
   * @throws InvalidInputException if the folder or the files are missing or damaged, a binary file
   *     is not made of whole records, at least one and no more than are published, or a label is
   *     out of range
   * @throws IOException if reading fails
   */
  public ImageDataset read(Path data, Split split) throws IOException {
    Found found = find(data, split);
    List<ImageArray> images = new ArrayList<>();
    List<int[]> labels = new ArrayList<>();
    for (DatasetFile file : found.files) {
      if (found.version.labels.isEmpty()) {
        readRecords(file, images, labels);
      } else {
        ArrayFile content = file.arrays();
        ImageArray read = content.planes(DATA, SHAPE);
        images.add(read);
        labels.add(content.labels(found.version.labels, read.size(), 0, classes));
      }
    }
    int[] all = labels.stream().flatMapToInt(Arrays::stream).toArray();
    return new InMemoryImages(datasetName, SHAPE, classes, new FlipAndCrop(4), images, all);
  }

  private void readRecords(DatasetFile file, List<ImageArray> images, List<int[]> labels)
      throws IOException {
    int labelBytes = this == TEN ? 1 : 2;
    int record = labelBytes + SHAPE.values();
    requireRecords(file, record);
    byte[] records = file.bytes();
    int[] ofFile = new int[records.length / record];
    for (int i = 0; i < ofFile.length; i++) {
      ofFile[i] = label(file, records, i * record + labelBytes - 1, i);
    }
    images.add(ImageArray.ofRecords(records, labelBytes, SHAPE));
    labels.add(ofFile);
  }

  private void requireRecords(DatasetFile file, int record) {
    long most = (long) maxRecords * record;
    long length = file.length();
    if (length > most || length == 0 || length % record != 0) {
      throw new InvalidInputException(
          String.format(
              "%s has %,d bytes: %s byte %,d; expected up to %,d records of %,d bytes (%,d bytes)",
              file.place(),
              length,
              length > most ? "the surplus begins at" : "the incomplete record begins at",
              length > most ? most : length - length % record,
              maxRecords,
              record,
              most));
    }
  }

  private int label(DatasetFile file, byte[] records, int at, int record) {
    int label = Byte.toUnsignedInt(records[at]);
    if (label >= classes) {
      throw new InvalidInputException(
          String.format(
              "%s: label %d in record %,d (from 0), at byte %,d; expected 0 to %d",
              file.place(), label, record, at, classes - 1));
    }
    return label;
  }

  private Found find(Path data, Split split) throws IOException {
    if (DatasetFile.isArchive(data)) {
      return inArchive(data, split)
          .orElseThrow(() -> refused("no %s in %s".formatted(missing(split), data)));
    }
    if (!Files.isDirectory(data)) {
      throw refused(Files.exists(data) ? data + " is a file" : "no " + title() + " folder " + data);
    }
    for (boolean below : new boolean[] {false, true}) {
      for (Version version : versions) {
        Path folder = below ? data.resolve(version.folder) : data;
        List<DatasetFile> files = DatasetFile.in(folder, version.names(split));
        if (!files.isEmpty()) {
          return new Found(version, files);
        }
      }
    }
    for (Version version : versions) {
      Path archive = data.resolve(version.archive);
      if (Files.isRegularFile(archive)) {
        return inArchive(archive, split)
            .orElseThrow(() -> refused("no %s in %s".formatted(missing(split), archive)));
      }
    }
    String missing = "no %s in %s".formatted(missing(split), data);
    throw refused(other(data).map(other -> missing + ": " + other).orElse(missing));
  }

  private Optional<Found> inArchive(Path archive, Split split) throws IOException {
    List<String> all = versions.stream().flatMap(v -> v.names(split).stream()).toList();
    List<DatasetFile> files = DatasetFile.inArchive(archive, all);
    return versions.stream()
        .map(
            version ->
                new Found(
                    version,
                    version.names(split).stream()
                        .flatMap(name -> files.stream().filter(file -> file.name().equals(name)))
                        .toList()))
        .filter(found -> !found.files.isEmpty())
        .findFirst();
  }

  private String missing(Split split) {
    return String.join(", ", versions.get(0).names(split));
  }

  private String title() {
    return this == TEN ? "CIFAR-10" : "CIFAR-100";
  }

  private InvalidSettingException refused(String problem) {
    String remedy =
        this == TEN
            ? "run tools/fetch-cifar10, or name the folder with {data}, such as cifar-10-batches-bin, or the archive"
            : "download cifar-100-binary.tar.gz from www.cs.toronto.edu/~kriz/cifar.html, and name it or its folder with {data}";
    return new InvalidSettingException(DATA, "%s: " + remedy, problem);
  }

  /** What is there instead. */
  private Optional<String> other(Path folder) {
    Cifar sister = this == TEN ? HUNDRED : TEN;
    for (Version version : sister.versions) {
      for (Path place : List.of(folder, folder.resolve(version.folder))) {
        if (hasAny(place, version.train) || hasAny(place, version.test)) {
          return Optional.of(place + " holds " + sister.title() + ", another dataset");
        }
      }
    }
    return hasAny(folder, List.of("batches.meta.mat", "data_batch_1.mat"))
        ? Optional.of(folder + " holds the MATLAB version, which is not read")
        : Optional.empty();
  }

  private static boolean hasAny(Path folder, List<String> names) {
    return names.stream().anyMatch(name -> Files.isRegularFile(folder.resolve(name)));
  }
}
