package org.smoothadv.dataset;

import org.smoothadv.input.InvalidInputException;

/** The classes of the images of a file. */
final class Labels {
  private Labels() {}

  /**
   * Reads and checks labels.
   *
   * @param name of the labels in the file
   * @param images how many there must be
   * @param first the label of the class that is 0 here
   * @param classes the number of classes
   * @return 0 to {@code classes - 1}, one per image
   * @throws InvalidInputException if there are more or fewer, or one is out of range
   */
  static int[] of(ArrayFile file, String name, int images, int first, int classes) {
    long[] stored = file.wholeNumbers(name);
    if (stored.length != images) {
      throw file.refused(
          name, "%,d labels, but there are %,d images".formatted(stored.length, images));
    }
    int[] labels = new int[images];
    for (int i = 0; i < images; i++) {
      if (stored[i] < first || stored[i] >= (long) first + classes) {
        throw file.refused(
            name,
            "%d in record %,d (from 0); accepted is %d to %d"
                .formatted(stored[i], i, first, first + classes - 1));
      }
      labels[i] = (int) (stored[i] - first);
    }
    return labels;
  }
}
