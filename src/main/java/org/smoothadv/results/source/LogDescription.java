package org.smoothadv.results.source;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known about a log, and nothing more: a property that no file and no path tells is absent.
 *
 * @param values the known properties
 */
public record LogDescription(Map<Property, String> values) {
  /** Nothing is known. */
  public static final LogDescription EMPTY = new LogDescription(Map.of());

  /** Keeps an unmodifiable copy. */
  public LogDescription {
    EnumMap<Property, String> copy = new EnumMap<>(Property.class);
    copy.putAll(values);
    values = Collections.unmodifiableMap(copy);
  }

  /** The value of a property, if it is known. */
  public Optional<String> get(Property property) {
    return Optional.ofNullable(values.get(property));
  }

  /** The value of a property, or the empty text where it is not known. */
  public String text(Property property) {
    return values.getOrDefault(property, "");
  }

  /** Whether the noise of the smoothed classifier is known not to be that of the training. */
  public boolean isSmoothedOtherwiseThanTrained() {
    return values.containsKey(Property.TRAINING_SIGMA)
        && !text(Property.SIGMA).equals(text(Property.TRAINING_SIGMA));
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  LogDescription with(Property property, String value) {
    EnumMap<Property, String> changed = new EnumMap<>(Property.class);
    changed.putAll(values);
    changed.put(property, value);
    return new LogDescription(changed);
  }

  /** These properties but for those named. */
  public LogDescription without(Property... properties) {
    EnumMap<Property, String> changed = new EnumMap<>(Property.class);
    changed.putAll(values);
    changed.keySet().removeAll(List.of(properties));
    return new LogDescription(changed);
  }

  /** Of these properties those that another description has with the same values. */
  public LogDescription inCommonWith(LogDescription other) {
    EnumMap<Property, String> common = new EnumMap<>(Property.class);
    common.putAll(values);
    common.entrySet().retainAll(other.values.entrySet());
    return new LogDescription(common);
  }

  /** Of these properties those named. */
  public LogDescription only(Set<Property> properties) {
    EnumMap<Property, String> kept = new EnumMap<>(Property.class);
    kept.putAll(values);
    kept.keySet().retainAll(properties);
    return new LogDescription(kept);
  }

  /** These properties, and of the others those that are unknown here. */
  LogDescription orElse(LogDescription others) {
    EnumMap<Property, String> merged = new EnumMap<>(Property.class);
    merged.putAll(others.values);
    merged.putAll(values);
    return new LogDescription(merged);
  }

  /** How a number is written in a description: 0.25, 1, 12; never with an exponent. */
  static String number(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }
}
