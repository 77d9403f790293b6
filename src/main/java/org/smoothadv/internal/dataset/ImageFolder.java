package org.smoothadv.internal.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.dataset.image.Framing.CentreCrop;
import org.smoothadv.internal.dataset.image.Framing.RandomResizedCrop;
import org.smoothadv.internal.dataset.image.ImageDecoder;
import org.smoothadv.network.ImageShape;

/**
 * Images in files, decoded whenever they are asked for, and shown as ImageNet is: the centre of the
 * resized image where it is judged; in training a random box, resized, and flipped with probability
 * 1/2.
 */
final class ImageFolder implements ImageDataset {
  /**
   * Image files in the layout that ImageNet has on most disks: {@code train/} and a folder with the
   * images to test on, in each a folder per class.
   *
   * @param name that {@code --dataset} knows it by
   * @param testFolders names of the test images' folder; the first that is there is taken
   */
  record Layout(String name, List<String> testFolders) {
    /** ILSVRC 2012, whose validation images are what classifiers are tested on. */
    static final Layout IMAGENET = new Layout("imagenet", List.of("val"));

    /** A user's own images. */
    static final Layout OWN = new Layout("folder", List.of("val", "test"));

    /**
     * Lists the images of a split; they are read when they are asked for.
     *
     * @param folder holds the folders of the splits
     * @param size the height and width at which images are shown, in pixels
     * @throws InvalidInputException if a folder is missing, a class has no images, or the splits
     *     have different classes where both are there
     * @throws IOException if reading fails
     */
    ImageDataset open(Path folder, Split split, int size) throws IOException {
      Path train = folder.resolve("train");
      Path test = testFolder(folder);
      Path wanted = split == Split.TRAIN ? train : test;
      requireFolder(folder, wanted);
      ClassFolders classes = ClassFolders.in(wanted);
      Path other = split == Split.TRAIN ? test : train;
      if (Files.isDirectory(other)) {
        classes.requireSameNames(ClassFolders.in(other));
      }
      return new ImageFolder(name, size, classes.folders().size(), classes.images());
    }

    private Path testFolder(Path folder) {
      return testFolders.stream()
          .map(folder::resolve)
          .filter(Files::isDirectory)
          .findFirst()
          .orElse(folder.resolve(testFolders.get(0)));
    }

    private void requireFolder(Path folder, Path wanted) {
      if (!Files.isDirectory(wanted)) {
        throw new InvalidSettingException(
            "data",
            "no folder %s: {data} names a folder with train/ and %s/, which hold a folder of images for each class",
            Files.isDirectory(folder) ? wanted : folder,
            String.join("/ or ", testFolders));
      }
    }
  }

  private final Kind kind;
  private final ImageList files;
  private ImageDecoder decoder;

  /**
   * Shows files.
   *
   * @param name the name by which the dataset is opened
   * @param size the height and width at which the images are shown
   * @param files sorted by class
   */
  private ImageFolder(String name, int size, int classes, ImageList files) {
    this.kind = new Kind(name, new ImageShape(size, size, 3), classes);
    this.files = files;
  }

  @Override
  public Kind kind() {
    return kind;
  }

  @Override
  public int size() {
    return files.size();
  }

  @Override
  public int label(int index) {
    return files.label(index);
  }

  @Override
  public String digest() {
    return ImageDigest.ofFiles(this, files::file);
  }

  @Override
  public void copyPixels(int index, byte[] target, int offset) {
    decoder().read(files.file(index), CentreCrop.customary(shape().width()), target, offset);
  }

  @Override
  public void copyVariation(int index, RandomGenerator random, byte[] target, int offset) {
    decoder()
        .read(files.file(index), new RandomResizedCrop(shape().width(), random), target, offset);
    if (random.nextBoolean()) {
      flip(target, offset);
    }
  }

  private void flip(byte[] pixels, int offset) {
    int line = shape().width() * 3;
    for (int start = offset; start < offset + shape().values(); start += line) {
      for (int left = start, right = start + line - 3; left < right; left += 3, right -= 3) {
        for (int channel = 0; channel < 3; channel++) {
          byte value = pixels[left + channel];
          pixels[left + channel] = pixels[right + channel];
          pixels[right + channel] = value;
        }
      }
    }
  }

  @Override
  public ImageDataset limitedTo(int limit) {
    return limit >= size() ? this : SelectedImages.spread(this, limit);
  }

  /** Built when the first image is read: until then there is nothing to close. */
  private synchronized ImageDecoder decoder() {
    if (decoder == null) {
      decoder = new ImageDecoder(shape().width());
    }
    return decoder;
  }

  @Override
  public synchronized void close() {
    if (decoder != null) {
      decoder.close();
      decoder = null;
    }
  }
}
