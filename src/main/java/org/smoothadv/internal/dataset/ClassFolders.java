package org.smoothadv.internal.dataset;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.monitor.Progress;

/**
 * A split of a dataset in the layout of torchvision's {@code ImageFolder}: a folder for each class,
 * whose place in the order of the names, byte by byte, is the label.
 *
 * @param split the folder that holds them
 * @param folders one per class, in the order of the labels
 */
record ClassFolders(Path split, List<Path> folders) {
  private static final Logger LOG = LoggerFactory.getLogger("data");
  private static final String ENDINGS = ".jpg, .jpeg, .png, .gif or .bmp";
  private static final long PATIENCE_NANOS = 1_000_000_000;

  /** Keeps the folders. */
  ClassFolders {
    folders = List.copyOf(folders);
  }

  /**
   * Finds the class folders of a split; hidden ones are passed over.
   *
   * @throws InvalidInputException if there are less than two
   */
  static ClassFolders in(Path split) throws IOException {
    List<Path> folders = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(split, entry -> isVisible(entry) && Files.isDirectory(entry))) {
      entries.forEach(folders::add);
    }
    if (folders.size() < 2) {
      throw new InvalidInputException(
          "%s in %s: expected at least two, each named after its class and full of images"
              .formatted(folders.isEmpty() ? "no class folders" : "one class folder only", split));
    }
    Collections.sort(folders);
    return new ClassFolders(split, folders);
  }

  /**
   * Makes sure that labels mean the same in another split.
   *
   * @throws InvalidInputException if its class folders have other names
   */
  void requireSameNames(ClassFolders other) {
    List<Path> missing = missingFrom(other);
    List<Path> surplus = other.missingFrom(this);
    if (!missing.isEmpty() || !surplus.isEmpty()) {
      Path example = missing.isEmpty() ? surplus.get(0) : missing.get(0);
      throw new InvalidInputException(
          "%s and %s have different classes, %d and %d: '%s' is in one of them only"
              .formatted(
                  split,
                  other.split(),
                  folders.size(),
                  other.folders().size(),
                  example.getFileName()));
    }
  }

  private List<Path> missingFrom(ClassFolders other) {
    List<Path> names = other.folders().stream().map(Path::getFileName).sorted().toList();
    return folders.stream()
        .filter(folder -> Collections.binarySearch(names, folder.getFileName()) < 0)
        .toList();
  }

  /**
   * Lists the images, with a bar where it takes long.
   *
   * @throws InvalidInputException if a class has no images
   */
  ImageList images() throws IOException {
    Scan scan = new Scan();
    long start = System.nanoTime();
    Progress progress = null;
    try {
      for (int label = 0; label < folders.size(); label++) {
        scan.add(folders.get(label), label);
        if (progress == null && System.nanoTime() - start > PATIENCE_NANOS) {
          progress = Progress.start("listing " + split.getFileName(), folders.size(), "classes");
        }
        if (progress != null) {
          progress.stepTo(label + 1L);
        }
      }
    } finally {
      if (progress != null) {
        progress.close();
      }
    }
    if (scan.otherFiles > 0) {
      LOG.warn(
          "left out in {}: {} files that do not end with {}, such as {}",
          split,
          scan.otherFiles,
          ENDINGS,
          scan.otherFile);
    }
    return new ImageList(scan.found);
  }

  /**
   * Finds the images below class folders by their names: nothing is opened, and only what has no
   * image's name is asked whether it is a folder. Hidden files and folders are passed over.
   */
  private static final class Scan {
    private final List<ImageList.Folder> found = new ArrayList<>();
    private final Deque<Path> above = new ArrayDeque<>();

    /** Files that have no image's name. */
    private int otherFiles;

    /** One of these; null if there is none. */
    private Path otherFile;

    /**
     * Adds the images of a class, folder by folder in the order of their paths, the files of each
     * in the order of their names: byte by byte, as torchvision does.
     *
     * @throws InvalidInputException if there are none, or a link leads back to a folder above it
     */
    void add(Path classFolder, int label) throws IOException {
      List<ImageList.Folder> folders = new ArrayList<>();
      collect(classFolder, label, folders);
      if (folders.isEmpty()) {
        throw new InvalidInputException(
            "no images in %s: every class has at least one, a file that ends with %s"
                .formatted(classFolder, ENDINGS));
      }
      folders.sort(Comparator.comparing(ImageList.Folder::folder));
      found.addAll(folders);
    }

    private void collect(Path folder, int label, List<ImageList.Folder> folders)
        throws IOException {
      Path real = folder.toRealPath();
      if (above.contains(real)) {
        throw new InvalidInputException(
            folder + " is a link to a folder that it lies in: remove the link");
      }
      above.push(real);
      List<Path> files = new ArrayList<>();
      try (DirectoryStream<Path> entries =
          Files.newDirectoryStream(folder, ClassFolders::isVisible)) {
        for (Path entry : entries) {
          if (isImage(entry)) {
            files.add(entry);
          } else if (Files.isDirectory(entry)) {
            collect(entry, label, folders);
          } else {
            otherFiles++;
            otherFile = entry;
          }
        }
      }
      above.pop();
      if (!files.isEmpty()) {
        Collections.sort(files);
        folders.add(new ImageList.Folder(folder, label, files));
      }
    }
  }

  private static boolean isVisible(Path path) {
    return !path.getFileName().toString().startsWith(".");
  }

  private static boolean isImage(Path path) {
    String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".jpg")
        || name.endsWith(".jpeg")
        || name.endsWith(".png")
        || name.endsWith(".gif")
        || name.endsWith(".bmp");
  }
}
