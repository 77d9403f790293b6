package org.smoothadv.results.figure;

import java.util.List;
import java.util.regex.Pattern;

/** Shortens paths to what tells them apart: the folders they all begin or end with are left out. */
final class ShortNames {
  private static final Pattern SEPARATOR = Pattern.compile("[/\\\\]+");

  private ShortNames() {}

  static List<String> of(List<String> paths) {
    List<List<String>> parts =
        paths.stream().map(path -> List.of(SEPARATOR.split(path, 0))).toList();
    int shortest = parts.stream().mapToInt(List::size).min().orElse(0);
    int start = 0;
    while (start < shortest - 1 && allEqual(parts, start, false)) {
      start++;
    }
    int end = 0;
    while (end < shortest - 1 - start && allEqual(parts, end, true)) {
      end++;
    }
    int first = start;
    int last = end;
    return parts.stream()
        .map(part -> String.join("/", part.subList(first, part.size() - last)))
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
