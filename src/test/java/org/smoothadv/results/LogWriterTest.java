package org.smoothadv.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.input.InvalidInputException;

/** The expected lines follow the format of the published logs. */
class LogWriterTest {
  private static final String HEADER = "idx\tlabel\tpredict\tradius\tcorrect\ttime\tsamples\n";
  private static final Duration TIME = Duration.ofSeconds(13, 736_080_999);

  @TempDir Path folder;

  @Test
  void writesEachLineAsItIsAppended() throws IOException {
    Path file = folder.resolve("run/certify-0.25.tsv");
    try (var writer = LogWriter.create(file, LogFormat.CERTIFICATION)) {
      assertEquals(HEADER, Files.readString(file));
      writer.append(CertificationRecord.of(20, 7, 7, 0.5, TIME, 1100));
      assertEquals(
          HEADER + "20\t7\t7\t0.50000000\t1\t0:00:13.736080\t1100\n", Files.readString(file));
    }
  }

  @Test
  void roundsRadiiDownAndZeroesThoseOfAbstentions() throws IOException {
    Path file = folder.resolve("log.tsv");
    try (var writer = LogWriter.create(file, LogFormat.CERTIFICATION)) {
      writer.append(
          CertificationRecord.of(0, 3, 5, 0.123456789, Duration.ofMillis(3_600_001), 1100));
      writer.append(CertificationRecord.of(1, 3, LogRecord.ABSTAIN, 0.7, Duration.ZERO, 1100));
    }
    assertEquals(
        HEADER
            + "0\t3\t5\t0.12345678\t0\t1:00:00.001000\t1100\n1\t3\t-1\t0.0\t0\t0:00:00.000000\t1100\n",
        Files.readString(file));
  }

  @Test
  void writesPredictionLogs() throws IOException {
    Path file = folder.resolve("predictions.tsv");
    try (var writer = LogWriter.create(file, LogFormat.PREDICTION)) {
      writer.append(new PredictionRecord(40, 4, 4, 8, TIME));
    }
    assertEquals(
        "idx\tlabel\tpredict\tbasePredict\tcorrect\ttime\n40\t4\t4\t8\t1\t0:00:13.736080\n",
        Files.readString(file));
  }

  @Test
  void refusesToOverwriteALog() throws IOException {
    Path file = Files.writeString(folder.resolve("log.tsv"), HEADER);
    var error =
        assertThrows(
            InvalidInputException.class, () -> LogWriter.create(file, LogFormat.CERTIFICATION));
    assertTrue(error.getMessage().contains("--resume"), error.getMessage());
    assertEquals(HEADER, Files.readString(file));
  }

  @Test
  void resumesAfterTheLastFinishedLine() throws IOException {
    String finished =
        HEADER + "0\t3\t3\t0.4\t1\t0:00:13.736080\t1100\n20\t7\t-1\t0.0\t0\t0:00:13.7\t1100\n";
    Path file = Files.writeString(folder.resolve("log.tsv"), finished + "40\t4\t4\t0.");
    try (var writer = LogWriter.resume(file, LogFormat.CERTIFICATION)) {
      assertEquals(Set.of(0, 20), writer.finishedIndices());
      writer.append(CertificationRecord.of(40, 4, 4, 0.25, TIME, 1100));
      assertEquals(Set.of(0, 20, 40), writer.finishedIndices());
    }
    assertEquals(
        finished + "40\t4\t4\t0.25000000\t1\t0:00:13.736080\t1100\n", Files.readString(file));
  }

  @Test
  void resumesBeforeBlankLastLines() throws IOException {
    String finished = HEADER + "0\t3\t3\t0.4\t1\t0:00:13.7\t1100\n";
    Path file = Files.writeString(folder.resolve("log.tsv"), finished + "\n \r\n");
    try (var writer = LogWriter.resume(file, LogFormat.CERTIFICATION)) {
      assertEquals(Set.of(0), writer.finishedIndices());
    }
    assertEquals(finished, Files.readString(file));
  }

  @Test
  void goesOnWithTheColumnsOfALogThatDoesNotCountSamples() throws IOException {
    String finished =
        "idx\tlabel\tpredict\tradius\tcorrect\ttime\n0\t3\t3\t0.4\t1\t0:00:13.736080\n";
    Path file = Files.writeString(folder.resolve("log.tsv"), finished);
    try (var writer = LogWriter.resume(file, LogFormat.CERTIFICATION)) {
      assertEquals(Set.of(0), writer.finishedIndices());
      writer.append(CertificationRecord.of(20, 4, 4, 0.25, TIME, 1100));
    }
    assertEquals(finished + "20\t4\t4\t0.25000000\t1\t0:00:13.736080\n", Files.readString(file));
  }

  @Test
  void resumingWithoutALogStartsOne() throws IOException {
    Path file = folder.resolve("log.tsv");
    LogWriter.resume(file, LogFormat.CERTIFICATION).close();
    assertEquals(HEADER, Files.readString(file));
  }

  @Test
  void resumesALogCutInItsHeader() throws IOException {
    Path file = Files.writeString(folder.resolve("log.tsv"), "idx\tlab");
    LogWriter.resume(file, LogFormat.CERTIFICATION).close();
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
          "\ufeff" + HEADER + "0\t3\t3\t0.4\t1\t0:00:13.7\t1100\n",
          HEADER.replace("idx\tlabel", "label\tidx") + "3\t0\t3\t0.4\t1\t0:00:13.7\t1100\n"
        }) {
      Path file = Files.writeString(folder.resolve("log.tsv"), content);
      var error =
          assertThrows(
              InvalidInputException.class,
              () -> LogWriter.resume(file, LogFormat.CERTIFICATION),
              content);
      assertTrue(error.getMessage().contains("log.tsv"), error.getMessage());
      assertEquals(content, Files.readString(file));
    }
  }

  @Test
  void refusesASecondWriter() throws IOException {
    Path file = folder.resolve("log.tsv");
    try (var writer = LogWriter.create(file, LogFormat.CERTIFICATION)) {
      assertThrows(
          InvalidInputException.class, () -> LogWriter.resume(file, LogFormat.CERTIFICATION));
      writer.append(CertificationRecord.of(0, 3, 3, 0.25, TIME, 1100));
    }
    assertTrue(Files.readString(file).startsWith(HEADER + "0\t"));
  }

  @Test
  void refusesAnImageThatIsInTheLog() throws IOException {
    try (var writer = LogWriter.create(folder.resolve("log.tsv"), LogFormat.CERTIFICATION)) {
      writer.append(CertificationRecord.of(0, 3, 3, 0.25, TIME, 1100));
      assertThrows(
          IllegalArgumentException.class,
          () -> writer.append(CertificationRecord.of(0, 3, 3, 0.25, TIME, 1100)));
    }
  }

  @Test
  void namesTheFileThatIsInTheWayOfAFolder() throws IOException {
    Files.writeString(folder.resolve("run"), "");
    var error =
        assertThrows(
            InvalidInputException.class,
            () -> LogWriter.create(folder.resolve("run/log.tsv"), LogFormat.CERTIFICATION));
    assertTrue(error.getMessage().contains("is not a folder"), error.getMessage());
  }
}
