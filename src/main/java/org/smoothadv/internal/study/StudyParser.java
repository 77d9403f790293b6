package org.smoothadv.internal.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.Quoted;
import org.smoothadv.input.Words;
import org.smoothadv.internal.study.Section.Setting;
import org.smoothadv.internal.study.SectionKind.Naming;

/** Reads the lines of a study file: headers, {@code key = values}, comments. */
final class StudyParser {
  private static final Pattern SETTING = Pattern.compile("([a-z][a-z0-9-]*)\\s*=(.*)");

  /** It names a folder or a file, in lower and upper case alike on some systems. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

  /** Each is compared with all others; far more than a study needs. */
  private static final int MOST_SECTIONS = 1000;

  private final Path file;
  private final List<Section> sections = new ArrayList<>();
  private SectionKind kind;
  private String name;
  private int headerLine;
  private Map<String, Setting> settings = new LinkedHashMap<>();

  /** Prepares for the lines of a file. */
  StudyParser(Path file) {
    this.file = file;
  }

  /**
   * Reads all lines.
   *
   * @throws InvalidInputException naming the first line that is wrong
   */
  List<Section> parse(List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        parse(line, i + 1);
      }
    }
    finishSection();
    return sections;
  }

  private void parse(String line, int number) {
    String withoutComment = line.replaceFirst("\\]\\s+#.*", "]");
    Matcher setting = SETTING.matcher(line);
    if (withoutComment.startsWith("[") && withoutComment.endsWith("]")) {
      String header = withoutComment.substring(1, withoutComment.length() - 1).strip();
      String[] words = header.split("\\s+", 2);
      finishSection();
      startSection(words[0], words.length == 1 ? "" : words[1], number);
    } else if (setting.matches()) {
      add(setting.group(1), setting.group(2), number);
    } else {
      throw wrong(
          number,
          "%s is neither a header, such as [models NAME], nor a setting, such as sigma = 0.25 0.5"
              .formatted(Quoted.of(line)));
    }
  }

  private void startSection(String word, String givenName, int number) {
    kind =
        SectionKind.of(word)
            .orElseThrow(
                () ->
                    wrong(
                        number,
                        "there is no section [%s]; sections: %s"
                            .formatted(Quoted.plain(word), SectionKind.forms())));
    boolean named = !givenName.isEmpty();
    if (named ? kind.naming() == Naming.NEVER : kind.naming() == Naming.ALWAYS) {
      throw wrong(number, "such a section is written " + kind.form());
    }
    if (named && !NAME.matcher(givenName).matches()) {
      throw wrong(
          number,
          "%s is no name: accepted are up to 64 letters, digits, hyphens and underscores, with a letter or digit first"
              .formatted(Quoted.of(givenName)));
    }
    name = givenName;
    headerLine = number;
    settings = new LinkedHashMap<>();
  }

  private void add(String key, String text, int number) {
    if (kind == null) {
      throw wrong(
          number, "the setting " + Quoted.of(key) + " stands before the first section's header");
    }
    List<String> values = Words.of(text, file + ", line " + number);
    if (values.isEmpty()) {
      throw wrong(number, key + " has no value");
    }
    Set<String> seen = new HashSet<>();
    for (String value : values) {
      if (!seen.add(value)) {
        throw wrong(number, key + " has the value " + Quoted.of(value) + " twice");
      }
    }
    Setting before = settings.put(key, new Setting(key, values, number));
    if (before != null) {
      throw wrong(
          number,
          "%s is set on line %d already: write all its values on one line, separated by spaces"
              .formatted(key, before.line()));
    }
  }

  private void finishSection() {
    if (kind == null) {
      return;
    }
    Section section = new Section(kind, name, headerLine, settings);
    for (Section other : sections) {
      if (other.kind() == kind && other.name().toLowerCase(Locale.ROOT).equals(lowerCaseName())) {
        throw wrong(
            headerLine,
            "%s is there already, on line %d: give each section a name of its own"
                .formatted(section.header(), other.line()));
      }
    }
    if (sections.size() == MOST_SECTIONS) {
      throw wrong(
          headerLine, "a study has at most %,d sections: split it".formatted(MOST_SECTIONS));
    }
    sections.add(section);
  }

  private String lowerCaseName() {
    return name.toLowerCase(Locale.ROOT);
  }

  private InvalidInputException wrong(int line, String problem) {
    return StudyFile.wrong(file, line, problem);
  }
}
