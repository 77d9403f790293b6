package org.smoothadv.results.summary;

import java.util.Arrays;
import java.util.Collection;
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
