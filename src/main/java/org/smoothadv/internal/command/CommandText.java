package org.smoothadv.internal.command;

import java.util.List;
import java.util.stream.Collectors;

/** A command line as a user would type it. */
public final class CommandText {
  private CommandText() {}

  /** The words after the program's name, quoted where they must be. */
  public static String of(List<String> words) {
    return words.stream()
        .map(word -> word.matches("[\\w./,:=@%+-]+") ? word : "'" + word + "'")
        .collect(Collectors.joining(" ", "smoothadv ", ""));
  }
}
