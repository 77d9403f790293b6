package org.smoothadv.internal.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.smoothadv.input.IoFailure;

/**
 * Replaces a file as a whole: at any moment, also after a crash or a power cut, readers find the
 * complete old file or the complete new one.
 *
 * <p>The new contents go to a {@link Temporary} beside the file, which is forced to the disk and
 * then moved over it. Of several writers at once each writes a whole file, and that of the last one
 * stays.
 */
public final class AtomicFile {
  private AtomicFile() {}

  /** Writes a file's contents from its first byte. */
  @FunctionalInterface
  public interface Content {
    /** Writes to the channel, which is empty, and leaves it open. */
    void writeTo(FileChannel channel) throws IOException;

    /** These bytes. */
    static Content of(byte[] bytes) {
      return channel -> {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
      };
    }
  }

  /**
   * Creates or replaces a file.
   *
   * @throws IOException if the folder is missing or anything cannot be written; a file that was
   *     there before is unchanged then
   */
  public static void write(Path file, Content content) throws IOException {
    Path folder = file.toAbsolutePath().normalize().getParent();
    if (folder == null) {
      throw new IOException(file + " is not the name of a file");
    }
    try (Temporary temporary = Temporary.in(folder)) {
      try (FileChannel channel = temporary.createFile()) {
        fill(channel, content, file);
      }
      move(temporary.path(), file);
    } catch (FileSystemException e) {
      throw IoFailure.isOutOfSpace(e)
          ? new FileSystemException(file.toString(), null, e.getReason())
          : e;
    }
    forceFolder(folder);
  }

  private static void fill(FileChannel channel, Content content, Path file) throws IOException {
    try {
      content.writeTo(channel);
      channel.force(true);
    } catch (IOException e) {
      // What a channel says, such as "No space left on device", does not name the file.
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Creates or replaces a file with these bytes.
   *
   * @throws IOException as {@link #write(Path, Content)} does
   */
  public static void write(Path file, byte[] content) throws IOException {
    write(file, Content.of(content));
  }

  private static void move(Path temporary, Path file) throws IOException {
    // An atomic move replaces even an empty folder on some systems: that was not asked for.
    if (Files.isDirectory(file)) {
      throw new IOException(file + " is a folder");
    }
    try {
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException(
          "the file system of " + file.toAbsolutePath().getParent() + " cannot replace a file", e);
    }
  }

  /** Makes the new name durable. Not every system can open a folder; the file itself is safe. */
  static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // The move has happened: after a power cut the old file may be back, whole.
    }
  }
}
