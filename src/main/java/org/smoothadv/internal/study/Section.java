package org.smoothadv.internal.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A section of a study file.
 *
 * @param kind what it describes
 * @param name its own name; empty where it has none
 * @param line of its header, from 1
 * @param settings by key, in the order of the file
 */
record Section(SectionKind kind, String name, int line, Map<String, Setting> settings) {
  /** Keeps an unmodifiable copy in the same order. */
  Section {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /** Its header. */
  String header() {
    return "[" + kind + (name.isEmpty() ? "" : " " + name) + "]";
  }

  /**
   * One line of a section: an option and the values that it takes in turn.
   *
   * @param key the option's name without hyphens before it, as in {@code noise-samples}
   * @param values as they stand on the command line, at least one, each once
   * @param line where it is in the file, from 1
   * @param isNamed whether the names of models tell its value even where it has only one
   */
  record Setting(String key, List<String> values, int line, boolean isNamed) {
    /** One that names tell where it has several values. */
    Setting(String key, List<String> values, int line) {
      this(key, values, line, false);
    }

    /** Keeps an unmodifiable copy. */
    Setting {
      values = List.copyOf(values);
    }
  }
}
