package org.smoothadv.internal.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.IoFailure;

/**
 * A file that the user named for a result: what stands in its way is the user's to mend. It is
 * written as a whole by {@link AtomicFile}.
 */
public final class OutputFile {
  private OutputFile() {}

  /**
   * Creates or replaces a file, and the folders above it where they are missing. Behind a link the
   * file that it leads to is replaced.
   *
   * @throws InvalidInputException if the file must not or cannot be written where the user wants it
   * @throws IOException if writing fails, as on a full disk
   */
  public static void write(Path file, byte[] content) throws IOException {
    write(file, AtomicFile.Content.of(content));
  }

  /** As {@link #write(Path, byte[])}, for content that is better not held in memory. */
  public static void write(Path file, AtomicFile.Content content) throws IOException {
    inFolder(file, target -> AtomicFile.write(target, content));
  }

  /**
   * Makes sure, before long work whose result it is to hold, that a file can be written. The
   * folders above it are made where they are missing; a file that is there stays as it is.
   *
   * @throws InvalidInputException if the file must not or cannot be written where the user wants it
   * @throws IOException if trying fails, as on a full disk
   */
  public static void requireWritable(Path file) throws IOException {
    inFolder(
        file,
        target -> {
          try (Temporary trial = Temporary.in(target.toAbsolutePath().getParent())) {
            trial.createFile().close();
          }
        });
  }

  @FunctionalInterface
  private interface Writing {
    void to(Path target) throws IOException;
  }

  private static void inFolder(Path file, Writing writing) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(file)) {
      throw new InvalidInputException(file + " is a folder: name a file");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new InvalidInputException(file + " is a device, not a file: name a file");
    }
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
      }
      writing.to(Files.exists(file) ? file.toRealPath() : file);
    } catch (FileAlreadyExistsException e) {
      throw new InvalidInputException(
          file + " cannot be written: " + e.getFile() + " is not a folder", e);
    } catch (FileSystemException e) {
      throw IoFailure.refusal(e, file + " cannot be written: " + IoFailure.describe(e));
    }
  }
}
