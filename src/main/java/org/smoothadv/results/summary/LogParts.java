package org.smoothadv.results.summary;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.results.source.LogDescription;
import org.smoothadv.results.source.LogFile;
import org.smoothadv.results.source.Property;

/**
 * A log as tables show it: a file, or all shards of one log, which are the files of a folder that
 * are described alike but for their shard.
 *
 * @param source the file, or the first shard under a name that stands for all
 * @param description what is known about it
 * @param files the file, or all shards in their order
 */
record LogParts(LogFile source, LogDescription description, List<LogFile> files) {
  private record Key(Path folder, Object format, LogDescription description) {}

  private record Part(LogFile file, LogDescription description) {
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
                part.file().file().toAbsolutePath().getParent(),
                part.file().format(),
                part.description().without(Property.SHARD));
        if (!sharded.containsKey(key)) {
          logs.add(sharded.computeIfAbsent(key, unused -> new ArrayList<>()));
        }
        sharded.get(key).add(part);
      }
    }
    return logs.stream().map(LogParts::whole).toList();
  }

  private static void requireShard(Part part) {
    if (!part.shard().matches("[1-9]\\d{0,5}/[1-9]\\d{0,5}")) {
      throw new InvalidInputException(
          "%s is described as shard '%s', which is none such as 2/8: mend the JSON file beside it"
              .formatted(part.file().file(), part.shard()));
    }
  }

  private static LogParts whole(List<Part> parts) {
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
            "%s is shard %s, but shard %d/%d is missing: give all shards of a log"
                .formatted(first.file().file(), first.shard(), number, first.count()));
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
   * Checks that the shards cover evenly spaced images, each once.
   *
   * @throws InvalidInputException if an image is in two shards or seems to be missing
   */
  void requireNoOverlapOrGap(ImageSet images) {
    if (files.size() > 1) {
      images
          .firstUneven()
          .ifPresent(
              index -> {
                throw new InvalidInputException(
                    "the shards of %s do not fit together at image %d: it is there twice, or images around it are missing; finish them with --resume"
                        .formatted(source.name(), index));
              });
    }
  }
}
