package org.smoothadv.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.support.Unanimous;

/** The expected lines follow the format of the published logs. */
class LogWriterTest {
  private static final String HEADER =
      "idx\tlabel\tpredict\tradius\tcorrect\ttime\tsamples\tcandidate\tvotes\tsettings\n";
  private static final Duration TIME = Duration.ofSeconds(13, 736_080_999);
  private static final LogProvenance HOW = how(0.001);
  private static final String SETTINGS = "\t" + HOW.settings();

  @TempDir Path folder;

  private static LogProvenance how(double alpha) {
    return new LogProvenance("certify", "run", "1234", Map.of("alpha", alpha, "n", 1000));
  }

  @Test
  void writesEachLineAsItIsAppended() throws IOException {
    Path file = folder.resolve("run/certify-0.25.tsv");
    try (var writer = LogWriter.create(file, LogFormat.CERTIFICATION, HOW)) {
      assertEquals(HEADER, Files.readString(file));
      writer.append(Unanimous.certified(20, 7, 7, 0.5, TIME, 1100));
      assertEquals(
          HEADER + "20\t7\t7\t0.50000000\t1\t0:00:13.736080\t1100\t7\t7:1000" + SETTINGS + "\n",
          Files.readString(file));
    }
  }

  @Test
  void sortsLinesByTheNumbersOfTheirImages() throws IOException {
    Path file = folder.resolve("log.tsv");
    try (var writer = LogWriter.create(file, LogFormat.CERTIFICATION, HOW)) {
      for (int image : new int[] {20, 3, 100}) {
        writer.append(Unanimous.certified(image, 7, 7, 0.5, TIME, 1100));
      }
      writer.sort();
    }
    assertEquals(
        List.of("idx", "3", "20", "100"),
        Files.readAllLines(file).stream().map(line -> line.split("\t", 2)[0]).toList());
    try (var writer = LogWriter.resume(file, LogFormat.CERTIFICATION, HOW)) {
      assertEquals(List.of(3, 20, 100), List.copyOf(writer.finishedIndices()));
    }
  }

  @Test
  void roundsRadiiDownAndZeroesThoseOfAbstentions() throws IOException {
    Path file = folder.resolve("log.tsv");
    try (var writer = LogWriter.create(file, LogFormat.CERTIFICATION, HOW)) {
      writer.append(Unanimous.certified(0, 3, 5, 0.123456789, Duration.ofMillis(3_600_001), 1100));
      writer.append(Unanimous.certified(1, 3, LogRecord.ABSTAIN, 0.7, Duration.ZERO, 1100));
    }
    assertEquals(
        HEADER
            + "0\t3\t5\t0.12345678\t0\t1:00:00.001000\t1100\t5\t5:1000"
            + SETTINGS
            + "\n1\t3\t-1\t0.0\t0\t0:00:00.000000\t1100\t0\t0:1000"
            + SETTINGS
            + "\n",
        Files.readString(file));
  }

  @Test
  void writesPredictionLogs() throws IOException {
    Path file = folder.resolve("predictions.tsv");
    try (var writer = LogWriter.create(file, LogFormat.PREDICTION, HOW)) {
      writer.append(Unanimous.predicted(40, 4, 4, 8, TIME));
    }
    assertEquals(
        "idx\tlabel\tpredict\tbasePredict\tcorrect\ttime\tvotes\tsettings\n40\t4\t4\t8\t1\t0:00:13.736080\t4:100"
            + SETTINGS
            + "\n",
        Files.readString(file));
  }

  @Test
  void refusesToOverwriteALog() throws IOException {
    Path file = Files.writeString(folder.resolve("log.tsv"), HEADER);
    var error =
        assertThrows(
            InvalidInputException.class,
            () -> LogWriter.create(file, LogFormat.CERTIFICATION, HOW));
    assertTrue(error.getMessage().contains("add resume to continue it"), error.getMessage());
    assertEquals(HEADER, Files.readString(file));
  }

