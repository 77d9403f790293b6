package org.smoothadv.results.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.smoothadv.results.source.LogDescription;
import org.smoothadv.results.source.Property;
import org.smoothadv.results.summary.Differences;
import org.smoothadv.results.summary.GroupKey;
import org.smoothadv.results.table.Column.Role;

/** The columns of a table for people that describe its logs; what no log has is left out. */
final class PropertyColumns {
  private record Candidate(Column column, Property property) {}

  private final List<Candidate> candidates = new ArrayList<>();
  private final List<LogDescription> descriptions;

  PropertyColumns(List<LogDescription> descriptions) {
    this.descriptions = List.copyOf(descriptions);
  }

  /** The columns that tell how certified models were made. */
  static PropertyColumns ofModels(List<LogDescription> descriptions) {
    return ofModels(descriptions, descriptions);
  }

  /**
   * The columns that tell how certified models were made.
   *
   * @param compared with each other, and those shown among them
   */
  static PropertyColumns ofModels(
      List<LogDescription> descriptions, List<LogDescription> compared) {
    return new PropertyColumns(descriptions)
        .textWhereDifferent("dataset", Property.DATASET)
        .textUnlessUsual("split", Property.SPLIT, "test")
        .text("variant", Property.VARIANT)
        .text("attack", Property.TRAINING_ATTACK)
        .textUnlessUsual("target", Property.TRAINING_TARGET, "smoothed")
        .number("T", Property.TRAINING_STEPS)
        .number("m", Property.TRAINING_NOISE_SAMPLES)
        .number("sigma", Property.SIGMA)
        .trainingSigmaUnlessTheSame()
        .number("epsilon", Property.TRAINING_EPSILON)
        .settingsWhereDifferent(compared);
  }

  /** Adds what the results claim and with which confidence, as far as logs differ in it. */
  PropertyColumns settingsWhereDifferent(List<LogDescription> compared) {
    for (Property setting : Differences.SETTINGS) {
      boolean there = candidates.stream().anyMatch(it -> it.property() == setting);
      if (!there && compared.stream().map(log -> log.text(setting)).distinct().count() > 1) {
        add(Column.description(setting.toString(), isNumber(setting)), setting);
      }
    }
    return this;
  }

  /**
   * Names of the settings in tidy tables.
   *
   * @param keys that have columns already
   */
  static List<String> tidySettings(List<GroupKey> keys) {
    return settings(keys).map(Property::toString).toList();
  }

  /** Values for {@link #tidySettings(List)}. */
  static List<String> tidySettings(List<GroupKey> keys, LogDescription log) {
    return settings(keys).map(log::text).toList();
  }

  private static Stream<Property> settings(List<GroupKey> keys) {
    return Differences.SETTINGS.stream()
        .filter(it -> keys.stream().noneMatch(key -> key.property().equals(Optional.of(it))));
  }

  private static boolean isNumber(Property setting) {
    return switch (setting) {
      case ALPHA, SAMPLES, SELECTION_SAMPLES -> true;
      default -> false;
    };
  }

  /** Adds a column of text, if any log has the property. */
  PropertyColumns text(String heading, Property property) {
    return add(Column.description(heading, false), property);
  }

  /** Adds a column of numbers, if any log has the property. */
  PropertyColumns number(String heading, Property property) {
    return add(Column.description(heading, true), property);
  }

  /** Adds a column that says on how much the results rest, if any log has the property. */
  PropertyColumns extent(String heading, Property property) {
    return add(new Column(heading, true, Role.EXTENT), property);
  }

  /** Adds a column of text, if the logs differ in the property. */
  PropertyColumns textWhereDifferent(String heading, Property property) {
    long values =
        descriptions.stream()
            .map(log -> log.get(property))
            .flatMap(Optional::stream)
            .distinct()
            .count();
    return values > 1 ? text(heading, property) : this;
  }

  /** Adds a column of text, if any log has another value than the usual one. */
  PropertyColumns textUnlessUsual(String heading, Property property, String usual) {
    boolean unusual =
        descriptions.stream().anyMatch(log -> !log.get(property).orElse(usual).equals(usual));
    return unusual ? text(heading, property) : this;
  }

  /** Adds the noise in training, if any classifier was smoothed with other noise. */
  private PropertyColumns trainingSigmaUnlessTheSame() {
    return descriptions.stream().anyMatch(LogDescription::isSmoothedOtherwiseThanTrained)
        ? number("trained at", Property.TRAINING_SIGMA)
        : this;
  }

  List<Column> columns() {
    return candidates.stream().map(Candidate::column).toList();
  }

  List<Cell> cells(LogDescription log) {
    return candidates.stream().map(candidate -> Cell.of(log.text(candidate.property()))).toList();
  }

  private PropertyColumns add(Column column, Property property) {
    if (descriptions.stream().anyMatch(log -> log.get(property).isPresent())) {
      candidates.add(new Candidate(column, property));
    }
    return this;
  }
}
