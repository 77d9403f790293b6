package org.smoothadv.dataset.folder;

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
import org.smoothadv.input.InvalidInputException;

/**
 * Finds the images below class folders by their names: nothing is opened, and only what has no
 * image's name is asked whether it is a folder. Hidden files and folders are passed over.
 */
final class FolderScan {
  static final String ENDINGS = ".jpg, .jpeg, .png, .gif or .bmp";

  private final List<ListedFolder> found = new ArrayList<>();
  private final Deque<Path> above = new ArrayDeque<>();
  private int otherFiles;
  private Path otherFile;

  /**
   * Adds the images of a class, folder by folder in the order of their paths, the files of each in
   * the order of their names: byte by byte, as torchvision does.
   *
   * @throws InvalidInputException if there are none, or a link leads back to a folder above it
   */
  void add(Path classFolder, int label) throws IOException {
    List<ListedFolder> folders = new ArrayList<>();
    collect(classFolder, label, folders);
    if (folders.isEmpty()) {
      throw new InvalidInputException(
          "no images in %s: every class has at least one, a file that ends with %s"
              .formatted(classFolder, ENDINGS));
    }
    folders.sort(Comparator.comparing(ListedFolder::folder));
    found.addAll(folders);
  }

  /** All images that were added. */
  ImageList images() {
    return new ImageList(found);
  }

  /** The number of files that have no image's name. */
  int otherFiles() {
    return otherFiles;
  }

  /** One of these files; null if there is none. */
  Path otherFile() {
    return otherFile;
  }

  private void collect(Path folder, int label, List<ListedFolder> folders) throws IOException {
    Path real = folder.toRealPath();
    if (above.contains(real)) {
      throw new InvalidInputException(
          folder + " is a link to a folder that it lies in: remove the link");
    }
    above.push(real);
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, FolderScan::isVisible)) {
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
      folders.add(new ListedFolder(folder, label, files));
    }
  }

  static boolean isVisible(Path path) {
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
