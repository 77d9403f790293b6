package org.smoothadv.internal.checkpoint.pytorch;

import java.io.IOException;
import java.util.List;
import org.smoothadv.checkpoint.FloatTensor;

/** A tensor of an open checkpoint. */
public interface StoredTensor {
  /** The dimensions, outermost first; none for a scalar. */
  List<Long> shape();

  /**
   * Reads the values, rounded to float32.
   *
   * @throws org.smoothadv.input.InvalidInputException if they are damaged, or whole numbers
   */
  FloatTensor read() throws IOException;
}
