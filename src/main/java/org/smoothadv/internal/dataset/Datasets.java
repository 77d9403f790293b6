package org.smoothadv.internal.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.smoothadv.input.InvalidInputException;

/** The datasets that can be opened by name: the one place where a new dataset is entered. */
public final class Datasets {
  private static final Map<String, Entry> ENTRIES =
      new TreeMap<>(
          Map.of(
              Cifar10.NAME,
              Entry.ofSize(32, (folder, split, size) -> Cifar10.read(folder, split)),
              ImageFolder.Layout.OWN.name(),
              Entry.ofAnySize(
                  32, (folder, split, size) -> ImageFolder.Layout.OWN.open(folder, split, size)),
              ImageFolder.Layout.IMAGENET.name(),
              Entry.ofSize(
                  224,
                  (folder, split, size) -> ImageFolder.Layout.IMAGENET.open(folder, split, size)),
              ImageNet32.NAME,
              Entry.ofSize(32, (folder, split, size) -> ImageNet32.read(folder, split)),
              SyntheticShapes.NAME,
              Entry.ofSize(32, (folder, split, size) -> SyntheticShapes.draw(split))));

  private static final int MAX_SIZE = 4096;

  private Datasets() {}

  /** Returns the names that {@link #open} knows, in alphabetical order. */
  public static List<String> names() {
    return List.copyOf(ENTRIES.keySet());
  }

  /**
   * Returns the height and width in pixels that images of a dataset have unless the user wants
   * another one.
   *
   * @param name one of {@link #names()}
   * @throws InvalidInputException if there is no such dataset
   */
  public static int imageSize(String name) {
    return entry(name).imageSize();
  }

  /**
   * Opens a split of a dataset. The caller closes it.
   *
   * @param name one of {@link #names()}
   * @param folder where the dataset's files are; {@code synthetic} has none and does not look there
   * @param split which part to open
   * @param imageSize the height and width of the images in pixels; only {@code folder} leaves a
   *     choice
   * @throws InvalidInputException if there is no such dataset, its images have another size, or its
   *     files are missing or damaged
   * @throws IOException if reading fails
   */
  public static ImageDataset open(String name, Path folder, Split split, int imageSize)
      throws IOException {
    requireSize(name, imageSize);
    return entry(name).opener().open(folder, split, imageSize);
  }

  /**
   * Checks that images of a dataset can be had in a size.
   *
   * @param imageSize their height and width in pixels
   * @return the size
   * @throws InvalidInputException if there is no such dataset, or not in that size
   */
  public static int requireSize(String name, int imageSize) {
    Entry entry = entry(name);
    if (!entry.anySize() && imageSize != entry.imageSize()) {
      throw new InvalidInputException(
          "%d pixels where the images of %s are %d pixels high and wide; 'folder' takes any size"
              .formatted(imageSize, name, entry.imageSize()));
    }
    if (imageSize > MAX_SIZE) {
      throw new InvalidInputException(
          "%d pixels; accepted are up to %d".formatted(imageSize, MAX_SIZE));
    }
    return imageSize;
  }

  private static Entry entry(String name) {
    Entry entry = ENTRIES.get(name);
    if (entry == null) {
      throw new InvalidInputException(
          "there is no dataset '" + name + "'; known: " + String.join(", ", names()));
    }
    return entry;
  }

  /** Returns the number of classes where a dataset has the same everywhere. */
  public static OptionalInt classes(String name) {
    return switch (name) {
      case Cifar10.NAME -> OptionalInt.of(Cifar10.CLASSES);
      case ImageNet32.NAME -> OptionalInt.of(ImageNet32.CLASSES);
      case SyntheticShapes.NAME -> OptionalInt.of(SyntheticShapes.CLASSES);
      default -> OptionalInt.empty();
    };
  }

  @FunctionalInterface
  private interface Opener {
    ImageDataset open(Path folder, Split split, int imageSize) throws IOException;
  }

  /** How a dataset is opened; its images have one size, or that and any other. */
  private record Entry(int imageSize, boolean anySize, Opener opener) {
    static Entry ofSize(int imageSize, Opener opener) {
      return new Entry(imageSize, false, opener);
    }

    static Entry ofAnySize(int usual, Opener opener) {
      return new Entry(usual, true, opener);
    }
  }
}
