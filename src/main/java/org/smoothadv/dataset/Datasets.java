package org.smoothadv.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.smoothadv.input.InvalidInputException;

/** The datasets that can be opened by name: the one place where a new dataset is entered. */
public final class Datasets {
  private static final Map<String, Opener> OPENERS =
      new TreeMap<>(
          Map.of(
              Cifar10.NAME, (folder, split, seed) -> Cifar10.read(folder, split),
              ImageNet32.NAME, (folder, split, seed) -> ImageNet32.read(folder, split),
              SyntheticShapes.NAME, (folder, split, seed) -> SyntheticShapes.draw(split, seed)));

  private Datasets() {}

  /** Returns the names that {@link #open} knows, in alphabetical order. */
  public static List<String> names() {
    return List.copyOf(OPENERS.keySet());
  }

  /**
   * Opens a split of a dataset.
   *
   * @param name one of {@link #names()}
   * @param folder where the dataset's files are; {@code synthetic} has none and does not look there
   * @param split which part to open
   * @param imageSize the height and width of the images in pixels, which most datasets prescribe
   * @param seed what {@code synthetic} draws its images from; datasets in files do not use it
   * @throws InvalidInputException if there is no such dataset or its files are missing or damaged
   * @throws IOException if reading fails
   */
  public static ImageDataset open(String name, Path folder, Split split, int imageSize, long seed)
      throws IOException {
    Opener opener = OPENERS.get(name);
    if (opener == null) {
      throw new InvalidInputException(
          "--dataset: there is no dataset '" + name + "'; known: " + String.join(", ", names()));
    }
    ImageDataset images = opener.open(folder, split, seed);
    if (images.shape().height() != imageSize || images.shape().width() != imageSize) {
      throw new InvalidInputException(
          "--image-size %d: the images of %s are %d pixels high"
              .formatted(imageSize, name, images.shape().height()));
    }
    return images;
  }

  /** Returns the number of classes where a dataset has the same everywhere. */
  public static OptionalInt classes(String name) {
    return switch (name) {
      case Cifar10.NAME -> OptionalInt.of(Cifar10.CLASSES);
      case SyntheticShapes.NAME -> OptionalInt.of(SyntheticShapes.CLASSES);
      default -> OptionalInt.empty();
    };
  }

  @FunctionalInterface
  private interface Opener {
    ImageDataset open(Path folder, Split split, long seed) throws IOException;
  }
}
