package org.smoothadv.internal.command;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.IoFailure;
import org.smoothadv.input.TextFile;
import org.smoothadv.input.Words;

/**
 * Arguments in files: {@code @FILE} stands for the {@link Words} in that file, as many on a line as
 * one likes. JCommander's own expansion knows one option a line, and neither quotes, comments
 * behind options nor byte order marks.
 */
final class ArgumentFiles {
  private ArgumentFiles() {}

  /**
   * Replaces every {@code @FILE}.
   *
   * @throws InvalidInputException if a file cannot be read or leaves a quote open
   */
  static List<String> expand(String... arguments) {
    List<String> words = new ArrayList<>();
    for (String argument : arguments) {
      if (argument.startsWith("@")) {
        words.addAll(wordsOf(argument.substring(1)));
      } else {
        words.add(argument);
      }
    }
    return words;
  }

  private static List<String> wordsOf(String file) {
    List<String> words = new ArrayList<>();
    List<String> lines = linesOf(file);
    for (int i = 0; i < lines.size(); i++) {
      words.addAll(Words.of(lines.get(i), file + ", line " + (i + 1)));
    }
    return words;
  }

  private static List<String> linesOf(String file) {
    try {
      return TextFile.readLines(Path.of(file));
    } catch (CharacterCodingException e) {
      throw unreadable(file, "it is neither UTF-8 nor UTF-16 text", e);
    } catch (IOException e) {
      throw unreadable(file, IoFailure.describe(e), e);
    } catch (InvalidPathException e) {
      throw unreadable(file, e.getMessage(), e);
    }
  }

  private static InvalidInputException unreadable(String file, String problem, Exception cause) {
    return new InvalidInputException(
        "@%s cannot be read: %s; accepted is a text file of options, such as --epochs 10"
            .formatted(file, problem),
        cause);
  }
}
