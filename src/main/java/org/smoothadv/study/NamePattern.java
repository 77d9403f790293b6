package org.smoothadv.study;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A pattern for the names of models and logs, {@code GRID/MODEL/LOG}, that may end at any slash:
 * {@code gaussian}, {@code pgd/sigma0.25-*}, {@code pgd/sigma0.5/certify-*}. A star stands for any
 * letters but a slash, a question mark for one of them.
 */
public final class NamePattern {
  private final String text;
  private final int parts;
  private final Pattern pattern;

  /** Takes the pattern as users write it. */
  public NamePattern(String text) {
    this.text = text;
    parts = text.split("/", -1).length;
    pattern =
        Pattern.compile(
            text.codePoints()
                .mapToObj(
                    letter ->
                        switch (letter) {
                          case '*' -> "[^/]*";
                          case '?' -> "[^/]";
                          default -> Pattern.quote(Character.toString(letter));
                        })
                .collect(Collectors.joining()));
  }

  /** Whether the name, or its beginning up to one of its slashes, is of this pattern. */
  public boolean matches(String name) {
    List<String> words = Arrays.asList(name.split("/", -1));
    return words.size() >= parts
        && pattern.matcher(String.join("/", words.subList(0, parts))).matches();
  }

  /** As users write it. */
  @Override
  public String toString() {
    return text;
  }
}
