package org.smoothadv.internal.numpy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.files.ByteSource;
import org.smoothadv.internal.files.FileBytes;

/** Files of one array: format 1.0, 2.0 and 3.0 are read, 1.0 is written. */
public final class Npy {
  /** The longest array that a JVM surely makes. */
  static final int MAX_BYTES = Integer.MAX_VALUE - 8;

  private static final int CHUNK_BYTES = 1 << 16;

  private Npy() {}

  /**
   * Reads a file. Where the elements are many they stay in the file, which is mapped into memory.
   *
   * @throws InvalidInputException if there is no such file, it is no npy file, its length is not
   *     what it says, or its elements are no numbers, truth values or texts
   * @throws IOException if a good file cannot be read
   */
  public static NdArray read(Path file) throws IOException {
    try (FileBytes bytes = FileBytes.open(file)) {
      return read(bytes);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads an array that fills its source.
   *
   * @throws IllegalArgumentException if it cannot be read; the message says why
   */
  static NdArray read(ByteSource source) throws IOException {
    requireLength(source, NpyHeader.PREFIX_BYTES);
    int begin = NpyHeader.length(source.slice(0, NpyHeader.PREFIX_BYTES));
    requireLength(source, begin);
    NpyHeader header = NpyHeader.parse(source.slice(0, begin));
    int length = header.dataBytes();
    requireLength(source, (long) begin + length);
    if (source.size() > (long) begin + length) {
      throw new IllegalArgumentException(
          "damaged: an array of %s %s ends at byte %,d of %,d"
              .formatted(header.dtype(), header.shape(), (long) begin + length, source.size()));
    }
    return new NdArray(
        header.dtype(), header.shape(), header.fortran(), source.slice(begin, length));
  }

  private static void requireLength(ByteSource source, long expected) {
    if (source.size() < expected) {
      throw new IllegalArgumentException(
          "cut short: %,d bytes expected, %,d found".formatted(expected, source.size()));
    }
  }

  /** Writes an array; the stream is left open. */
  public static void write(OutputStream out, NdArray array) throws IOException {
    out.write(new NpyHeader(array.dtype(), array.shape(), array.fortran()).bytes());
    ByteBuffer data = array.data();
    byte[] chunk = new byte[Math.min(CHUNK_BYTES, data.remaining())];
    while (data.hasRemaining()) {
      int length = Math.min(chunk.length, data.remaining());
      data.get(chunk, 0, length);
      out.write(chunk, 0, length);
    }
  }
}
