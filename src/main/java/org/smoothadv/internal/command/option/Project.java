package org.smoothadv.internal.command.option;

import java.nio.file.Path;

/** Where the program lives: the folder that holds {@code datasets/} and {@code graphs/}. */
public final class Project {
  private Project() {}

  /**
   * A folder of the project. The launcher names the project's root; without it, it is the working
   * directory.
   */
  public static Path folder(String name) {
    return Path.of(System.getProperty("smoothadv.home", "")).resolve(name);
  }
}
