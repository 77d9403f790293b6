package org.smoothadv.internal.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.smoothadv.internal.files.NewFolder;

/** A program that makes a folder and never comes to the end of it. */
final class EndlessFolder {
  private EndlessFolder() {}

  /** Takes the name of the folder. */
  public static void main(String[] arguments) throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    NewFolder.create(
        Path.of(arguments[0]),
        files -> {
          Files.writeString(files.resolve("half"), "line\n");
          try {
            never.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
