package org.smoothadv.checkpoint.pytorch;

import java.io.Closeable;
import java.io.IOException;
import org.smoothadv.files.ByteSource;

/** An open PyTorch file: the object that was saved, and the elements of its tensors. */
interface Storages extends Closeable {
  /** The object, whose tensors are {@link TorchTensor}s. */
  Object content();

  /**
   * The bytes of a whole sequence of elements.
   *
   * @throws org.smoothadv.input.InvalidInputException if they are damaged
   */
  ByteSource bytes(TorchStorage storage) throws IOException;
}
