package org.smoothadv.run;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.input.IoFailure;
import org.smoothadv.internal.files.LockFile;

/**
 * Held while a run is written, so that a second process cannot write to its folder: a {@link
 * LockFile}, {@code .lock}. It is taken before anything else is written there.
 */
public final class RunLock implements Closeable {
  /** The file's name. */
  static final String NAME = ".lock";

  private final LockFile lock;
  private final Path folder;

  private RunLock(LockFile lock, Path folder) {
    this.lock = lock;
    this.folder = folder;
  }

  /**
   * Takes the lock of a run.
   *
   * @throws InvalidInputException if the run is being trained already or its folder cannot be
   *     written
   */
  public static RunLock take(RunFolder run) throws IOException {
    return take(run.folder(), "copy it to another folder");
  }

  /**
   * Takes the lock of a folder that is to hold a new run, and makes the folder where it is missing.
   *
   * @throws InvalidInputException if the folder holds a run already, or is being written by another
   *     process, or cannot be written
   */
  public static RunLock takeNew(Path folder) throws IOException {
    // Looked at before anything is written, and once more under the lock by RunFolder.create.
    RunFolder.requireNone(folder);
    return take(folder, "name another folder");
  }

  /**
   * Whether somebody writes a run at this moment, in this process or another.
   *
   * @param folder of the run, which must be there
   */
  public static boolean isHeld(Path folder) throws IOException {
    try (LockFile lock = LockFile.tryTake(folder.resolve(NAME)).orElse(null)) {
      return lock == null;
    }
  }

  private static RunLock take(Path folder, String remedy) throws IOException {
    try {
      if (Files.exists(folder) && !Files.isDirectory(folder)) {
        throw new FileSystemException(folder.toString(), null, "Not a directory");
      }
      Files.createDirectories(folder);
      return LockFile.tryTake(folder.resolve(NAME))
          .map(taken -> new RunLock(taken, folder))
          .orElseThrow(
              () ->
                  new InvalidSettingException(
                      "run",
                      "{run} %s is being trained by another process: wait for it, or name another folder",
                      folder));
    } catch (FileSystemException e) {
      throw IoFailure.refusal(
          e,
          new InvalidSettingException(
              "run", "{run} %s cannot be written (%s): %s", folder, IoFailure.describe(e), remedy));
    }
  }

  /** The folder that is locked. */
  Path folder() {
    return folder;
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
