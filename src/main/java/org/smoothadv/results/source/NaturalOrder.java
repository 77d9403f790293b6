package org.smoothadv.results.source;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Orders names as people do: {@code eps_64} comes before {@code eps_127}, and {@code sigma0.25}
 * before {@code sigma0.5}.
 */
final class NaturalOrder implements Comparator<String> {
  private static final Pattern PART = Pattern.compile("\\d+(?:\\.\\d+)?|\\D+");

  @Override
  public int compare(String left, String right) {
    String[] lefts = parts(left);
    String[] rights = parts(right);
    for (int i = 0; i < Math.min(lefts.length, rights.length); i++) {
      int order = compareParts(lefts[i], rights[i]);
      if (order != 0) {
        return order;
      }
    }
    int order = Integer.compare(lefts.length, rights.length);
    return order != 0 ? order : left.compareTo(right);
  }

  private static String[] parts(String name) {
    return PART.matcher(name).results().map(MatchResult::group).toArray(String[]::new);
  }

  private static int compareParts(String left, String right) {
    if (isNumber(left) && isNumber(right)) {
      return new BigDecimal(left).compareTo(new BigDecimal(right));
    }
    return left.compareTo(right);
  }

  private static boolean isNumber(String part) {
    char first = part.charAt(0);
    return first >= '0' && first <= '9';
  }
}
