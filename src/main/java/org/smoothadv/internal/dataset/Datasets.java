package org.smoothadv.internal.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.network.ImageShape;

/** The datasets that can be opened by name: the one place where a new dataset is entered. */
public final class Datasets {
  private static final ImageShape CIFAR = ImageShape.ofSize(32);

  private static final Map<String, Entry> ENTRIES = new TreeMap<>();

  static {
    for (Cifar cifar : Cifar.ALL) {
      add(cifar.datasetName(), CIFAR, cifar.classes(), cifar::read);
    }
    for (IdxImages idx : List.of(IdxImages.MNIST, IdxImages.FASHION)) {
      add(idx.name(), IdxImages.SHAPE, IdxImages.CLASSES, idx::read);
    }
    add(Svhn.NAME, Svhn.SHAPE, Svhn.CLASSES, Svhn::read);
    add(ImageNet32.NAME, CIFAR, ImageNet32.CLASSES, ImageNet32::read);
    add(
        SyntheticShapes.NAME,
        CIFAR,
        SyntheticShapes.CLASSES,
        (folder, split) -> SyntheticShapes.draw(split));
    ImageFolder.Layout own = ImageFolder.Layout.OWN;
    ENTRIES.put(
        own.name(),
        new Entry(
            Optional.of(CIFAR),
            true,
            OptionalInt.empty(),
            (folder, split, shape, classes) -> own.open(folder, split, shape.height())));
    ImageFolder.Layout imageNet = ImageFolder.Layout.IMAGENET;
    ENTRIES.put(
        imageNet.name(),
        new Entry(
            Optional.of(ImageShape.ofSize(224)),
            false,
            OptionalInt.empty(),
            (folder, split, shape, classes) -> imageNet.open(folder, split, shape.height())));
    ENTRIES.put(
        NpzImages.NAME,
        new Entry(
            Optional.empty(),
            false,
            OptionalInt.empty(),
            (data, split, shape, classes) -> NpzImages.read(data, split, classes)));
  }

  private static final int MAX_SIZE = 4096;

  private Datasets() {}

  private static void add(String name, ImageShape shape, int classes, FixedOpener opener) {
    ENTRIES.put(
        name,
        new Entry(
            Optional.of(shape),
            false,
            OptionalInt.of(classes),
            (folder, split, size, number) -> opener.open(folder, split)));
  }

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
   * @param folder where the dataset's files are, as for {@link #open}; of {@code npz} they tell
   * @throws InvalidInputException if there is no such dataset, or a file that tells is missing or
   *     damaged
   * @throws IOException if reading fails
   */
  public static ImageShape usualShape(String name, Path folder) throws IOException {
    Optional<ImageShape> usual = entry(name).shape();
    return usual.isPresent() ? usual.get() : NpzImages.shape(folder);
  }

  /**
   * Opens a split of a dataset, with as many classes as it shows. The caller closes it.
   *
   * @throws InvalidInputException as {@link #open(String, Path, Split, ImageShape, OptionalInt)}
   *     does
   * @throws IOException if reading fails
   */
  public static ImageDataset open(String name, Path folder, Split split, ImageShape shape)
      throws IOException {
    return open(name, folder, split, shape, OptionalInt.empty());
  }

  /**
   * Opens a split of a dataset. The caller closes it.
   *
   * @param name one of {@link #names()}
   * @param folder where the dataset's files are; {@code synthetic} has none and does not look there
   * @param split which part to open
   * @param shape the size of the images; only {@code folder} leaves a choice
   * @param classes how many there are, where only labels tell ({@code npz})
   * @throws InvalidInputException if there is no such dataset, its images have another size, its
   *     files are missing or damaged, or a label is beyond the classes
   * @throws IOException if reading fails
   */
  public static ImageDataset open(
      String name, Path folder, Split split, ImageShape shape, OptionalInt classes)
      throws IOException {
    requireShape(name, shape);
    ImageDataset images = entry(name).opener().open(folder, split, shape, classes);
    if (!images.shape().equals(shape)) {
      images.close();
      throw new InvalidInputException(
          "%s: images of %s where %s are expected".formatted(folder, images.shape(), shape));
    }
    return images;
  }

  /**
   * Checks that the classes of images are known.
   *
   * @param folder where the images are
   * @param purpose what needs the classes, as in "training"
   * @throws InvalidInputException if they are not, saying how to get some
   */
  public static void requireLabels(ImageDataset images, Path folder, String purpose) {
    if (!images.isLabelled()) {
      throw new InvalidSettingException(
          "data",
          "%s: the images have no labels ('labels' or 'y', whole numbers from 0), which %s needs; where nobody knows them, 'pseudo-label {unlabelled} %s' writes those that a classifier gives",
          folder,
          purpose,
          folder);
    }
  }

  /**
   * Checks that images of a dataset can be had in a size.
   *
   * @return the size
   * @throws InvalidInputException if there is no such dataset, or not in that size
   */
  public static ImageShape requireShape(String name, ImageShape shape) {
    Entry entry = entry(name);
    boolean square = shape.equals(shape.withSize(shape.height()));
    Optional<ImageShape> usual = entry.shape();
    boolean fits =
        usual.isEmpty()
            || shape.equals(usual.get())
            || (entry.anySize() && shape.equals(usual.get().withSize(shape.height())));
    if (!fits) {
      throw new InvalidInputException(
          square && shape.channels() == usual.get().channels()
              ? "%d pixels where the images of %s are %d pixels high and wide; 'folder' takes any size"
                  .formatted(shape.height(), name, usual.get().height())
              : "images of %s where those of %s are %s"
                  .formatted(shape, name, entry.anySize() ? "square and in colour" : usual.get()));
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

  /**
   * The size of all images of a dataset, wherever they are; empty where there are several, or no
   * such dataset.
   */
  public static Optional<ImageShape> onlyShape(String name) {
    return Optional.ofNullable(ENTRIES.get(name))
        .filter(entry -> !entry.anySize())
        .flatMap(Entry::shape);
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
    return entry(name).classes();
  }

  @FunctionalInterface
  private interface FixedOpener {
    ImageDataset open(Path folder, Split split) throws IOException;
  }

  @FunctionalInterface
  private interface Opener {
    ImageDataset open(Path folder, Split split, ImageShape shape, OptionalInt classes)
        throws IOException;
  }

  /**
   * How a dataset is opened.
   *
   * @param shape of its images; empty where the files tell
   * @param anySize whether its images are to be had in any other size, too
   * @param classes where they are the same everywhere
   */
  private record Entry(
      Optional<ImageShape> shape, boolean anySize, OptionalInt classes, Opener opener) {}
}
