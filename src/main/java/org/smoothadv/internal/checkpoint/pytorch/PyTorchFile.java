package org.smoothadv.internal.checkpoint.pytorch;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.files.ByteSource;
import org.smoothadv.internal.files.FileBytes;
import org.smoothadv.internal.files.ForeignFile;

/**
 * A file that {@code torch.save} wrote. It is read as data: nothing in it is run. What was on a GPU
 * needs none.
 */
final class PyTorchFile implements Closeable {
  /** An open PyTorch file: the object that was saved, and the elements of its tensors. */
  interface Format extends Closeable {
    /** The object, whose tensors are {@link TorchTensor}s. */
    Object content();

    /**
     * The bytes of a whole sequence of elements.
     *
     * @throws org.smoothadv.input.InvalidInputException if they are damaged
     */
    ByteSource bytes(TorchTensor.Storage storage) throws IOException;
  }

  private static final int ZIP = 0x04034b50;

  /** How pickles begin: PROTO; in protocols 0 and 1 a name, a mark or a long number. */
  private static final String PICKLE = "\u0080c(L";

  private final Path file;
  private final Format format;

  private PyTorchFile(Path file, Format format) {
    this.file = file;
    this.format = format;
  }

  /**
   * Opens a file of either format and reads the object in it.
   *
   * @throws InvalidInputException if there is no such file, or it is of another format, damaged,
   *     cut short, or names what only malicious files do; the message names the file, and for a
   *     pickle the byte offset
   * @throws IOException if a good file cannot be read
   */
  static PyTorchFile open(Path file) throws IOException {
    FileBytes bytes = FileBytes.open(file);
    try {
      ByteBuffer start = bytes.slice(0, (int) Math.min(ForeignFile.START_BYTES, bytes.size()));
      if (start.limit() >= Integer.BYTES && start.getInt(0) == ZIP) {
        bytes.close();
        return new PyTorchFile(file, new ZipArchive(file, bytes.size()));
      }
      if (start.limit() > 0 && PICKLE.indexOf(Byte.toUnsignedInt(start.get(0))) >= 0) {
        return new PyTorchFile(file, new LegacyFile(file, bytes));
      }
      throw new InvalidInputException(file + ": " + otherFormat(start));
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  private static String otherFormat(ByteBuffer start) {
    return "not a checkpoint of PyTorch, but "
        + ForeignFile.describe(start)
            .orElse("a file of another kind: neither a pickle nor a zip archive nor safetensors");
  }

  /** The object that was saved; its tensors are {@link TorchTensor}s. */
  Object content() {
    return format.content();
  }

  /**
   * Reads the values of a tensor, rounded to float32.
   *
   * @throws InvalidInputException if they are damaged, or whole numbers
   */
  FloatTensor read(TorchTensor tensor) throws IOException {
    try {
      return tensor.read(format.bytes(tensor.storage()));
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    format.close();
  }
}
