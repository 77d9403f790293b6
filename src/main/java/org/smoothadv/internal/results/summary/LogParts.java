package org.smoothadv.internal.results.summary;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.results.source.LogDescription;
import org.smoothadv.internal.results.source.LogDescription.Property;
import org.smoothadv.internal.results.source.LogFinder.LogFile;
import org.smoothadv.internal.results.summary.DescribedLog.ImageSet;
import org.smoothadv.results.LogProvenance;
import org.smoothadv.results.LogRecord.CertificationRecord;

/**
 * A log as tables show it: a file, or all shards of one log, which are the files of a folder that
 * are described alike but for their shard: same weights, settings and images.
 *
 * @param source the file, or the first shard under a name that stands for all
 * @param description what is known about it
 * @param files the file, or all shards in their order
 */
record LogParts(LogFile source, LogDescription description, List<LogFile> files) {
  private record Key(Path folder, Object format, LogDescription description) {
    boolean isBeside(Key other) {
      return !equals(other) && Objects.equals(folder, other.folder) && format.equals(other.format);
    }
  }

  /** Of the quantile, in parts of itself. */
  private static final double ROUNDING = 1e-6;

  private record Part(LogFile file, LogDescription description) {
    Path folder() {
      return file.file().toAbsolutePath().getParent();
    }

    String shard() {
      return description.text(Property.SHARD);
    }

    int number() {
      return Integer.parseInt(shard().substring(0, shard().indexOf('/')));
    }

    int count() {
      return Integer.parseInt(shard().substring(shard().indexOf('/') + 1));
    }
  }

  /**
   * Brings shards together; the order is that of the files.
   *
   * @param descriptions one per file
   * @throws InvalidInputException if a shard is there twice, or missing, or not named as one
   */
  static List<LogParts> of(List<LogFile> files, List<LogDescription> descriptions) {
    List<List<Part>> logs = new ArrayList<>();
    Map<Key, List<Part>> sharded = new LinkedHashMap<>();
    for (int i = 0; i < files.size(); i++) {
      Part part = new Part(files.get(i), descriptions.get(i));
      if (part.shard().isEmpty()) {
        logs.add(List.of(part));
      } else {
        requireShard(part);
        Key key =
            new Key(
                part.folder(), part.file().format(), part.description().without(Property.SHARD));
        if (!sharded.containsKey(key)) {
          logs.add(sharded.computeIfAbsent(key, unused -> new ArrayList<>()));
        }
        sharded.get(key).add(part);
      }
    }
    sharded.forEach((key, parts) -> requireNoneMadeOtherwise(key, parts, sharded));
    return logs.stream().map(parts -> whole(parts, sharded.values())).toList();
  }

  /** Two logs of which each lacks the shard that the other has were to be one log. */
  private static void requireNoneMadeOtherwise(
      Key key, List<Part> parts, Map<Key, List<Part>> sharded) {
    Part first = parts.get(0);
    if (parts.size() >= first.count()) {
      return;
    }
    sharded.forEach(
        (otherKey, others) ->
            others.stream()
                .filter(other -> key.isBeside(otherKey) && other.count() == first.count())
                .filter(other -> others.size() < other.count())
                .filter(other -> parts.stream().noneMatch(it -> it.number() == other.number()))
                .findFirst()
                .ifPresent(
                    other -> {
                      throw new InvalidInputException(
                          "%s is shard %s and %s shard %s, but they were not made alike (%s): remove the one that is wrong, and certify all shards of a log with the same options and weights"
                              .formatted(
                                  first.file().file(),
                                  first.shard(),
                                  other.file().file(),
                                  other.shard(),
                                  differences(key.description(), otherKey.description())));
                    }));
  }

  /** As in "alpha 0.001 and 0.9, seed 0 and 99", the weights first. */
  private static String differences(LogDescription first, LogDescription second) {
    List<Property> differing =
        Stream.concat(Stream.of(Property.MODEL), Stream.of(Property.values()))
            .distinct()
            .filter(it -> it != Property.SETTINGS && it != Property.SHARD)
            .filter(it -> !first.text(it).equals(second.text(it)))
            .toList();
    return differing.isEmpty()
        ? "settings that tables do not show"
        : differing.stream()
            .map(it -> "%s %s and %s".formatted(it, text(first, it), text(second, it)))
            .collect(Collectors.joining(", "));
  }

  private static String text(LogDescription description, Property property) {
    String text = description.text(property);
    return text.isEmpty() ? "unknown" : text;
  }

  /** Another log may have a shard of that number, and this one be a leftover. */
  private static String madeOtherwise(Part first, int number, Collection<List<Part>> sharded) {
    return sharded.stream()
        .flatMap(List::stream)
        .filter(other -> other.number() == number && other.count() == first.count())
        .filter(other -> Objects.equals(other.folder(), first.folder()))
        .findFirst()
        .map(
            other ->
                " (%s was made in another way: %s)"
                    .formatted(
                        other.file().file(), differences(first.description(), other.description())))
        .orElse("");
  }

