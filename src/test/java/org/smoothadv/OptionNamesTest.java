package org.smoothadv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Only the command line knows its options: a caller in Java reads the names of the Java API. */
class OptionNamesTest {
  private static final Path MAIN = Path.of("src/main/java/org/smoothadv");
  private static final Pattern OPTION = Pattern.compile("\"[^\"\n]*--[a-z][^\"\n]*\"");

  @Test
  void optionsAreNamedByTheCommandLineOnly() throws IOException {
    try (Stream<Path> files = Files.walk(MAIN)) {
      List<String> named =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.startsWith(MAIN.resolve("internal/command")))
              .filter(file -> !file.startsWith(MAIN.resolve("internal/study")))
              .flatMap(file -> strings(file).map(text -> file + ": " + text))
              .toList();
      assertEquals(List.of(), named);
    }
  }

  private static Stream<String> strings(Path file) {
    try {
      return OPTION.matcher(Files.readString(file)).results().map(found -> found.group());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
