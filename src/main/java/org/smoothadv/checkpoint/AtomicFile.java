package org.smoothadv.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Replaces a file as a whole: at any moment, also after a crash or a power cut, readers find the
 * complete old file or the complete new one.
 *
 * <p>The new contents go to the sibling {@code .NAME.tmp}, which is forced to the disk and then
 * moved over the file; what a crash left in that sibling is overwritten by the next write. One
 * writer at a time per file.
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
    Path temporary = folder.resolve("." + file.getFileName() + ".tmp");
    temporary.toFile().deleteOnExit(); // as on Ctrl-C, which throws no exception
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE)) {
        fill(channel, content, file);
      }
      move(temporary, file);
    } catch (IOException | RuntimeException e) {
      deleteAfter(e, temporary);
      throw e;
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

  private static void deleteAfter(Exception failure, Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      failure.addSuppressed(e);
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
