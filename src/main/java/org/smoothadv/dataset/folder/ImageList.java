package org.smoothadv.dataset.folder;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** The image files of a split, in order, with their classes. */
public final class ImageList {
  private final List<ListedFolder> folders;

  /** The number of images before each folder. */
  private final int[] starts;

  private final int size;

  /**
   * Joins folders.
   *
   * @throws ArithmeticException if there are more images than an int counts
   */
  ImageList(List<ListedFolder> folders) {
    this.folders = List.copyOf(folders);
    starts = new int[folders.size()];
    int count = 0;
    for (int i = 0; i < starts.length; i++) {
      starts[i] = count;
      count = Math.addExact(count, folders.get(i).size());
    }
    size = count;
  }

  /** Returns the number of images. */
  public int size() {
    return size;
  }

  /**
   * Returns the class of an image.
   *
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public int label(int index) {
    return folders.get(folderOf(index)).label();
  }

  /**
   * Returns the file of an image.
   *
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public Path file(int index) {
    int folder = folderOf(index);
    return folders.get(folder).file(index - starts[folder]);
  }

  private int folderOf(int index) {
    int place = Arrays.binarySearch(starts, Objects.checkIndex(index, size));
    return place >= 0 ? place : -place - 2;
  }
}
