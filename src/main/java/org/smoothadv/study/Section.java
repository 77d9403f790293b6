package org.smoothadv.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A section of a study file.
 *
 * @param kind what it describes
 * @param name its own name; empty where it has none
 * @param line of its header, from 1
 * @param settings by key, in the order of the file
 */
public record Section(SectionKind kind, String name, int line, Map<String, Setting> settings) {
  /** Keeps an unmodifiable copy in the same order. */
  public Section {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /** Its header. */
  public String header() {
    return "[" + kind + (name.isEmpty() ? "" : " " + name) + "]";
  }
}
