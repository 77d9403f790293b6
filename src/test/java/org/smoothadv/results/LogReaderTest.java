package org.smoothadv.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.results.LogReader.Log;
import org.smoothadv.results.LogRecord.CertificationRecord;
import org.smoothadv.results.LogRecord.CertificationRecord.Estimate;
import org.smoothadv.results.LogRecord.PredictionRecord;

/** The lines are of the kinds found in the published logs. */
class LogReaderTest {
  private static final String HEADER = "idx\tlabel\tpredict\tradius\tcorrect\ttime\n";

  @TempDir Path folder;

  @Test
  void readsEveryColumn() throws IOException {
    Log<CertificationRecord> log = read(HEADER + "20\t7\t7\t0.0734\t1\t0:00:13.771528\n");
    Duration time = Duration.ofSeconds(13, 771_528_000);
    assertEquals(
        List.of(
            new CertificationRecord(20, 7, 7, new BigDecimal("0.0734"), time, OptionalInt.empty())),
        log.records());
    assertFalse(log.unfinished());
  }

  @Test
  void readsHowManySamplesAnImageTook() throws IOException {
    String header = HEADER.replace("\n", "\tsamples\tpABar\n");
    CertificationRecord only = read(header + "0\t3\t3\t0.4\t1\t1.0\t164\t0.9\n").records().get(0);
    assertEquals(OptionalInt.of(164), only.samples());
    for (String wrong : List.of("\t0", "\tmany", "")) {
      assertThrows(
          InvalidInputException.class, () -> read(header + "0\t3\t3\t0.4\t1\t1.0" + wrong + "\n"));
    }
  }

  @Test
  void readsTheVotesThatARadiusWasComputedFrom() throws IOException {
    String header = HEADER.replace("\n", "\tsamples\tcandidate\tvotes\n");
    String line = "0\t3\t3\t0.4\t1\t1.0\t1100\t";
    Estimate estimate =
        read(header + line + "3\t3:900 5:97 -1:3\n").records().get(0).estimate().get();
    assertEquals(3, estimate.candidate());
    assertEquals(Votes.of(new int[] {0, 0, 0, 900, 0, 97}, 3), estimate.votes());
    assertEquals("3:900 5:97 -1:3", estimate.votes().toString());
    assertEquals(1000, estimate.votes().samples());
    for (String wrong :
        List.of(
            "4\t3:1000",
            "3\t5:1000",
            "3\t3:1100",
            "3\t3:1000 3:1",
            "3\t3:1000,5:1",
            "3\t3:-5",
            "3\t3",
            "3\t",
            "-2\t3:1000",
            "3\t3:2147483647 4:2147483647",
            "3\t3:1000 -2:4",
            "3")) {
      var error =
          assertThrows(
              InvalidInputException.class, () -> read(header + line + wrong + "\n"), wrong);
      assertTrue(error.getMessage().contains("line 2: "), error.getMessage());
    }
    String none = "0\t3\t-1\t0.0\t0\t1.0\t100\t-1\t\n";
    assertEquals(0, read(header + none).records().get(0).estimate().get().votes().samples());
  }

  @Test
  void readsPredictionLogsWithCarriageReturns() throws IOException {
    String header = "idx\tlabel\tpredict\tbasePredict\tcorrect\ttime";
    Path file = write(String.join("\r\n", header, "0\t3\t-1\t2\t0\t0:00:07.603714", ""));
    PredictionRecord only = LogReader.read(file, LogFormat.PREDICTION).records().get(0);
    assertTrue(only.abstained());
    assertEquals(2, only.basePredict());
  }

  @Test
  void readsRadiiWithAnExponentExactly() throws IOException {
    CertificationRecord only = read(HEADER + "0\t3\t3\t2.68e-05\t1\t15.4\n").records().get(0);
    assertEquals(new BigDecimal("0.0000268"), only.radius());
    assertEquals(Duration.ofMillis(15_400), only.time());
  }

  @Test
  void ignoresColumnsThatFollow() throws IOException {
    Log<CertificationRecord> log =
        read("idx\tlabel\tpredict\tradius\tcorrect\ttime\tpABar\n0\t3\t3\t0.4\t1\t1.0\t0.9\n");
    assertEquals(1, log.records().size());
  }

