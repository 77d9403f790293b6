package org.smoothadv.internal.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.smoothadv.input.IoFailure;

/**
 * Makes a folder that appears with all of its files or not at all. They are written to a {@link
 * Temporary} beside it, which is then renamed.
 */
public final class NewFolder {
  /** Writes the files. */
  @FunctionalInterface
  public interface Content {
    /** Writes into the folder, which is empty. */
    void writeTo(Path folder) throws IOException;
  }

  private NewFolder() {}

  /**
   * Makes a folder, and those above it where they are missing.
   *
   * @throws FileAlreadyExistsException if there is something of that name, as of another process
   *     that was faster
   * @throws IOException if it cannot be written
   */
  public static void create(Path folder, Content content) throws IOException {
    Path absolute = folder.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    requireAbsent(folder);
    if (parent == null) {
      throw new IOException(folder + " is not the name of a folder");
    }
    if (Files.exists(parent) && !Files.isDirectory(parent)) {
      throw new NotDirectoryException(parent.toString());
    }
    Files.createDirectories(parent);
    try (Temporary temporary = Temporary.in(parent)) {
      temporary.createFolder();
      fill(temporary.path(), content, folder);
      requireAbsent(folder);
      move(temporary.path(), absolute);
    }
    AtomicFile.forceFolder(parent);
  }

  private static void requireAbsent(Path folder) throws IOException {
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(folder.toString());
    }
  }

  /** What goes wrong is told of the files as they would be called. */
  private static void fill(Path temporary, Content content, Path folder) throws IOException {
    try {
      content.writeTo(temporary);
    } catch (IOException e) {
      String said = IoFailure.describe(e);
      String known = said.replace(temporary.toString(), folder.toString());
      throw known.equals(said) ? e : new IOException(known, e);
    }
  }

  private static void move(Path temporary, Path folder) throws IOException {
    try {
      Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      requireAbsent(folder); // Another writer's may have come at this moment.
      throw e;
    }
  }
}
