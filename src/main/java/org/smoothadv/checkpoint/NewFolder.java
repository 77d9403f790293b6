package org.smoothadv.checkpoint;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes a folder that appears with all of its files or not at all. They are written to the sibling
 * {@code .NAME.tmp}, which is then renamed; it is removed again when writing fails or the program
 * is interrupted.
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
   * @throws FileAlreadyExistsException if there is something of that name, or of the sibling's:
   *     what is being written by another process, or was when that was killed
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
    Path temporary = parent.resolve("." + absolute.getFileName() + ".tmp");
    Thread removal = new Thread(() -> remove(temporary));
    Files.createDirectory(temporary);
    Runtime.getRuntime().addShutdownHook(removal);
    try {
      content.writeTo(temporary);
      requireAbsent(folder);
      Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      remove(temporary);
      forget(removal);
    }
    AtomicFile.forceFolder(parent);
  }

  private static void requireAbsent(Path folder) throws IOException {
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(folder.toString());
    }
  }

  /** Removes what is there; what cannot be removed stays. */
  private static void remove(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // The failure that led here is the one to tell; a folder that was renamed is not there.
    }
  }

  private static void forget(Thread removal) {
    try {
      Runtime.getRuntime().removeShutdownHook(removal);
    } catch (IllegalStateException e) {
      // The program is ending: the thread runs anyway.
    }
  }
}
