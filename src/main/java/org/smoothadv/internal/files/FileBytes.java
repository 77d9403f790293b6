package org.smoothadv.internal.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.smoothadv.input.InvalidInputException;

/**
 * The bytes of a file of any length. Short parts are read; long ones are mapped, so that they take
 * no memory of the JVM's heap, and stay valid after the file is closed.
 */
public final class FileBytes implements ByteSource, Closeable {
  /** Parts up to this length are read. */
  public static final int MAX_READ = 1 << 16;

  private final Path file;
  private final FileChannel channel;
  private final long size;

  private FileBytes(Path file, FileChannel channel, long size) {
    this.file = file;
    this.channel = channel;
    this.size = size;
  }

  /**
   * Opens a file.
   *
   * @throws InvalidInputException if there is no such file, or it is a folder
   */
  public static FileBytes open(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          file + (Files.exists(file) ? ": not a file" : ": no such file"));
    }
    FileChannel channel = FileChannel.open(file);
    try {
      return new FileBytes(file, channel, channel.size());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** The length of the file when it was opened. */
  @Override
  public long size() {
    return size;
  }

  @Override
  public ByteBuffer slice(long offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, (long) length, size);
    ByteBuffer part =
        length > MAX_READ
            ? channel.map(FileChannel.MapMode.READ_ONLY, offset, length)
            : read(offset, length);
    return part.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  private ByteBuffer read(long offset, int length) throws IOException {
    ByteBuffer part = ByteBuffer.allocate(length);
    while (part.hasRemaining()) {
      if (channel.read(part, offset + part.position()) < 0) {
        throw new InvalidInputException(file + ": became shorter while it was read");
      }
    }
    return part.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
