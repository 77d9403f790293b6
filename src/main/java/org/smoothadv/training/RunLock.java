package org.smoothadv.training;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.smoothadv.checkpoint.LockFile;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.IoFailure;

/**
 * Held while a run is trained, so that a second process cannot write to its folder: a {@link
 * LockFile}, {@code .lock}.
 */
public final class RunLock implements Closeable {
  private final LockFile lock;

  private RunLock(LockFile lock) {
    this.lock = lock;
  }

  /**
   * Takes the lock of a run.
   *
   * @throws InvalidInputException if the run is being trained already or its folder cannot be
   *     written
   */
  public static RunLock take(RunFolder run) throws IOException {
    Path file = run.resolve(".lock");
    try {
      return LockFile.tryTake(file)
          .map(RunLock::new)
          .orElseThrow(
              () ->
                  new InvalidInputException(
                      "--run %s is being trained by another process: wait for it, or name another folder"
                          .formatted(run.folder())));
    } catch (FileSystemException e) {
      throw IoFailure.refusal(
          e,
          "--run %s cannot be written (%s): copy it to another folder"
              .formatted(file.getParent(), IoFailure.describe(e)));
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
