package org.smoothadv.internal.study;

/**
 * A pattern for the names of models and logs, {@code GRID/MODEL/LOG}, that may end at any slash:
 * {@code gaussian}, {@code pgd/sigma0.25-*}, {@code pgd/sigma0.5/certify-*}. A star stands for any
 * letters but a slash, a question mark for one of them.
 */
final class NamePattern {
  private final String text;
  private final int[][] parts;

  /** Takes the pattern as users write it. */
  NamePattern(String text) {
    this.text = text;
    parts = parts(text);
  }

  private static int[][] parts(String text) {
    String[] words = text.split("/", -1);
    int[][] parts = new int[words.length][];
    for (int i = 0; i < words.length; i++) {
      parts[i] = words[i].codePoints().toArray();
    }
    return parts;
  }

  /** Whether the name, or its beginning up to one of its slashes, is of this pattern. */
  boolean matches(String name) {
    int[][] words = parts(name);
    if (words.length < parts.length) {
      return false;
    }
    for (int i = 0; i < parts.length; i++) {
      if (!matches(parts[i], words[i])) {
        return false;
      }
    }
    return true;
  }

  /**
   * Goes back to the last star only, as a shorter match of an earlier one helps nothing: a regular
   * expression would try them all, in a time that many stars make exponential.
   */
  private static boolean matches(int[] part, int[] word) {
    int at = 0;
    int star = -1;
    int afterStar = 0;
    int letter = 0;
    while (letter < word.length) {
      if (at < part.length && part[at] == '*') {
        star = at++;
        afterStar = letter;
      } else if (at < part.length && (part[at] == '?' || part[at] == word[letter])) {
        at++;
        letter++;
      } else if (star >= 0) {
        at = star + 1;
        letter = ++afterStar;
      } else {
        return false;
      }
    }
    while (at < part.length && part[at] == '*') {
      at++;
    }
    return at == part.length;
  }

  /** As users write it. */
  @Override
  public String toString() {
    return text;
  }
}
