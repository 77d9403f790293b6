package org.smoothadv.pickle;

import java.util.HashMap;
import java.util.Map;
import org.smoothadv.input.Quoted;

/**
 * The names that a pickle may refer to, and what they stand for: a {@link Constructor}, or a value
 * that is passed to one. Immutable.
 */
public final class GlobalTable {
  private final Map<String, Object> values;

  private GlobalTable(Map<String, Object> values) {
    this.values = Map.copyOf(values);
  }

  /** Allows these names, written {@code module.name}. */
  public static GlobalTable of(Map<String, ?> values) {
    return new GlobalTable(new HashMap<>(values));
  }

  /** Allows the names of both tables; where both have one, the other's meaning is taken. */
  public GlobalTable and(GlobalTable other) {
    Map<String, Object> all = new HashMap<>(values);
    all.putAll(other.values);
    return new GlobalTable(all);
  }

  /**
   * Looks a name up.
   *
   * @throws IllegalArgumentException if it is not allowed
   */
  Object get(String module, String name) {
    Object value = values.get(module + "." + name);
    if (value == null) {
      throw refused(module, name);
    }
    return value;
  }

  static IllegalArgumentException refused(String module, String name) {
    return new IllegalArgumentException(
        Quoted.of(module + "." + name)
            + " is not allowed: only numbers, texts, containers, arrays and tensors are read");
  }
}
