package org.smoothadv.internal.results.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.smoothadv.internal.results.source.LogDescription;
import org.smoothadv.internal.results.source.LogDescription.Property;
import org.smoothadv.internal.results.summary.ComparableLogs;
import org.smoothadv.internal.results.summary.DescribedLog.CertifiedLog;
import org.smoothadv.internal.results.summary.Proportion.ConfidenceLevel;
import org.smoothadv.internal.results.summary.Proportion.ConfidenceLevel.Interval;
import org.smoothadv.internal.results.table.ResultTable.Cell;
import org.smoothadv.internal.results.table.ResultTable.Column;
import org.smoothadv.internal.results.table.ResultTable.Grid;

/**
 * Columns over rows, put together one by one. Those for people that describe logs are left out
 * where no log has the property.
 *
 * @param <R> what one row is about
 */
final class Columns<R> {
  /** What the name of a column of standard deviations ends with. */
  static final String DEVIATION = "_standard_deviation";

  private record Filled<R>(Column column, Function<R, Cell> cell) {}

  private final List<R> rows;
  private final Function<R, LogDescription> description;
  private final List<Filled<R>> columns = new ArrayList<>();

  /** No columns yet over these rows, each of which shows a log of this description. */
  Columns(List<R> rows, Function<R, LogDescription> description) {
    this.rows = List.copyOf(rows);
    this.description = description;
  }

  Grid grid() {
    return new Grid(
        columns.stream().map(Filled::column).toList(),
        rows.stream()
            .map(row -> columns.stream().map(column -> column.cell().apply(row)).toList())
            .toList());
  }

  /** Adds a column. */
  Columns<R> add(Column column, Function<R, String> text) {
    return addCells(column, row -> Cell.of(text.apply(row)));
  }

  /** Adds a column in which cells may be marked. */
  Columns<R> addCells(Column column, Function<R, Cell> cell) {
    columns.add(new Filled<>(column, cell));
    return this;
  }

  /** Adds a result. */
  Columns<R> result(String heading, Function<R, String> text) {
    return add(new Column(heading, true), text);
  }

  /** Adds a value for programs. */
  Columns<R> value(String name, Function<R, String> text) {
    return add(new Column(name, false), text);
  }

  /** Adds a standard deviation between models for programs, where there are means over models. */
  Columns<R> deviation(String name, Function<R, OptionalDouble> deviation) {
    return isOverSeeds()
        ? value(
            name,
            row -> deviation.apply(row).stream().mapToObj(Numbers::full).findFirst().orElse(""))
        : this;
  }

  private boolean isOverSeeds() {
    return descriptions().anyMatch(log -> log.get(Property.MODELS).isPresent());
  }

  /** Adds for programs how models were trained, but for what is rarely of interest. */
  Columns<R> trainingValues() {
    return value("attack", Property.TRAINING_ATTACK)
        .value("steps", Property.TRAINING_STEPS)
        .value("noise_samples", Property.TRAINING_NOISE_SAMPLES)
        .value("sigma", Property.SIGMA)
        .value("epsilon", Property.TRAINING_EPSILON);
  }

  /** Adds for programs what else is known of models. */
  Columns<R> furtherTrainingValues() {
    return value("variant", Property.VARIANT)
        .value("attack_target", Property.TRAINING_TARGET)
        .value("training_sigma", Property.TRAINING_SIGMA)
        .value("split", Property.SPLIT)
        .value("architecture", Property.ARCHITECTURE)
        .value("training_seed", Property.TRAINING_SEED);
  }

  /** Adds a property for programs. */
  Columns<R> value(String name, Property property) {
    return value(name, row -> description.apply(row).text(property));
  }

  /** Adds bounds and half-width of intervals for programs, if they are wanted. */
  Columns<R> interval(
      Optional<ConfidenceLevel> wanted, BiFunction<ConfidenceLevel, R, Interval> interval) {
    wanted.ifPresent(
        level ->
            value("lower", row -> Numbers.full(interval.apply(level, row).lower()))
                .value("upper", row -> Numbers.full(interval.apply(level, row).upper()))
                .value("half_width", row -> Numbers.full(interval.apply(level, row).halfWidth())));
    return this;
  }

  /**
   * Adds what is said of the log of a row whatever the radius, but for what has a column already.
   *
   * @param log the log of a row; of a row without one the cells are empty
   */
  Columns<R> beside(
      List<SummaryColumn> wanted,
      Function<R, Optional<CertifiedLog>> log,
      Optional<ConfidenceLevel> confidence) {
    for (SummaryColumn it : wanted) {
      if (isNew(it.columnBesideRadii().heading())) {
        add(
            it.columnBesideRadii(),
            row -> log.apply(row).map(of -> it.shown(of, confidence)).orElse(""));
      }
    }
    return this;
  }