  @Test
  void refusesASecondWriter() throws IOException {
    Path file = folder.resolve("log.tsv");
    try (var writer = LogWriter.create(file, LogFormat.CERTIFICATION, HOW)) {
      assertThrows(
          InvalidInputException.class, () -> LogWriter.resume(file, LogFormat.CERTIFICATION, HOW));
      writer.append(Unanimous.certified(0, 3, 3, 0.25, TIME, 1100));
    }
    assertTrue(Files.readString(file).startsWith(HEADER + "0\t"));
  }

  @Test
  void refusesAnImageThatIsInTheLog() throws IOException {
    try (var writer = LogWriter.create(folder.resolve("log.tsv"), LogFormat.CERTIFICATION, HOW)) {
      writer.append(Unanimous.certified(0, 3, 3, 0.25, TIME, 1100));
      assertThrows(
          IllegalArgumentException.class,
          () -> writer.append(Unanimous.certified(0, 3, 3, 0.25, TIME, 1100)));
    }
  }

  @Test
  void namesTheFileThatIsInTheWayOfAFolder() throws IOException {
    Files.writeString(folder.resolve("run"), "");
    var error =
        assertThrows(
            InvalidInputException.class,
            () -> LogWriter.create(folder.resolve("run/log.tsv"), LogFormat.CERTIFICATION, HOW));
    assertTrue(error.getMessage().contains("is not a folder"), error.getMessage());
  }

  @Test
  void noTwoLogsHaveTheSameDescription() throws IOException {
    List<String> names =
        List.of("x", "x.tsv", "x.log", "x.tsv.tsv", "x.settings", "x.settings.tsv");
    for (String name : names) {
      LogWriter.create(folder.resolve(name), LogFormat.CERTIFICATION, HOW).close();
    }
    try (var files = Files.list(folder)) {
      assertEquals(2L * names.size(), files.count());
    }
  }

  @Test
  void theLoserOfARaceChangesNothing() throws IOException {
    Path log = folder.resolve("log.tsv");
    try (var winner = LogWriter.create(log, LogFormat.CERTIFICATION, HOW)) {
      String description = Files.readString(folder.resolve("log.json"));
      assertThrows(
          InvalidInputException.class,
          () -> LogWriter.resume(log, LogFormat.CERTIFICATION, how(0.9)));
      assertThrows(
          InvalidInputException.class,
          () -> LogWriter.create(log, LogFormat.CERTIFICATION, how(0.9)));
      assertEquals(description, Files.readString(folder.resolve("log.json")));
      winner.append(Unanimous.certified(0, 3, 3, 0.25, TIME, 1100));
    }
  }

  @Test
  void ofTwoThatBeginALogAtOnceOneWinsAndTheDescriptionIsItsOwn() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int race = 0; race < 200; race++) {
        Path log = folder.resolve("race-" + race + ".tsv");
        CyclicBarrier start = new CyclicBarrier(2);
        List<Future<Boolean>> both =
            Stream.of(0.001, 0.9)
                .map(alpha -> threads.submit(() -> begins(log, how(alpha), start)))
                .toList();
        boolean first = both.get(0).get();
        boolean second = both.get(1).get();
        assertTrue(first || second, "one of them wins");
        String line = Files.readAllLines(log).get(1);
        double winner = line.endsWith(how(0.9).settings()) ? 0.9 : 0.001;
        LogWriter.resume(log, LogFormat.CERTIFICATION, how(winner)).close();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static boolean begins(Path log, LogProvenance how, CyclicBarrier start) throws Exception {
    start.await();
    try (var writer = LogWriter.resume(log, LogFormat.CERTIFICATION, how)) {
      writer.append(Unanimous.certified(0, 3, 3, 0.25, TIME, 1100));
      return true;
    } catch (InvalidInputException e) {
      return false;
    }
  }

  @Test
  void theDescriptionOfALogThatIsGoneIsReplaced() throws IOException {
    Path log = folder.resolve("log.tsv");
    LogWriter.create(log, LogFormat.CERTIFICATION, HOW).close();
    Files.delete(log);
    LogWriter.create(log, LogFormat.CERTIFICATION, how(0.9)).close();
    LogWriter.resume(log, LogFormat.CERTIFICATION, how(0.9)).close();
  }
}
