package org.smoothadv.dataset.folder;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.monitor.Progress;

/**
 * A split of a dataset in the layout of torchvision's {@code ImageFolder}: a folder for each class,
 * whose place in the order of the names, byte by byte, is the label.
 *
 * @param split the folder that holds them
 * @param folders one per class, in the order of the labels
 */
public record ClassFolders(Path split, List<Path> folders) {
  private static final Logger LOG = LoggerFactory.getLogger("data");
  private static final long PATIENCE_NANOS = 1_000_000_000;

  /** Keeps the folders. */
  public ClassFolders {
    folders = List.copyOf(folders);
  }

  /**
   * Finds the class folders of a split; hidden ones are passed over.
   *
   * @throws InvalidInputException if there are less than two
   */
  public static ClassFolders in(Path split) throws IOException {
    List<Path> folders = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            split, entry -> FolderScan.isVisible(entry) && Files.isDirectory(entry))) {
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
  public void requireSameNames(ClassFolders other) {
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
  public ImageList images() throws IOException {
    FolderScan scan = new FolderScan();
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
    if (scan.otherFiles() > 0) {
      LOG.warn(
          "left out in {}: {} files that do not end with {}, such as {}",
          split,
          scan.otherFiles(),
          FolderScan.ENDINGS,
          scan.otherFile());
    }
    return scan.images();
  }
}
