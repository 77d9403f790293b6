package org.smoothadv.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a tensor file holds: tensors by name, in order, and what is known about them as text. Both
 * maps are unmodifiable copies that keep their order.
 *
 * @param tensors the tensors; names are not empty
 * @param metadata text by key: epoch, seed, configuration and the like
 */
public record NamedTensors(Map<String, FloatTensor> tensors, Map<String, String> metadata) {

  /**
   * Copies the maps.
   *
   * @throws NullPointerException if a key or value is null
   * @throws IllegalArgumentException if a tensor's name is empty
   */
  public NamedTensors {
    tensors = orderedCopy(tensors);
    metadata = orderedCopy(metadata);
    if (tensors.containsKey("")) {
      throw new IllegalArgumentException("a tensor has an empty name");
    }
  }

  /** Creates tensors without metadata. */
  public static NamedTensors of(Map<String, FloatTensor> tensors) {
    return new NamedTensors(tensors, Map.of());
  }

  private static <V> Map<String, V> orderedCopy(Map<String, V> map) {
    Map<String, V> copy = new LinkedHashMap<>(map);
    copy.forEach(
        (key, value) -> {
          Objects.requireNonNull(key, "name");
          Objects.requireNonNull(value, key);
        });
    return Collections.unmodifiableMap(copy);
  }
}
