package org.smoothadv.results;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.support.Unanimous;

/**
 * Logs that were stopped go on where they were, with their own columns and settings, or are
 * refused.
 */
class LogContinuationTest {
  private static final String HEADER =
      "idx\tlabel\tpredict\tradius\tcorrect\ttime\tsamples\tcandidate\tvotes\tsettings\n";
  private static final Duration TIME = Duration.ofSeconds(13, 736_080_999);
  private static final LogProvenance HOW = how(0.001);
  private static final String SETTINGS = "\t" + HOW.settings();

  @TempDir Path folder;

  private static LogProvenance how(double alpha) {
    return new LogProvenance("certify", "run", "1234", Map.of("alpha", alpha, "n", 1000));
  }

  /** A log that was begun so, and the description beside it. */
  private Path begun(String content) throws IOException {
    Path file = folder.resolve("log.tsv");
    Files.deleteIfExists(file);
    LogWriter.create(file, LogFormat.CERTIFICATION, HOW).close();
    return Files.writeString(file, content);
  }

  @Test
  void resumesAfterTheLastFinishedLine() throws IOException {
    String finished =
        HEADER
            + "0\t3\t3\t0.4\t1\t0:00:13.736080\t1100\t3\t3:900 5:99 -1:1%1$s\n20\t7\t-1\t0.0\t0\t0:00:13.7\t100\t-1\t%1$s\n"
                .formatted(SETTINGS);
    Path file = begun(finished + "40\t4\t4\t0.");
    try (var writer = LogWriter.resume(file, LogFormat.CERTIFICATION, HOW)) {
      assertEquals(Set.of(0, 20), writer.finishedIndices());
      writer.append(Unanimous.certified(40, 4, 4, 0.25, TIME, 1100));
      assertEquals(Set.of(0, 20, 40), writer.finishedIndices());
    }
    assertEquals(
        finished + "40\t4\t4\t0.25000000\t1\t0:00:13.736080\t1100\t4\t4:1000" + SETTINGS + "\n",
        Files.readString(file));
  }

  @Test
  void resumesBeforeBlankLastLines() throws IOException {
    String finished = HEADER + "0\t3\t3\t0.4\t1\t0:00:13.7\t1100\t3\t3:1000" + SETTINGS + "\n";
    Path file = begun(finished + "\n \r\n");
    try (var writer = LogWriter.resume(file, LogFormat.CERTIFICATION, HOW)) {
      assertEquals(Set.of(0), writer.finishedIndices());
    }
    assertEquals(finished, Files.readString(file));
  }

  @Test
  void goesOnWithTheColumnsOfALogThatDoesNotCountSamples() throws IOException {
    String finished =
        "idx\tlabel\tpredict\tradius\tcorrect\ttime\n0\t3\t3\t0.4\t1\t0:00:13.736080\n";
    Path file = begun(finished);
    try (var writer = LogWriter.resume(file, LogFormat.CERTIFICATION, HOW)) {
      assertEquals(Set.of(0), writer.finishedIndices());
      writer.append(Unanimous.certified(20, 4, 4, 0.25, TIME, 1100));
    }
    assertEquals(finished + "20\t4\t4\t0.25000000\t1\t0:00:13.736080\n", Files.readString(file));
  }

  @Test
  void goesOnWithTheColumnsOfALogThatKeepsNoVotes() throws IOException {
    String finished =
        "idx\tlabel\tpredict\tradius\tcorrect\ttime\tsamples\tsettings\n"
            + ("0\t3\t3\t0.4\t1\t0:00:13.736080\t1100" + SETTINGS + "\n");
    Path file = begun(finished);
    try (var writer = LogWriter.resume(file, LogFormat.CERTIFICATION, HOW)) {
      writer.append(Unanimous.certified(20, 4, 4, 0.25, TIME, 1100));
    }
    assertEquals(
        finished + "20\t4\t4\t0.25000000\t1\t0:00:13.736080\t1100" + SETTINGS + "\n",
        Files.readString(file));
  }

  @Test
  void resumingWithoutALogStartsOne() throws IOException {
    Path file = folder.resolve("log.tsv");
    LogWriter.resume(file, LogFormat.CERTIFICATION, HOW).close();
    assertEquals(HEADER, Files.readString(file));
  }

  @Test
  void resumesALogCutInItsHeader() throws IOException {
    Path file = begun("idx\tlab");
    LogWriter.resume(file, LogFormat.CERTIFICATION, HOW).close();
    assertEquals(HEADER, Files.readString(file));
  }

  @Test
  void leavesAFileThatItCannotContinueAsItIs() throws IOException {
    for (String content :
        new String[] {
          "notes",
          "notes\n",
          "idx\tlabel\tpredict\tbasePredict\tcorrect\ttime\n",
          HEADER + "0\t3\t3\n",
          HEADER.replace("\n", "\tpABar\n"),
          HEADER.replace("\n", "\r\n"),
          "\ufeff" + HEADER,
          "\ufeff" + HEADER + "0\t3\t3\t0.4\t1\t0:00:13.7\t1100\t3\t3:1000" + SETTINGS + "\n",
          HEADER.replace("idx\tlabel", "label\tidx")
              + "3\t0\t3\t0.4\t1\t0:00:13.7\t1100"
              + SETTINGS
              + "\n"
        }) {
      Path file = begun(content);
      var error =
          assertThrows(
              InvalidInputException.class,
              () -> LogWriter.resume(file, LogFormat.CERTIFICATION, HOW),
              content);
      assertTrue(error.getMessage().contains("log.tsv"), error.getMessage());
      assertEquals(content, Files.readString(file));
    }
  }

  @Test
  void aLogIsContinuedWithItsOwnSettingsOnly() throws IOException {
    String line = "0\t3\t3\t0.4\t1\t0:00:13.7\t1100\t3\t3:1000";
    Path file = begun(HEADER + line + SETTINGS + "\n");
    Path description = folder.resolve("log.json");
    String written = Files.readString(description);
    assertRefused(file, how(0.9), "was made with alpha 0.001, this command has 0.9");
    assertRefused(
        file,
        new LogProvenance("certify", "run", "5678", Map.of("alpha", 0.001, "n", 1000)),
        "is of other weights than the classifier has now");

    Files.writeString(description, written.replace("0.001", "0.9"));
    assertRefused(file, how(0.9), "log.json was edited");
    assertRefused(file, HOW, "log.json was edited");

    Files.writeString(description, written.replaceFirst(",\\s*\"settings\": \"\\w+\"", ""));
    assertRefused(file, HOW, "log.json is of an earlier version");

    Files.writeString(description, written);
    Files.writeString(file, HEADER + line + "\t" + how(0.9).settings() + "\n");
    assertRefused(file, HOW, "log.json describes another log");

    Files.writeString(
        file, HEADER + line + SETTINGS + "\n1" + line.substring(1) + "\t0123456789abcdef\n");
    assertRefused(file, HOW, "line 3: made with other settings");
  }

  private static void assertRefused(Path log, LogProvenance how, String problem)
      throws IOException {
    byte[] before = Files.readAllBytes(log);
    var error =
        assertThrows(
            InvalidInputException.class,
            () -> LogWriter.resume(log, LogFormat.CERTIFICATION, how),
            problem);
    assertTrue(error.getMessage().contains(problem), error.getMessage());
    assertArrayEquals(before, Files.readAllBytes(log));
  }
}
