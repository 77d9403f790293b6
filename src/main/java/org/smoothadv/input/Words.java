package org.smoothadv.input;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of a line in a file that people write. Blanks separate words; quotes keep a word with
 * blanks together; a word that begins with {@code #} begins a comment up to the end of the line.
 */
public final class Words {
  /** Possessive, so that a long word takes neither time nor stack. */
  private static final Pattern WORD = Pattern.compile("(?:[^\\s\"']++|\"[^\"]*+\"|'[^']*+')++");

  private static final int MAX_SHOWN = 6;

  private Words() {}

  /** The first six of many words, and how many there are. */
  public static String shortened(List<String> words) {
    String first = String.join(", ", words.subList(0, Math.min(MAX_SHOWN, words.size())));
    return words.size() <= MAX_SHOWN ? first : first + ", ... (" + words.size() + " in all)";
  }

  /**
   * Splits a line.
   *
   * @param place where the line is, for the message
   * @throws InvalidInputException if a quote is left open
   */
  public static List<String> of(String line, String place) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(line);
    int end = 0;
    while (word.find() && line.substring(end, word.start()).isBlank()) {
      if (word.group().startsWith("#")) {
        return words;
      }
      words.add(word.group().replaceAll("[\"']", ""));
      end = word.end();
    }
    if (!line.substring(end).isBlank()) {
      throw new InvalidInputException(place + ": a quote is not closed");
    }
    return words;
  }
}
