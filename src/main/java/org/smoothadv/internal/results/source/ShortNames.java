package org.smoothadv.internal.results.source;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Shortens paths to what tells them apart: the folders they all begin or end with are left out, and
 * so is an ending such as .tsv. Where they are long even so, the words are left out that all begin
 * or end with.
 */
public final class ShortNames {
  private static final Pattern SEPARATOR = Pattern.compile("[/\\\\]+");
  private static final Pattern ENDING = Pattern.compile("(?<=.)\\.(tsv|txt|csv|log)$");

  /** Before a separator, so that each word begins with its own. */
  private static final Pattern WORD = Pattern.compile("(?<=[^/_-])(?=[/_-])");

  private static final int LONG = 28;

  private ShortNames() {}

  /** One name per path, in the same order; equal paths have equal names. */
  public static List<String> of(List<String> paths) {
    List<String> names = differing(split(paths, SEPARATOR), "/", 0);
    if (names.stream().map(ShortNames::ending).distinct().count() == 1) {
      names = names.stream().map(name -> ENDING.matcher(name).replaceFirst("")).toList();
    }
    if (names.stream().allMatch(name -> name.length() <= LONG)) {
      return names;
    }
    return differing(split(names, WORD), "", 1).stream()
        .map(name -> name.replaceFirst("^[/_-]+(?=.)", ""))
        .toList();
  }

  private static List<List<String>> split(Collection<String> names, Pattern separator) {
    return names.stream().map(name -> List.of(separator.split(name, 0))).toList();
  }

  private static String ending(String name) {
    return ENDING.matcher(name).replaceFirst("").equals(name) ? "" : name.replaceFirst(".*\\.", "");
  }

  private static List<String> differing(List<List<String>> parts, String separator, int kept) {
    int shortest = parts.stream().mapToInt(List::size).min().orElse(0);
    int start = 0;
    while (start < shortest - 1 && allEqual(parts, start, false)) {
      start++;
    }
    int end = 0;
    while (end < shortest - 1 - start && allEqual(parts, end, true)) {
      end++;
    }
    int first = Math.max(0, start - kept);
    int last = end;
    return parts.stream()
        .map(part -> String.join(separator, part.subList(first, part.size() - last)))
        .toList();
  }

  private static boolean allEqual(List<List<String>> parts, int index, boolean fromEnd) {
    return parts.stream()
            .map(part -> part.get(fromEnd ? part.size() - 1 - index : index))
            .distinct()
            .count()
        == 1;
  }
}
