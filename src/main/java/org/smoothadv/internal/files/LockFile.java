package org.smoothadv.internal.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A lock between processes. The system gives it up when the process ends, however it ends; the file
 * stays and means nothing.
 */
public final class LockFile implements Closeable {
  /**
   * What this process holds, or tries to get. Such a file is not opened a second time: on POSIX
   * systems the process would lose the lock when that second handle is closed.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private LockFile(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the lock of a file, which is created where it is missing, when nobody else holds it any
   * more.
   *
   * @throws OverlappingFileLockException if this process holds it
   * @throws IOException if the file cannot be written
   */
  public static LockFile take(Path file) throws IOException {
    return open(file, true, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
        .orElseThrow(OverlappingFileLockException::new);
  }

  /**
   * Takes the lock of a file, which is created where it is missing, if nobody else holds it.
   *
   * @return empty where somebody else holds it
   * @throws IOException if the file cannot be written
   */
  public static Optional<LockFile> tryTake(Path file) throws IOException {
    return open(file, false, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /**
   * Takes the lock of a file that is there, if nobody else holds it.
   *
   * @return empty where somebody else holds it, or there is no such file
   * @throws IOException if the file cannot be written
   */
  static Optional<LockFile> tryTakeExisting(Path file) throws IOException {
    try {
      return open(file, false, StandardOpenOption.WRITE);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static Optional<LockFile> open(Path file, boolean wait, OpenOption... how)
      throws IOException {
    Path absolute = file.toAbsolutePath();
    Path key = absolute.getParent().toRealPath().resolve(absolute.getFileName());
    if (!HELD.add(key)) {
      return Optional.empty();
    }
    FileChannel channel = null;
    boolean taken = false;
    try {
      channel = FileChannel.open(file, how);
      taken = (wait ? channel.lock() : channel.tryLock()) != null;
      return taken ? Optional.of(new LockFile(key, channel)) : Optional.empty();
    } finally {
      if (!taken) {
        giveUp(key, channel);
      }
    }
  }

  private static void giveUp(Path key, FileChannel channel) throws IOException {
    try {
      if (channel != null) {
        channel.close();
      }
    } finally {
      HELD.remove(key);
    }
  }

  @Override
  public void close() throws IOException {
    giveUp(file, channel);
  }
}
