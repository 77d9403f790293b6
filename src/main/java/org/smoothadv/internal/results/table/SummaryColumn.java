package org.smoothadv.internal.results.table;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import org.apache.commons.math3.stat.StatUtils;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.results.source.LogDescription;
import org.smoothadv.internal.results.source.LogDescription.Property;
import org.smoothadv.internal.results.summary.CertificationSummary;
import org.smoothadv.internal.results.summary.CertifiedAccuracy;
import org.smoothadv.internal.results.summary.DescribedLog.CertifiedLog;
import org.smoothadv.internal.results.summary.Proportion;
import org.smoothadv.internal.results.summary.Proportion.ConfidenceLevel;
import org.smoothadv.internal.results.table.ResultTable.Column;
import org.smoothadv.internal.results.table.ResultTable.Column.Role;

/** What can be said of a certification log whatever the radius: one column each. */
public enum SummaryColumn {
  /** How many images the log is about. */
  IMAGES("images", true, Role.EXTENT),
  /** Share of images that the smoothed classifier gets right; an abstention is not right. */
  ACCURACY("accuracy", true, Role.RESULT),
  /** Share of images on which it abstained. */
  ABSTENTION("abstention", true, Role.RESULT),
  /** Average certified radius, 0 for images that it does not get right. */
  ACR("ACR", true, Role.RESULT),
  /** Median certified radius, 0 for images that it does not get right. */
  MEDIAN_RADIUS("median radius", true, Role.RESULT),
  /** Mean number of samples per image. */
  SAMPLES_PER_IMAGE("samples", true, Role.RESULT),
  /** Mean time per image. */
  SECONDS_PER_IMAGE("seconds", true, Role.RESULT),
  /** Samples that CERTIFY could take. */
  N("n", true, Role.EXTENT),
  /** Its failure probability. */
  ALPHA("alpha", true, Role.EXTENT),
  /** Which images of the split. */
  WHICH("which images", false, Role.EXTENT),
  /** The accuracy among the images on which it did not abstain. */
  ANSWERED_ACCURACY("answered", true, Role.RESULT);

  /** Images in the test splits of datasets, for logs that nothing but their path describes. */
  private static final Map<String, Integer> TEST_IMAGES =
      Map.of("cifar10", 10_000, "mnist", 10_000, "imagenet", 50_000, "imagenet32", 50_000);

  private final String heading;
  private final boolean numeric;
  private final Role role;

  SummaryColumn(String heading, boolean numeric, Role role) {
    this.heading = heading;
    this.numeric = numeric;
    this.role = role;
  }

  /**
   * Reads columns as users write them, such as {@code answered_accuracy}. Each counts once.
   *
   * @throws InvalidInputException if there is none, or one is not known; naming those there are
   */
  public static List<SummaryColumn> parse(List<String> names) {
    if (names.isEmpty()) {
      throw new InvalidSettingException(
          "columns", "{columns} is an empty list: give some of %s", known());
    }
    return names.stream().map(SummaryColumn::parse).distinct().toList();
  }

