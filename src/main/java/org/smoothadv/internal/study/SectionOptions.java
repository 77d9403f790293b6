package org.smoothadv.internal.study;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.command.option.OptionParser;
import org.smoothadv.internal.study.Section.Setting;

/**
 * The settings of a study's section as options of a command. They are read and checked by what
 * reads the command line; only the place in the file is added to what is wrong with them.
 */
final class SectionOptions {
  /** What the study itself decides, or what makes no sense there. */
  private static final Set<String> NOT_THERE =
      Set.of("run", "model", "log", "resume", "shard", "spark", "help", "debug");

  private final StudyFile file;
  private final Section section;
  private final Map<String, Setting> settings = new LinkedHashMap<>();

  /**
   * Takes a section's settings.
   *
   * @param inherited settings of another section that count where this one has none of that key
   */
  SectionOptions(StudyFile file, Section section, Map<String, Setting> inherited) {
    this.file = file;
    this.section = section;
    settings.putAll(inherited);
    settings.putAll(section.settings());
  }

  /**
   * Checks the keys of the section itself.
   *
   * @param options declares the command's options
   * @param own keys that are the study's
   * @throws InvalidInputException naming the line of a key that there is not, and those there are
   */
  void requireKnown(Object options, Set<String> own) {
    Set<String> known = new TreeSet<>(own);
    for (String name : new OptionParser(options).names()) {
      known.add(name.substring(2));
    }
    known.removeAll(NOT_THERE);
    for (Setting setting : section.settings().values()) {
      if (NOT_THERE.contains(setting.key())) {
        throw wrong(setting, "'" + setting.key() + "' is the study's business: leave it out");
      }
      if (!known.contains(setting.key())) {
        throw wrong(
            setting,
            "%s has no setting '%s'; settings: %s"
                .formatted(section.header(), setting.key(), String.join(", ", known)));
      }
    }
  }

  /** The section. */
  Section section() {
    return section;
  }

  /** The settings but for those of these keys, in order. */
  Collection<Setting> settingsWithout(Set<String> keys) {
    return settings.values().stream().filter(setting -> !keys.contains(setting.key())).toList();
  }

  /** The values of a setting of the section; none where it is not there. */
  List<String> values(String key) {
    Setting setting = settings.get(key);
    return setting == null ? List.of() : setting.values();
  }

  /** The words of a command line with these values by key. */
  static List<String> words(Map<String, String> values) {
    List<String> words = new ArrayList<>();
    values.forEach((key, value) -> words.addAll(List.of("--" + key, value)));
    return words;
  }

  /**
   * The values that tell combinations of this section apart, as part of a file's name, as in {@code
   * -seed-1}.
   *
   * @param told keys whose values the name tells in another way
   */
  String distinction(Map<String, String> combination, Set<String> told) {
    return combination.entrySet().stream()
        .filter(entry -> !told.contains(entry.getKey()))
        .filter(entry -> isNamed(settings.get(entry.getKey())))
        .map(entry -> "-" + entry.getKey() + "-" + entry.getValue())
        .map(text -> text.replaceAll("[^A-Za-z0-9._-]", "_"))
        .collect(Collectors.joining());
  }

  private static boolean isNamed(Setting setting) {
    return setting.isNamed() || setting.values().size() > 1;
  }

  /**
   * Does something with the settings' values.
   *
   * @throws InvalidInputException what it throws, with the line of the setting that is at fault
   */
  <T> T placed(Supplier<T> action) {
    try {
      return action.get();
    } catch (InvalidInputException e) {
      throw placed(e);
    }
  }

  /** A problem with the settings' values, with the line of the setting that is at fault. */
  InvalidInputException placed(InvalidInputException problem) {
    String message = problem.message(field -> "'" + key(field) + "'");
    List<String> fields =
        problem instanceof InvalidSettingException refused ? refused.fields() : List.of();
    for (String field : fields) {
      Setting setting = settings.get(key(field));
      if (setting != null) {
        boolean commas = setting.values().stream().anyMatch(value -> value.endsWith(","));
        String hint = commas ? " (spaces, not commas, separate the values of a grid)" : "";
        return new InvalidInputException(wrong(setting, message + hint).getMessage(), problem);
      }
    }
    return new InvalidInputException(
        file.wrong(section.line(), section.header() + ": " + message).getMessage(), problem);
  }

  private static String key(String field) {
    return OptionParser.option(field).substring(2);
  }

  /** What is wrong with a setting. */
  InvalidInputException wrong(Setting setting, String problem) {
    return file.wrong(setting.line(), problem);
  }

  /** What is wrong with the setting of this key, or with the section where it has none. */
  InvalidInputException wrong(String key, String problem) {
    Setting setting = settings.get(key);
    return file.wrong(setting == null ? section.line() : setting.line(), problem);
  }
}
