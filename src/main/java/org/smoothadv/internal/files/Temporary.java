package org.smoothadv.internal.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A hidden name for what is being written, to be renamed when it is whole: {@code
 * .smoothadv-ID.tmp}, whose ID nobody else has. The writer holds the lock of {@code
 * .smoothadv-ID.lock} beside it. Where that lock can be taken the writer is dead, and the next
 * writer in the folder removes what it left. One's own is removed when it is closed, or when the
 * program is interrupted.
 */
public final class Temporary implements Closeable {
  private static final String PREFIX = ".smoothadv-";
  private static final String LOCK = ".lock";
  private static final Pattern LOCK_NAME =
      Pattern.compile(Pattern.quote(PREFIX) + "[0-9a-f]{16}" + Pattern.quote(LOCK));

  /** Names that are read per write, on average, in search of what the dead left. */
  private static final int NAMES_PER_WRITE = 256;

  /** How many writes into a folder of very many names are still to go without a search. */
  private static final Map<Path, Integer> WRITES_BEFORE_SEARCH = new ConcurrentHashMap<>();

  private static final Set<Temporary> OWN = ConcurrentHashMap.newKeySet();

  static {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> OWN.forEach(Temporary::remove)));
    } catch (IllegalStateException e) {
      // The program is ending already.
    }
  }

  private final Path path;
  private final Path lockPath;
  private final Optional<LockFile> lock;
  private boolean removed;

  private Temporary(Path lockPath, Optional<LockFile> lock) {
    String name = lockPath.getFileName().toString();
    this.path = lockPath.resolveSibling(name.substring(0, name.length() - LOCK.length()) + ".tmp");
    this.lockPath = lockPath;
    this.lock = lock;
  }

  /**
   * Takes a name in a folder, after what the dead left there was removed.
   *
   * @throws IOException if the folder is missing or cannot be written; the message speaks of it
   */
  public static Temporary in(Path folder) throws IOException {
    removeLeftovers(folder);
    try {
      while (true) {
        String id = "%016x".formatted(ThreadLocalRandom.current().nextLong());
        Path lockPath = folder.resolve(PREFIX + id + LOCK);
        Temporary taken = locked(lockPath);
        // Somebody who met the file before it was locked may have removed it.
        if (taken != null && Files.exists(lockPath)) {
          OWN.add(taken);
          return taken;
        }
      }
    } catch (FileSystemException e) {
      throw about(folder, e);
    }
  }

  /** Null where somebody else was faster. */
  private static Temporary locked(Path lockPath) throws IOException {
    try {
      Optional<LockFile> lock = LockFile.tryTake(lockPath);
      return lock.isPresent() ? new Temporary(lockPath, lock) : null;
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      // A file system without locks: nobody can take one, so nobody removes what is in use.
      return new Temporary(lockPath, Optional.empty());
    }
  }

  /** Hidden names say nothing to the user. */
  private static FileSystemException about(Path folder, FileSystemException e) {
    String name = folder.toString();
    FileSystemException said =
        e instanceof NoSuchFileException
            ? new NoSuchFileException(name)
            : e instanceof AccessDeniedException
                ? new AccessDeniedException(name)
                : new FileSystemException(name, null, e.getReason());
    said.initCause(e);
    return said;
  }

  /** The hidden path. */
  public Path path() {
    return path;
  }

  /**
   * Creates an empty file there, for reading and writing. The caller closes it.
   *
   * @throws IOException if that fails, or the program is being interrupted
   */
  public synchronized FileChannel createFile() throws IOException {
    requireNotRemoved();
    try {
      return FileChannel.open(
          path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (FileSystemException e) {
      throw about(path.getParent(), e);
    }
  }

  /**
   * Creates an empty folder there.
   *
   * @throws IOException if that fails, or the program is being interrupted
   */
  synchronized void createFolder() throws IOException {
    requireNotRemoved();
    try {
      Files.createDirectory(path);
    } catch (FileSystemException e) {
      throw about(path.getParent(), e);
    }
  }

  private void requireNotRemoved() throws IOException {
    if (removed) {
      throw new IOException("the program was interrupted");
    }
  }

  /** Removes what was not renamed. */
  @Override
  public void close() {
    OWN.remove(this);
    remove();
    try {
      if (lock.isPresent()) {
        lock.get().close();
      }
    } catch (IOException e) {
      // The file is gone, and the system gives the lock up with the process.
    }
  }

  private synchronized void remove() {
    removed = true;
    remove(path, lockPath);
  }

  /** What cannot be removed keeps its lock file, so that it is tried again. */
  private static void remove(Path content, Path lockPath) {
    try {
      if (Files.exists(content, LinkOption.NOFOLLOW_LINKS)) {
        List<Path> deepestFirst;
        try (Stream<Path> paths = Files.walk(content)) {
          deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path inner : deepestFirst) {
          Files.deleteIfExists(inner);
        }
      }
      Files.deleteIfExists(lockPath);
    } catch (IOException | UncheckedIOException e) {
      // What led here is what the user should hear of.
    }
  }

  private static void removeLeftovers(Path folder) {
    if (WRITES_BEFORE_SEARCH.computeIfPresent(folder, (f, left) -> left == 0 ? null : left - 1)
        != null) {
      return;
    }
    int names = 0;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path file : all) {
        names++;
        if (LOCK_NAME.matcher(file.getFileName().toString()).matches()) {
          removeIfDead(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Writing will tell.
    }
    if (names >= NAMES_PER_WRITE) {
      WRITES_BEFORE_SEARCH.put(folder, names / NAMES_PER_WRITE);
    }
  }

  private static void removeIfDead(Path lockPath) {
    try (LockFile lock = LockFile.tryTakeExisting(lockPath).orElse(null)) {
      if (lock != null) {
        remove(new Temporary(lockPath, Optional.empty()).path(), lockPath);
      }
    } catch (IOException e) {
      // Not ours to remove.
    }
  }
}
