package org.smoothadv.internal.results.summary;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.smoothadv.input.Decimals;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.results.source.LogDescription;
import org.smoothadv.internal.results.source.LogDescription.Property;
import org.smoothadv.internal.results.source.LogFinder.LogFile;
import org.smoothadv.internal.results.summary.CertifiedAccuracy.OverSeeds;
import org.smoothadv.internal.results.summary.DescribedLog.CertifiedLog;
import org.smoothadv.internal.results.summary.DescribedLog.ImageSet;

/**
 * Brings logs together whose models differ in the seed of their training only, certified alike and
 * on the same images.
 *
 * @param logs one per group, in the order of the first logs; the mean over its models
 * @param notices which logs could not be brought together
 */
record SeedGroups(List<CertifiedLog> logs, List<String> notices) {
  /** In what logs of a group may differ. The images are compared one by one. */
  private static final Property[] FREE = {
    Property.TRAINING_SEED,
    Property.MODEL,
    Property.SEED,
    Property.SETTINGS,
    Property.SKIP,
    Property.MAX
  };

  private record Key(LogDescription alike, ImageSet images, Optional<String> onItsOwn) {}

  /**
   * Groups logs. Where a model is there twice, as the same seed, weights or lines tell, its first
   * log counts; a model of which the seed is not known stands for itself.
   *
   * @throws InvalidSettingException if no seed is known
   */
  static SeedGroups of(List<CertifiedLog> logs) {
    List<String> notices = new ArrayList<>();
    List<CertifiedLog> unknown = logs.stream().filter(log -> seed(log).isEmpty()).toList();
    if (unknown.size() == logs.size() && !logs.isEmpty()) {
      throw new InvalidSettingException(
          "over",
          "{over} seed: no log tells the seed that its model was trained with, such as %s: it is in the run.json of a run, or in the path of a published log",
          logs.get(0).name());
    }
    if (!unknown.isEmpty()) {
      notices.add(
          "the training seed is not known of %s, such as %s: there each stands for itself"
              .formatted(ComparableLogs.count(unknown.size()), unknown.get(0).name()));
    }
    Map<Key, List<CertifiedLog>> groups = new LinkedHashMap<>();
    for (CertifiedLog log : logs) {
      add(log, groups.computeIfAbsent(key(log), unused -> new ArrayList<>()), notices);
    }
    otherImages(groups).ifPresent(notices::add);
    Map<String, Long> names =
        groups.values().stream()
            .collect(Collectors.groupingBy(SeedGroups::pattern, Collectors.counting()));
    return new SeedGroups(
        groups.values().stream().map(group -> mean(group, names.get(pattern(group)) == 1)).toList(),
        notices);
  }

  private static String seed(CertifiedLog log) {
    return log.description().text(Property.TRAINING_SEED);
  }

  private static Key key(CertifiedLog log) {
    return new Key(
        log.description().without(FREE),
        log.images(),
        seed(log).isEmpty() ? Optional.of(log.source().file().toString()) : Optional.empty());
  }

  private static void add(CertifiedLog log, List<CertifiedLog> group, List<String> notices) {
    for (CertifiedLog other : group) {
      Optional<String> shared = sharedByOneModel(log, other);
      if (shared.isPresent()) {
        notices.add(
            "%s is of the same %s as %s: a model counts once, and this log is set aside"
                .formatted(log.name(), shared.get(), other.name()));
        return;
      }
    }
    group.add(log);
  }

  /** What tells that two logs of a group are of one model; nothing where they are of two. */
  private static Optional<String> sharedByOneModel(CertifiedLog log, CertifiedLog other) {
    if (seed(log).equals(seed(other))) {
      return Optional.of("training seed " + seed(log));
    }
    Optional<String> weights = log.description().get(Property.MODEL);
    Optional<String> ofOther = other.description().get(Property.MODEL);
    if (weights.isPresent() && ofOther.isPresent()) {
      return weights.equals(ofOther) ? Optional.of("weights") : Optional.empty();
    }
    return log.summary().models().get(0).hasLinesOf(other.summary().models().get(0))
        ? Optional.of("lines")
        : Optional.empty();
  }

  /** Models that would be one group if they were of the same images. */
  private static Optional<String> otherImages(Map<Key, List<CertifiedLog>> groups) {
    Map<LogDescription, Key> first = new LinkedHashMap<>();
    for (Key key : groups.keySet()) {
      Key other = key.onItsOwn().isPresent() ? null : first.putIfAbsent(key.alike(), key);
      if (other != null) {
        return Optional.of(
            "%s (%s) and %s (%s) differ in the training seed only, but are not of the same images: they are kept apart"
                .formatted(
                    groups.get(other).get(0).name(),
                    other.images(),
                    groups.get(key).get(0).name(),
                    key.images()));
      }
    }
    return Optional.empty();
  }

  private static CertifiedLog mean(List<CertifiedLog> found, boolean patternTells) {
    List<CertifiedLog> group =
        found.stream().sorted(Comparator.comparing(SeedGroups::seed, SeedGroups::compare)).toList();
    CertifiedLog first = group.get(0);
    LogDescription shared =
        group.stream()
            .map(CertifiedLog::description)
            .reduce(LogDescription::inCommonWith)
            .orElseThrow()
            .with(Property.MODELS, Integer.toString(group.size()))
            .with(
                Property.TRAINING_SEED,
                group.stream().map(SeedGroups::seed).collect(Collectors.joining(" ")));
    LogFile source = first.source();
    return new CertifiedLog(
        new LogFile(
            source.file(),
            patternTells
                ? pattern(group)
                : "%s and %d more".formatted(first.name(), group.size() - 1),
            source.argument(),
            source.format()),
        group.stream().flatMap(log -> log.files().stream()).toList(),
        shared,
        first.images(),
        new OverSeeds(group.stream().flatMap(log -> log.summary().models().stream()).toList()));
  }

  private static int compare(String left, String right) {
    try {
      return Decimals.parse(left).compareTo(Decimals.parse(right));
    } catch (NumberFormatException e) {
      return left.compareTo(right);
    }
  }

  /** What all names have in common, with a star in the place of the rest. */
  private static String pattern(List<CertifiedLog> group) {
    List<String> names = group.stream().map(CertifiedLog::name).toList();
    String first = names.get(0);
    int before = first.length();
    int behind = first.length();
    for (String name : names) {
      before = Math.min(before, commonStart(first, name));
      behind = Math.min(behind, commonStart(reversed(first), reversed(name)));
    }
    int shortest = names.stream().mapToInt(String::length).min().orElseThrow();
    behind = Math.min(behind, shortest - before);
    return names.size() == 1
        ? first
        : first.substring(0, before) + "*" + first.substring(first.length() - behind);
  }

  private static int commonStart(String left, String right) {
    int end = Math.min(left.length(), right.length());
    int mismatch = 0;
    while (mismatch < end && left.charAt(mismatch) == right.charAt(mismatch)) {
      mismatch++;
    }
    return mismatch;
  }

  private static String reversed(String text) {
    return new StringBuilder(text).reverse().toString();
  }
}