  private static void requireShard(Part part) {
    if (!part.shard().matches("[1-9]\\d{0,5}/[1-9]\\d{0,5}")) {
      throw new InvalidInputException(
          "%s is described as shard '%s', which is none such as 2/8: mend the JSON file beside it"
              .formatted(part.file().file(), part.shard()));
    }
  }

  private static LogParts whole(List<Part> parts, Collection<List<Part>> sharded) {
    Part first = parts.get(0);
    if (first.shard().isEmpty()) {
      return new LogParts(first.file(), first.description(), List.of(first.file()));
    }
    TreeMap<Integer, LogFile> byNumber = new TreeMap<>();
    for (Part part : parts) {
      LogFile other = byNumber.put(part.number(), part.file());
      if (part.count() != first.count() || other != null) {
        Path before = other == null ? first.file().file() : other.file();
        throw new InvalidInputException(
            "%s (shard %s) overlaps with %s: leave one of them out"
                .formatted(part.file().file(), part.shard(), before));
      }
    }
    for (int number = 1; number <= first.count(); number++) {
      if (!byNumber.containsKey(number)) {
        throw new InvalidInputException(
            "%s is shard %s, but shard %d/%d is missing%s: give all shards of a log"
                .formatted(
                    first.file().file(),
                    first.shard(),
                    number,
                    first.count(),
                    madeOtherwise(first, number, sharded)));
      }
    }
    LogFile file = byNumber.firstEntry().getValue();
    String name = "%s (%d shards)".formatted(file.name(), first.count());
    return new LogParts(
        new LogFile(file.file(), name, file.argument(), file.format()),
        first.description().without(Property.SHARD),
        List.copyOf(byNumber.values()));
  }

  /**
   * Checks that no radius is larger than n unanimous votes can certify: sigma
   * Phi<sup>-1</sup>(alpha<sup>1/n</sup>), whatever bound and sampling are.
   *
   * @throws InvalidInputException if one is
   */
  void requirePossible(List<CertificationRecord> records) {
    OptionalInt n = number(Property.SAMPLES);
    boolean known =
        Stream.of(Property.SIGMA, Property.ALPHA).allMatch(it -> description.get(it).isPresent());
    if (!known || n.isEmpty()) {
      return;
    }
    double unanimous = Math.pow(real(Property.ALPHA, 1), 1.0 / n.getAsInt());
    double most =
        real(Property.SIGMA, Double.MAX_VALUE)
            * new NormalDistribution().inverseCumulativeProbability(unanimous);
    for (CertificationRecord record : records) {
      if (record.radius().doubleValue() > most * (1 + ROUNDING) && !record.abstained()) {
        throw new InvalidInputException(
            "%s: image %d has radius %s, but at sigma %s, n %s and alpha %s nothing is certified beyond %.6f: the log was edited"
                .formatted(
                    source.file(),
                    record.index(),
                    record.radius(),
                    description.text(Property.SIGMA),
                    description.text(Property.SAMPLES),
                    description.text(Property.ALPHA),
                    most));
      }
    }
  }

  /** How many images were chosen for the log; empty where its description does not tell. */
  OptionalInt chosen() {
    OptionalInt images = number(Property.IMAGES);
    OptionalInt skip = number(Property.SKIP);
    if (images.isEmpty() || skip.isEmpty()) {
      return OptionalInt.empty();
    }
    int all = (images.getAsInt() - 1) / skip.getAsInt() + 1;
    return OptionalInt.of(Math.min(all, number(Property.MAX).orElse(all)));
  }

  private double real(Property property, double below) {
    String text = description.text(property);
    try {
      double value = Double.parseDouble(text);
      if (value > 0 && value < below) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Answered below.
    }
    throw new InvalidInputException(
        "%s: '%s' is %s, which it cannot be: restore the file, or remove it and the log"
            .formatted(LogProvenance.fileBeside(source.file()), property, text));
  }

  private OptionalInt number(Property property) {
    String text = description.text(property);
    return text.matches("[1-9]\\d{0,8}")
        ? OptionalInt.of(Integer.parseInt(text))
        : OptionalInt.empty();
  }

  /**
   * Checks that a log is about images that were chosen for it, and that shards cover evenly spaced
   * ones, each once.
   *
   * @throws InvalidInputException if an image is in two shards or seems to be missing, or was not
   *     to be in the log
   */
  void requireNoOverlapOrGap(ImageSet images) {
    chosen()
        .ifPresent(
            count -> {
              int skip = number(Property.SKIP).orElseThrow();
              images
                  .firstNotAmong(skip, count)
                  .ifPresent(
                      index -> {
                        throw new InvalidInputException(
                            "%s: image %d is none of the %d that were chosen for the log, each %d. of the split"
                                .formatted(source.file(), index, count, skip));
                      });
            });
    if (files.size() > 1) {
      images
          .firstUneven()
          .ifPresent(
              index -> {
                throw new InvalidSettingException(
                    "resume",
                    "the shards of %s do not fit together at image %s: it is there twice, or images around it are missing; finish them with {resume}",
                    source.name(),
                    index);
              });
    }
  }
}
