package org.smoothadv.internal.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.network.ImageShape;

/** The datasets that can be opened by name: the one place where a new dataset is entered. */
public final class Datasets {
  private static final ImageShape CIFAR = ImageShape.ofSize(32);

  private static final Map<String, Entry> ENTRIES =
      new TreeMap<>(
          Map.of(
              Cifar10.NAME,
              Entry.ofSize(CIFAR, (folder, split, shape) -> Cifar10.read(folder, split)),
              ImageFolder.Layout.OWN.name(),
              Entry.ofAnySize(
                  CIFAR,
                  (folder, split, shape) ->
                      ImageFolder.Layout.OWN.open(folder, split, shape.height())),
              ImageFolder.Layout.IMAGENET.name(),
              Entry.ofSize(
                  ImageShape.ofSize(224),
                  (folder, split, shape) ->
                      ImageFolder.Layout.IMAGENET.open(folder, split, shape.height())),
              ImageNet32.NAME,
              Entry.ofSize(CIFAR, (folder, split, shape) -> ImageNet32.read(folder, split)),
              SyntheticShapes.NAME,
              Entry.ofSize(CIFAR, (folder, split, shape) -> SyntheticShapes.draw(split))));

  private static final int MAX_SIZE = 4096;

  private Datasets() {}

  /** Returns the names that {@link #open} knows, in alphabetical order. */
  public static List<String> names() {
    return List.copyOf(ENTRIES.keySet());
  }

  /**
   * Checks that there is a dataset.
   *
   * @return its name
   * @throws InvalidInputException if there is none
   */
  public static String requireKnown(String name) {
    entry(name);
    return name;
  }

  /**
   * Returns the size that images of a dataset have unless the user wants another one.
   *
   * @param name one of {@link #names()}
   * @param folder where the dataset's files are, as for {@link #open}
   * @throws InvalidInputException if there is no such dataset
   */
  public static ImageShape usualShape(String name, Path folder) {
    return entry(name).shape();
  }

  /**
   * Opens a split of a dataset. The caller closes it.
   *
   * @param name one of {@link #names()}
   * @param folder where the dataset's files are; {@code synthetic} has none and does not look there
   * @param split which part to open
   * @param shape the size of the images; only {@code folder} leaves a choice
   * @throws InvalidInputException if there is no such dataset, its images have another size, or its
   *     files are missing or damaged
   * @throws IOException if reading fails
   */
  public static ImageDataset open(String name, Path folder, Split split, ImageShape shape)
      throws IOException {
    requireShape(name, shape);
    return entry(name).opener().open(folder, split, shape);
  }

  /**
   * Checks that images of a dataset can be had in a size.
   *
   * @return the size
   * @throws InvalidInputException if there is no such dataset, or not in that size
   */
  public static ImageShape requireShape(String name, ImageShape shape) {
    Entry entry = entry(name);
    ImageShape usual = entry.shape();
    if (entry.anySize() ? !shape.equals(usual.withSize(shape.height())) : !shape.equals(usual)) {
      throw new InvalidInputException(
          shape.equals(usual.withSize(shape.height()))
              ? "%d pixels where the images of %s are %d pixels high and wide; 'folder' takes any size"
                  .formatted(shape.height(), name, usual.height())
              : "images of %d x %d pixels and %d channels where those of %s have %d x %d and %d"
                  .formatted(
                      shape.height(),
                      shape.width(),
                      shape.channels(),
                      name,
                      usual.height(),
                      usual.width(),
                      usual.channels()));
    }
    requireSize(Math.max(shape.height(), shape.width()));
    return shape;
  }

  /**
   * Checks a height or width.
   *
   * @return the size
   * @throws InvalidInputException if it is larger than any that is accepted
   */
  public static int requireSize(int size) {
    if (size > MAX_SIZE) {
      throw new InvalidInputException("%d pixels; accepted are up to %d".formatted(size, MAX_SIZE));
    }
    return size;
  }

  /** Whether images of a dataset can be had in any size. */
  public static boolean isOfAnySize(String name) {
    return entry(name).anySize();
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
    ImageDataset open(Path folder, Split split, ImageShape shape) throws IOException;
  }

  /** How a dataset is opened; its images have one size, or that and any other square. */
  private record Entry(ImageShape shape, boolean anySize, Opener opener) {
    static Entry ofSize(ImageShape shape, Opener opener) {
      return new Entry(shape, false, opener);
    }

    static Entry ofAnySize(ImageShape usual, Opener opener) {
      return new Entry(usual, true, opener);
    }
  }
}