  /** The same for programs. */
  Columns<R> valuesBeside(List<SummaryColumn> wanted, Function<R, Optional<CertifiedLog>> log) {
    for (SummaryColumn it : wanted) {
      if (isNew(it.nameBesideRadii())) {
        value(it.nameBesideRadii(), row -> log.apply(row).map(it::full).orElse(""));
        if (it.isResult()) {
          deviation(
              it.nameBesideRadii() + DEVIATION,
              row -> log.apply(row).map(it::deviation).orElse(OptionalDouble.empty()));
        }
      }
    }
    return this;
  }

  private boolean isOfDiscreteNoise() {
    return descriptions().anyMatch(it -> it.get(Property.NOISE).isPresent());
  }

  private boolean isNew(String heading) {
    return columns.stream().noneMatch(it -> it.column().heading().equals(heading));
  }

  /**
   * Adds what the results claim and with which confidence, for programs, but for what has a column
   * already.
   */
  Columns<R> settings() {
    ComparableLogs.SETTINGS.stream()
        .filter(it -> isNew(it.toString()))
        .filter(it -> it != Property.NOISE || isOfDiscreteNoise())
        .forEach(it -> value(it.toString().replace(' ', '_'), it));
    if (isOverSeeds()) {
      value("models", Property.MODELS);
      if (isNew("training_seed")) {
        value("training_seed", Property.TRAINING_SEED);
      }
    }
    return this;
  }

  /** Adds the columns that tell how certified models were made. */
  Columns<R> models() {
    return models(descriptions().toList(), Set.of());
  }

  /**
   * Adds the columns that tell how certified models were made.
   *
   * @param compared with each other, and those shown among them
   * @param shownAlready settings that have columns of their own
   */
  Columns<R> models(List<LogDescription> compared, Set<Property> shownAlready) {
    textWhereDifferent("dataset", Property.DATASET);
    textUnlessUsual("split", Property.SPLIT, "test");
    textWhereDifferent("network", Property.ARCHITECTURE);
    text("variant", Property.VARIANT);
    text("attack", Property.TRAINING_ATTACK);
    textUnlessUsual("target", Property.TRAINING_TARGET, "smoothed");
    number("T", Property.TRAINING_STEPS);
    number("m", Property.TRAINING_NOISE_SAMPLES);
    number("sigma", Property.SIGMA);
    if (descriptions().anyMatch(LogDescription::isSmoothedOtherwiseThanTrained)) {
      number("trained at", Property.TRAINING_SIGMA);
    }
    number("epsilon", Property.TRAINING_EPSILON);
    textWhereDifferent("seed", Property.TRAINING_SEED);
    describe(new Column("models", true, Column.Role.EXTENT), Property.MODELS);
    return settingsWhereDifferent(compared, shownAlready);
  }

  /** Adds the columns that tell how models were attacked. */
  Columns<R> attacks() {
    textWhereDifferent("dataset", Property.DATASET);
    number("sigma", Property.SIGMA);
    text("attack", Property.ATTACK);
    textUnlessUsual("target", Property.ATTACK_TARGET, "smoothed");
    textUnlessUsual("gradient", Property.ATTACK_GRADIENT, "plugin");
    number("T", Property.ATTACK_STEPS);
    number("m", Property.ATTACK_NOISE_SAMPLES);
    describe(new Column("n", true, Column.Role.EXTENT), Property.SAMPLES);
    number("epsilon", Property.ATTACK_EPSILON);
    return settingsWhereDifferent(descriptions().toList(), Set.of(Property.SAMPLES));
  }

  /** Adds what the results claim and with which confidence, as far as logs differ in it. */
  private Columns<R> settingsWhereDifferent(
      List<LogDescription> compared, Set<Property> shownAlready) {
    for (Property setting : ComparableLogs.SETTINGS) {
      if (!shownAlready.contains(setting)
          && compared.stream().map(log -> log.text(setting)).distinct().count() > 1) {
        describe(Column.description(setting.toString(), isNumber(setting)), setting);
      }
    }
    return this;
  }

  private static boolean isNumber(Property setting) {
    return switch (setting) {
      case ALPHA, SAMPLES, SELECTION_SAMPLES -> true;
      default -> false;
    };
  }

  private void text(String heading, Property property) {
    describe(Column.description(heading, false), property);
  }

  private void number(String heading, Property property) {
    describe(Column.description(heading, true), property);
  }

  private void textWhereDifferent(String heading, Property property) {
    if (descriptions().flatMap(log -> log.get(property).stream()).distinct().count() > 1) {
      text(heading, property);
    }
  }

  /** Adds a column of text, if any log has another value than the usual one. */
  private void textUnlessUsual(String heading, Property property, String usual) {
    if (descriptions().anyMatch(log -> !log.get(property).orElse(usual).equals(usual))) {
      text(heading, property);
    }
  }

  private void describe(Column column, Property property) {
    if (descriptions().anyMatch(log -> log.get(property).isPresent())) {
      add(column, row -> description.apply(row).text(property));
    }
  }

  private Stream<LogDescription> descriptions() {
    return rows.stream().map(description);
  }
}
