package org.smoothadv.training;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.IoFailure;

/**
 * Held while a run is trained, so that a second process cannot write to its folder. The system
 * gives it up when the process ends, however it ends; the file {@code .lock} stays and means
 * nothing.
 */
public final class RunLock implements Closeable {
  private final FileChannel channel;

  private RunLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock of a run.
   *
   * @throws InvalidInputException if the run is being trained already or its folder cannot be
   *     written
   */
  public static RunLock take(RunFolder run) throws IOException {
    FileChannel channel = open(run.resolve(".lock"));
    if (!isLocked(channel)) {
      channel.close();
      throw new InvalidInputException(
          "--run %s is being trained by another process: wait for it, or name another folder"
              .formatted(run.folder()));
    }
    return new RunLock(channel);
  }

  private static FileChannel open(Path file) throws IOException {
    try {
      return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (FileSystemException e) {
      throw new InvalidInputException(
          "--run %s cannot be written (%s): copy it to another folder"
              .formatted(file.getParent(), IoFailure.describe(e)),
          e);
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