  @Test
  void columnsMayBeInAnyOrderAndLackTheTime() throws IOException {
    String text =
        "label\tpABar\tcorrect\tidx\tradius\tpredict\tsamples\n3\t0.9\t1\t7\t0.4\t3\t90\n";
    assertEquals(
        List.of(new CertificationRecord(7, 3, 3, new BigDecimal("0.4"), null, OptionalInt.of(90))),
        read(text).records());
    for (String wrong :
        List.of(
            text.replace("radius", "distance"),
            text.replace("pABar", "idx"),
            text.replace("\t3\t90\n", "\n"))) {
      assertThrows(InvalidInputException.class, () -> read(wrong), wrong);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
  void aByteOrderMarkIsPassedOver(String charset) throws IOException {
    String text = "\ufeff" + HEADER + "4\t8\t8\t0.465\t1\t0:00:14.1\r\n";
    Path file = Files.write(folder.resolve("log"), text.getBytes(charset));
    assertEquals(8, LogReader.read(file, LogFormat.CERTIFICATION).records().get(0).label());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n\r\n", "\n  \n\t\n", "  "})
  void blankLastLinesAreNone(String blank) throws IOException {
    Log<CertificationRecord> log = read(HEADER + "0\t3\t3\t0.4\t1\t1.0\n" + blank);
    assertEquals(1, log.records().size());
    assertFalse(log.unfinished());
    assertTrue(read(HEADER + blank).records().isEmpty());
  }

  @Test
  void aBlankLineInTheMiddleIsCorrupt() throws IOException {
    Path file = write(HEADER + "\n0\t3\t3\t0.4\t1\t1.0\n");
    var error =
        assertThrows(
            InvalidInputException.class, () -> LogReader.read(file, LogFormat.CERTIFICATION));
    assertTrue(error.getMessage().startsWith(file + ", line 2: "), error.getMessage());
  }

  @Test
  void anAbstentionIsNeverCertifiedWhateverItsRadius() throws IOException {
    CertificationRecord only = read(HEADER + "0\t3\t-1\t0.4\t0\t1.0\n").records().get(0);
    assertFalse(only.certifiedAt(BigDecimal.ZERO));
  }

  @Test
  void comparesRadiiInclusivelyAsDecimals() throws IOException {
    CertificationRecord only = read(HEADER + "0\t3\t3\t0.570\t1\t1.0\n").records().get(0);
    assertTrue(only.certifiedAt(new BigDecimal("0.57")));
    assertFalse(only.certifiedAt(new BigDecimal("0.5700000000000001")));
  }

  @Test
  void setsAnUnfinishedLastLineAside() throws IOException {
    Log<CertificationRecord> log = read(HEADER + "0\t3\t3\t0.4\t1\t1.0\n20\t7\t7\t0.0");
    assertEquals(1, log.records().size());
    assertTrue(log.unfinished());
  }

  @Test
  void aHeaderAloneIsALogWithoutImages() throws IOException {
    assertTrue(read(HEADER).records().isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "0 3 3 0.4 1, there must be 6 tab-separated fields",
    "x 3 3 0.4 1 1.0, idx must be a whole number",
    "-1 3 3 0.4 1 1.0, idx must be at least 0",
    "0 -3 3 0.4 0 1.0, label must be at least -1",
    "0 3 -2 0.4 0 1.0, predict must be at least -1",
    "0 3 3 nan 1 1.0, radius must be a number",
    "0 3 3 -0.4 1 1.0, radius must be at least 0",
    "0 3 3 1e999999999 1 1.0, radius must be at least 0 and at most 1000",
    "0 3 3 1e-999999999 1 1.0, radius must be a number of at most 64 characters",
    "0 3 3 0.4 0 1.0, correct must be 1 exactly when predict equals label",
    "0 3 3 0.4 yes 1.0, correct must be 1 exactly when predict equals label",
    "0 3 3 0.4 1 soon, time must be h:mm:ss.ffffff or seconds",
    "20 7 7 0.4 1 1.0, image 20 is already on line 2",
  })
  void namesFileAndLineOfACorruptLine(String line, String complaint) throws IOException {
    Path file =
        write(HEADER + "20\t7\t7\t0.0734\t1\t0:00:13.771528\n" + line.replace(' ', '\t') + "\n");
    var error =
        assertThrows(
            InvalidInputException.class, () -> LogReader.read(file, LogFormat.CERTIFICATION));
    assertTrue(error.getMessage().startsWith(file + ", line 3: " + complaint), error.getMessage());
  }

  /** Reading its digits took time with the square of their number, and the message had them all. */
  @Test
  void aLongRadiusIsRefusedAtOnce() throws IOException {
    Path file = write(HEADER + "0\t3\t3\t0." + "3".repeat(2_000_000) + "\t1\t1.0\n");
    InvalidInputException error =
        assertTimeout(
            Duration.ofSeconds(1),
            () ->
                assertThrows(
                    InvalidInputException.class,
                    () -> LogReader.read(file, LogFormat.CERTIFICATION)));
    assertTrue(error.getMessage().length() < 400, error.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"''", "notes", "'idx\tlabel\tpredict\tbasePredict\tcorrect\ttime\n'"})
  void refusesOtherFiles(String content) throws IOException {
    Path file = write(content);
    var error =
        assertThrows(
            InvalidInputException.class, () -> LogReader.read(file, LogFormat.CERTIFICATION));
    assertTrue(error.getMessage().startsWith(file + ", line 1: "), error.getMessage());
  }

  private Log<CertificationRecord> read(String content) throws IOException {
    return LogReader.read(write(content), LogFormat.CERTIFICATION);
  }

  private Path write(String content) throws IOException {
    return Files.writeString(folder.resolve("sigma_0.12"), content);
  }
}
