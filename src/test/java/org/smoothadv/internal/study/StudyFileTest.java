package org.smoothadv.internal.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.study.Section.Setting;

class StudyFileTest {
  @TempDir Path folder;

  @Test
  void holdsSectionsAndSettingsWithTheirLines() throws IOException {
    StudyFile study =
        read(
            """
            # Two grids

            [train]
            epochs = 3   # not many
              [ models  Gaussian_2 ]  # Cohen et al.
            sigma=0.25   0.5
            [certify]
            radii = 0.25,0.5
            [figure f]
            title = "Certified accuracy" 'of # it'
            """);
    assertEquals(
        List.of("[train]", "[models Gaussian_2]", "[certify]", "[figure f]"),
        study.sections().stream().map(Section::header).toList());
    Section models = study.sections(SectionKind.MODELS).get(0);
    assertEquals(5, models.line());
    assertEquals(
        Map.of("sigma", new Setting("sigma", List.of("0.25", "0.5"), 6)), models.settings());
    assertEquals(List.of("3"), values(study, 0, "epochs"));
    assertEquals(List.of("0.25,0.5"), values(study, 2, "radii"), "commas belong to a value");
    assertEquals(List.of("Certified accuracy", "of # it"), values(study, 3, "title"));
  }

  /** A header of blanks took time with the cube of their number. */
  @Test
  void aLongHeaderIsRefusedAtOnce() {
    String header = "[models " + " ".repeat(100_000) + "a";
    assertTimeout(
        Duration.ofSeconds(2), () -> assertThrows(InvalidInputException.class, () -> read(header)));
  }

  /** Each is compared with all others, so many took minutes. */
  @Test
  void tooManySectionsAreRefusedAtOnce() {
    StringBuilder sections = new StringBuilder();
    for (int i = 0; i < 60_000; i++) {
      sections.append("[models m").append(i).append("]\n");
    }
    InvalidInputException error =
        assertTimeout(
            Duration.ofSeconds(1),
            () -> assertThrows(InvalidInputException.class, () -> read(sections.toString())));
    assertTrue(error.getMessage().contains("at most 1,000 sections"), error.getMessage());
  }

  @Test
  void aByteOrderMarkIsPassedOver() throws IOException {
    assertEquals(1, read("\ufeff[models a]\r\nsigma = 0.25\r\n\r\n").sections().size());
  }

  private static List<String> values(StudyFile study, int section, String key) {
    return study.sections().get(section).settings().get(key).values();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          [model a]               | line 1: there is no section [model]; sections: [train], [models NAME], [certify] or [certify NAME], [attack NAME],
          [models]                | line 1: such a section is written [models NAME]
          [train a]               | line 1: such a section is written [train]
          [models a/b]            | line 1: 'a/b' is no name: accepted are
          [models ..]             | line 1: '..' is no name
          [models a b]            | line 1: 'a b' is no name
          [models a               | line 1: '[models a' is neither a header, such as
          sigma = 1               | line 1: the setting 'sigma' stands before the first section's header
          [train];sigma           | line 2: 'sigma' is neither a header, such as [models NAME], nor a setting, such as
          [train];--sigma = 1     | line 2: '--sigma = 1' is neither
          [train];;sigma =        | line 3: sigma has no value
          [train];sigma = # 1     | line 2: sigma has no value
          [train];sigma = 1 2 1   | line 2: sigma has the value '1' twice
          [train];sigma = 1;sigma = 2 | line 3: sigma is set on line 2 already: write all its values on one line, separated by spaces
          [train];title = "a b    | line 2: a quote is not closed
          [models a];[models b];[models A] | line 3: [models A] is there already, on line 1: give each section a name of its own
          [certify];[train];[certify] | line 3: [certify] is there already, on line 1
          """)
  void namesTheLineThatIsWrong(String lines, String complaint) throws IOException {
    InvalidInputException e =
        assertThrows(InvalidInputException.class, () -> read(lines.replace(';', '\n')));
    assertTrue(e.getMessage().startsWith(folder.resolve("x.study") + ", line"), e.getMessage());
    assertTrue(e.getMessage().contains(complaint), e.getMessage());
  }

  @Test
  void refusesWhatIsNoText() throws IOException {
    Path file = Files.write(folder.resolve("x.study"), new byte[] {'[', (byte) 0xff, ']'});
    assertComplaint("is not UTF-8 text", file);
    Files.write(file, new byte[(1 << 20) + 1]);
    assertComplaint("has 1048577 bytes: a study file has at most 1048576", file);
    assertComplaint("is no file", folder);
    assertComplaint("does not exist: name a study file", folder.resolve("y.study"));
  }

  private static void assertComplaint(String complaint, Path file) {
    InvalidInputException e = assertThrows(InvalidInputException.class, () -> StudyFile.read(file));
    assertTrue(e.getMessage().contains(complaint), e.getMessage());
  }

  private StudyFile read(String text) throws IOException {
    return StudyFile.read(Files.writeString(folder.resolve("x.study"), text));
  }
}
