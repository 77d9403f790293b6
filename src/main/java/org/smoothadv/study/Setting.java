package org.smoothadv.study;

import java.util.List;

/**
 * One line of a section: an option and the values that it takes in turn.
 *
 * @param key the option's name without hyphens before it, as in {@code noise-samples}
 * @param values as they stand on the command line, at least one, each once
 * @param line where it is in the file, from 1
 */
public record Setting(String key, List<String> values, int line) {
  /** Keeps an unmodifiable copy. */
  public Setting {
    values = List.copyOf(values);
  }
}
