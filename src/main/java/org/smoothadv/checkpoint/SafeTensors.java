package org.smoothadv.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.smoothadv.files.AtomicFile;

/**
 * Files in the safetensors format: an 8-byte little-endian header length, a JSON header with each
 * tensor's type, shape and place, then the raw little-endian values. Other programs, among them the
 * Python package {@code safetensors}, read and write it too.
 *
 * <p>Tensors are written as F32: weights and momentum buffers need no other, and counters are
 * metadata. Of files that others wrote F64, F16 and BF16 are read too, rounded to float32, and
 * tensors of one whole number are passed over. Files written here carry a SHA-256 of everything in
 * them, which reading verifies; files without one are accepted as they are.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">Format</a>
 */
public final class SafeTensors {
  private SafeTensors() {}

  /**
   * Creates or replaces a file, as a whole: a crash leaves the old file or the new one.
   *
   * @throws IllegalArgumentException if a tensor is named {@code __metadata__}, or a metadata key
   *     is {@code smoothadv.sha256}: the file needs these itself
   * @throws IOException if the file cannot be written; a file that was there before is unchanged
   */
  public static void write(Path file, NamedTensors content) throws IOException {
    SafeTensorsWriter writer = new SafeTensorsWriter(content);
    AtomicFile.write(file, writer::writeTo);
  }

  /**
   * Reads a file; tensors come in the order of their data.
   *
   * @throws org.smoothadv.input.InvalidInputException if there is no such file, or it is cut short,
   *     damaged, not of this format, or holds tensors that are neither weights nor counters
   * @throws IOException if a good file cannot be read
   */
  public static NamedTensors read(Path file) throws IOException {
    return new SafeTensorsReader(file).read();
  }

  /**
   * Whether a file is of this format, by its beginning.
   *
   * @throws IOException if it cannot be read
   */
  public static boolean isFile(Path file) throws IOException {
    return new SafeTensorsReader(file).hasHeader();
  }

  /**
   * Reads a file's metadata alone. Whether its tensors are undamaged is not looked at.
   *
   * @throws org.smoothadv.input.InvalidInputException if there is no such file, or it is cut short,
   *     or its header is not of this format
   * @throws IOException if a good file cannot be read
   */
  public static Map<String, String> readMetadata(Path file) throws IOException {
    return new SafeTensorsReader(file).readMetadata();
  }
}
