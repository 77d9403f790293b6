package org.smoothadv.results.summary;

import java.util.Arrays;
import java.util.Collection;
import java.util.OptionalInt;
import org.smoothadv.results.LogRecord;

/** Which images of a split a log is about. */
public final class ImageSet {
  private final int[] indices;

  private ImageSet(int[] indices) {
    this.indices = indices;
  }

  /** The images of these records. */
  static ImageSet of(Collection<? extends LogRecord> records) {
    return new ImageSet(records.stream().mapToInt(LogRecord::index).sorted().toArray());
  }

  /** The first image whose distance from the one before differs from that of the first two. */
  OptionalInt firstUneven() {
    for (int i = 1; i < indices.length; i++) {
      int step = indices[i] - indices[i - 1];
      if (step == 0 || step != indices[1] - indices[0]) {
        return OptionalInt.of(indices[i]);
      }
    }
    return OptionalInt.empty();
  }

  /** The first that is none of the first so many multiples of a step. */
  OptionalInt firstNotAmong(int step, int count) {
    return Arrays.stream(indices)
        .filter(index -> index % step != 0 || index / step >= count)
        .findFirst();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ImageSet set && Arrays.equals(indices, set.indices);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(indices);
  }

  /** As in "500 images from 0 to 9980". */
  @Override
  public String toString() {
    return indices.length == 1
        ? "image " + indices[0]
        : indices.length + " images from " + indices[0] + " to " + indices[indices.length - 1];
  }
}
