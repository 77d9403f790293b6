package org.smoothadv.internal.study;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.IoFailure;
import org.smoothadv.input.TextFile;

/**
 * A study as its file describes it: sections of settings. What keys and values mean is not known
 * here.
 *
 * @param file where it was read, as the user named it
 * @param sections in the order of the file
 */
record StudyFile(Path file, List<Section> sections) {
  /** Far more than a study needs. */
  private static final int MOST_BYTES = 1 << 20;

  /** Keeps an unmodifiable copy. */
  StudyFile {
    sections = List.copyOf(sections);
  }

  /**
   * Reads a file.
   *
   * @throws InvalidInputException if it cannot be read or is not written as studies are; the
   *     message names the line
   */
  static StudyFile read(Path file) throws IOException {
    return new StudyFile(file, new StudyParser(file).parse(lines(file)));
  }

  private static List<String> lines(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          file
              + (Files.exists(file) ? " is no file" : " does not exist")
              + ": name a study file; tools/studies holds some");
    }
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new InvalidInputException(
            file + " has " + Files.size(file) + " bytes: a study file has at most " + MOST_BYTES);
      }
      return TextFile.readLines(file);
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(file + " is not UTF-8 text: it is no study file", e);
    } catch (IOException e) {
      throw new InvalidInputException(file + " cannot be read: " + IoFailure.describe(e), e);
    }
  }

  /** The sections of a kind, in the order of the file. */
  List<Section> sections(SectionKind kind) {
    return sections.stream().filter(section -> section.kind() == kind).toList();
  }

  /** What is wrong with a line, for the user. */
  InvalidInputException wrong(int line, String problem) {
    return wrong(file, line, problem);
  }

  static InvalidInputException wrong(Path file, int line, String problem) {
    return new InvalidInputException("%s, line %d: %s".formatted(file, line, problem));
  }
}
