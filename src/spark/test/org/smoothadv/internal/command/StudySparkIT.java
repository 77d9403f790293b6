package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A study that a cluster does has the bytes of one that this process does. */
class StudySparkIT {
  private static final String LAUNCHER = Path.of("tools/smoothadv").toAbsolutePath().toString();
  private static final String GRID =
      """
      [models gaussian]
      sigma = 0.25 0.5
      epochs = 3
      batch = 2
      [certify]
      max = 6
      n = 500
      [table accuracy]
      [figure curves]
      out = curves.svg
      """;

  @TempDir Path folder;

  private SmoothadvProcess start(String master, Path file, Path run) throws IOException {
    return SmoothadvProcess.startCommand(
        folder,
        List.of(LAUNCHER, "study", file.toString(), "--run", run.toString(), "--spark", master),
        Map.of("SMOOTHADV_JAVA_OPTS", "-Xmx1g"));
  }

  /** What this process makes of a study in the folder {@code out} beside the file. */
  private static Path expected(Path file) {
    TinyStudy.call(file).assertDone();
    return file.resolveSibling("out");
  }

  private static void assertSame(Path expected, Path actual) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(expected)) {
      all.filter(
              it ->
                  it.getFileName()
                      .toString()
                      .matches(
                          ".*\\.(safetensors|csv|txt|svg)|run\\.json|(train|certify-.*)\\.tsv"))
          .forEach(files::add);
    }
    assertTrue(files.size() >= 4, files.toString());
    for (Path file : files) {
      Path same = actual.resolve(expected.relativize(file));
      if (file.toString().endsWith(".tsv")) {
        assertEquals(LogLines.withoutTime(file), LogLines.withoutTime(same));
      } else {
        assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(same), same.toString());
      }
    }
  }

  @Test
  void executorThatIsKilledInATrainingChangesNothing() throws IOException, InterruptedException {
    Path file = TinyStudy.write(folder, GRID);
    Path run = folder.resolve("spark");
    try (SmoothadvProcess process = start("local-cluster[2,1,4096]", file, run)) {
      process.awaitLines(run.resolve("gaussian/sigma0.25/train.tsv"), 2);
      SparkIT.killExecutor(process);
      Outcome outcome = process.await().assertDone();
      assertTrue(outcome.err().contains("was lost"), outcome.err());
      assertTrue(outcome.out().contains("report: "), outcome.out());
    }
    assertSame(expected(file), run);
  }

  @Test
  void modelThatFailsIsTriedOnceAndKeepsNoOtherFromItsLogs()
      throws IOException, InterruptedException {
    Path good = TinyStudy.write(folder, GRID.replace("0.25 0.5", "0.25"));
    String more =
        "[models diverging]\nsigma = 0.5\nlearning-rate = 999999\nweight-decay = 30\nbatch = 2\n";
    Path both = Files.writeString(folder.resolve("both.study"), Files.readString(good) + more);
    Path run = folder.resolve("spark");
    try (SmoothadvProcess process = start("local[2]", both, run)) {
      Outcome outcome = process.await();
      assertEquals(1, outcome.status(), outcome.err());
      String last = outcome.err().lines().reduce((first, second) -> second).orElse("");
      assertTrue(last.startsWith("smoothadv: 1 of 2 models failed: diverging/"), last);
      assertTrue(last.contains("diverged"), last);
    }
    assertSame(expected(good).resolve("gaussian"), run.resolve("gaussian"));
  }

  /** What is at this path is another folder in every process. */
  @Test
  void folderThatExecutorsDoNotSeeIsRefusedAtTheStart() throws IOException, InterruptedException {
    Path file = TinyStudy.write(folder, GRID);
    Path run = Path.of("/proc/self/cwd/mine");
    try (SmoothadvProcess process = start("local-cluster[1,1,1024]", file, run)) {
      Outcome outcome = process.await();
      assertEquals(2, outcome.status(), outcome.err());
      String last = outcome.err().lines().reduce((first, second) -> second).orElse("");
      assertTrue(last.startsWith("smoothadv: --run " + run + " is not seen by the executor"), last);
      assertTrue(last.contains("a folder that all its machines have"), last);
    }
    assertFalse(Files.exists(folder.resolve("mine/gaussian")));
  }
}
