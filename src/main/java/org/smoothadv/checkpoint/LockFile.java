package org.smoothadv.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A lock between processes. The system gives it up when the process ends, however it ends; the file
 * stays and means nothing.
 */
public final class LockFile implements Closeable {
  private final FileChannel channel;

  private LockFile(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock of a file, which is created where it is missing, when nobody else holds it any
   * more.
   *
   * @throws IOException if the file cannot be written
   */
  public static LockFile take(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      channel.lock();
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    return new LockFile(channel);
  }

  /**
   * Takes the lock of a file, which is created where it is missing, if nobody else holds it.
   *
   * @return empty where somebody else holds it
   * @throws IOException if the file cannot be written
   */
  public static Optional<LockFile> tryTake(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return Optional.of(new LockFile(channel));
      }
    } catch (OverlappingFileLockException e) {
      // Held within this process.
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