  private static SummaryColumn parse(String name) {
    return Arrays.stream(values())
        .filter(column -> column.toString().equals(name.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidSettingException(
                    "columns", "{columns} '%s' is not known: give some of %s", name, known()));
  }

  private static String known() {
    return Arrays.stream(values()).map(SummaryColumn::toString).collect(Collectors.joining(", "));
  }

  /** Whether it differs from model to model, and says something of each. */
  boolean isResult() {
    return role == Role.RESULT;
  }

  /** The column for people in a table whose rows are logs. */
  Column column() {
    return new Column(heading, numeric, role);
  }

  /** The column for people in a table of accuracies at radii: that at radius 0 is one of them. */
  Column columnBesideRadii() {
    return this == ACCURACY ? new Column("at r=0", numeric, role) : column();
  }

  /** The name for programs in such a table. */
  String nameBesideRadii() {
    return this == ACCURACY ? "standard_accuracy" : toString();
  }

  /** What people read of a log; empty where it is not known. */
  String shown(CertifiedLog log, Optional<ConfidenceLevel> confidence) {
    CertifiedAccuracy summary = log.summary();
    return switch (this) {
      case ACCURACY -> Numbers.accuracy(summary.standardAccuracy(), confidence);
      case ABSTENTION -> Numbers.accuracy(summary.abstention(), confidence);
      case ANSWERED_ACCURACY ->
          summary.models().size() == 1
              ? summary
                  .models()
                  .get(0)
                  .answeredAccuracy()
                  .map(it -> Numbers.accuracy(it, confidence))
                  .orElse("")
              : ofModels(log);
      case ACR, MEDIAN_RADIUS -> ofModels(log);
      case SAMPLES_PER_IMAGE -> samples(mean(log));
      case SECONDS_PER_IMAGE -> map(mean(log), Numbers::rounded);
      default -> full(log);
    };
  }

  private String ofModels(CertifiedLog log) {
    return map(mean(log), Numbers::rounded)
        + map(deviation(log), it -> " (" + Numbers.rounded(it) + ")");
  }

  /** What programs read of a log; empty where it is not known. */
  String full(CertifiedLog log) {
    return switch (this) {
      case IMAGES -> Integer.toString(log.summary().images());
      case WHICH -> log.images().which(split(log.description()));
      case ACCURACY -> Numbers.full(log.summary().standardAccuracy().value());
      case ABSTENTION -> Numbers.full(log.summary().abstention().value());
      case N -> log.description().text(Property.SAMPLES);
      case ALPHA -> log.description().text(Property.ALPHA);
      default -> map(mean(log), Numbers::full);
    };
  }

  /** Standard deviation (n - 1) between the models, where the log is a mean over several. */
  OptionalDouble deviation(CertifiedLog log) {
    double[] values = values(log.summary());
    return values.length < 2
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.sqrt(StatUtils.variance(values)));
  }

  private OptionalDouble mean(CertifiedLog log) {
    return Arrays.stream(values(log.summary())).average();
  }

  /** One per model; none where it is not known of each, or is no result. */
  private double[] values(CertifiedAccuracy summary) {
    List<OptionalDouble> values = summary.models().stream().map(this::value).toList();
    return values.stream().allMatch(OptionalDouble::isPresent)
        ? values.stream().mapToDouble(OptionalDouble::getAsDouble).toArray()
        : new double[0];
  }

  private OptionalDouble value(CertificationSummary model) {
    return switch (this) {
      case ACCURACY -> OptionalDouble.of(model.standardAccuracy().value());
      case ANSWERED_ACCURACY ->
          model.answeredAccuracy().stream().mapToDouble(Proportion::value).findFirst();
      case ABSTENTION -> OptionalDouble.of(model.abstention().value());
      case ACR -> OptionalDouble.of(model.averageRadius());
      case MEDIAN_RADIUS -> OptionalDouble.of(model.medianRadius().doubleValue());
      case SAMPLES_PER_IMAGE -> model.samplesPerImage();
      case SECONDS_PER_IMAGE -> model.secondsPerImage();
      case IMAGES, WHICH, N, ALPHA -> OptionalDouble.empty();
    };
  }

  private static String samples(OptionalDouble mean) {
    return map(mean, value -> String.format(Locale.ROOT, value % 1 == 0 ? "%.0f" : "%.1f", value));
  }

  private static String map(OptionalDouble value, DoubleFunction<String> text) {
    return value.isPresent() ? text.apply(value.getAsDouble()) : "";
  }

  /** How many images the split of a log has, as far as that is known. */
  private static OptionalInt split(LogDescription log) {
    String images = log.text(Property.IMAGES);
    if (images.matches("[1-9]\\d{0,8}")) {
      return OptionalInt.of(Integer.parseInt(images));
    }
    Integer known = TEST_IMAGES.get(log.text(Property.DATASET));
    return known == null || log.text(Property.SPLIT).equals("train")
        ? OptionalInt.empty()
        : OptionalInt.of(known);
  }

  /** The name as users write it, and as CSV has it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
