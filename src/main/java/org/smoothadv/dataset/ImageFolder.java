package org.smoothadv.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.smoothadv.dataset.folder.ClassFolders;
import org.smoothadv.input.InvalidInputException;

/**
 * Image files in the layout that ImageNet has on most disks: {@code train/} and a folder with the
 * images to test on, in each a folder per class.
 *
 * @param name that {@code --dataset} knows it by
 * @param testFolders names of the test images' folder; the first that is there is taken
 */
record ImageFolder(String name, List<String> testFolders) {
  /** ILSVRC 2012, whose validation images are what classifiers are tested on. */
  static final ImageFolder IMAGENET = new ImageFolder("imagenet", List.of("val"));

  /** A user's own images. */
  static final ImageFolder OWN = new ImageFolder("folder", List.of("val", "test"));

  /**
   * Lists the images of a split; they are read when they are asked for.
   *
   * @param folder holds the folders of the splits
   * @param size the height and width at which images are shown, in pixels
   * @throws InvalidInputException if a folder is missing, a class has no images, or the splits have
   *     different classes where both are there
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
    return new ImageFiles(name, size, classes.folders().size(), classes.images());
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
      throw new InvalidInputException(
          "no folder %s: --data names a folder with train/ and %s/, which hold a folder of images for each class"
              .formatted(
                  Files.isDirectory(folder) ? wanted : folder, String.join("/ or ", testFolders)));
    }
  }
}
