package org.smoothadv.internal.study;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smoothadv.internal.study.Section.Setting;

/** The product of settings: every combination of one value each. */
final class Combinations {
  private final List<Setting> settings;

  /** The product of these; of none, one combination without values. */
  Combinations(Collection<Setting> settings) {
    this.settings = List.copyOf(settings);
  }

  /**
   * The number of combinations.
   *
   * @param most where counting ends
   * @return the number, or one more than {@code most} if there are more
   */
  int size(int most) {
    long size = 1;
    for (Setting setting : settings) {
      size *= setting.values().size();
      if (size > most) {
        return most + 1;
      }
    }
    return (int) size;
  }

  /** The combinations, value by key; the last setting varies fastest. */
  List<Map<String, String>> all() {
    List<Map<String, String>> combinations = List.of(Map.of());
    for (Setting setting : settings) {
      List<Map<String, String>> longer = new ArrayList<>();
      for (Map<String, String> combination : combinations) {
        for (String value : setting.values()) {
          Map<String, String> with = new LinkedHashMap<>(combination);
          with.put(setting.key(), value);
          longer.add(Collections.unmodifiableMap(with));
        }
      }
      combinations = longer;
    }
    return combinations;
  }
}
