package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.checkpoint.NamedTensors;
import org.smoothadv.checkpoint.SafeTensors;
import org.smoothadv.internal.files.LockFile;

/** What a study does, and does not do again. */
class StudyCommandTest {
  private static final Path PARENT = Smoothadv.temporaryFolder("smoothadv-study");
  private static final String GRID =
      """
      [models gaussian]
      sigma = 0.25
      [models pgd]
      sigma = 0.25
      attack = pgd
      epsilon = 0.5
      steps = 1
      warmup = 0
      [certify]
      skip = 5
      n = 100
      [attack pgd]
      models = pgd
      attack = pgd
      epsilon = 0.25
      steps = 1
      noise-samples = 2
      max = 2
      n = 50
      [table accuracy]
      radii = 0,0.25
      [table attacked]
      table = empirical
      out = attacked.csv
      [table paired]
      logs = pgd/*/certify-* gaussian/*/certify-*
      table = paired
      radii = 0
      out = paired.csv
      [figure curves]
      logs = */*/certify-*
      per = folder
      out = curves.svg
      """;
  private static final String PGD = "pgd/sigma0.25-pgd-epsilon0.5-T1-m1";

  private static Outcome outcome;

  @TempDir Path folder;

  /** The study, done once for all tests; its folder is only read, or copied. */
  private static synchronized Outcome done() throws IOException {
    if (outcome == null) {
      outcome = TinyStudy.call(TinyStudy.write(PARENT, GRID));
    }
    return outcome.assertDone();
  }

  /** A copy of the study's file and folder. */
  private Path copied() throws IOException {
    done();
    Folders.copy(PARENT.resolve("out"), folder.resolve("out"));
    return TinyStudy.write(folder, GRID);
  }

  @Test
  void makesTablesAndFiguresAndSaysWhereTheyAre() throws IOException {
    Path out = PARENT.resolve("out");
    assertEquals(
        List.of(
            "jobs: " + out.resolve("study.tsv"),
            "[table accuracy]: %1$s.txt %1$s.md %1$s.csv".formatted(out.resolve("accuracy")),
            "[table attacked]: " + out.resolve("attacked.csv"),
            "[table paired]: " + out.resolve("paired.csv"),
            "[figure curves]: " + out.resolve("curves.svg"),
            "report: " + out.resolve("report.html")),
        done().out().lines().toList());
    List<String> rows = Files.readAllLines(out.resolve("accuracy.csv"));
    assertEquals(1 + 2 * 2, rows.size(), "two models at two radii");
    assertTrue(rows.get(1).startsWith("gaussian/sigma0.25/certify-0.25.tsv,"), rows.get(1));
    assertTrue(rows.get(3).startsWith(PGD + "/certify-0.25.tsv,"), rows.get(3));
    assertTrue(Files.readString(out.resolve("accuracy.txt")).startsWith("Certified accuracy"));
    assertTrue(Files.readString(out.resolve("accuracy.md")).contains("| log"));
    List<String> attacked = Files.readAllLines(out.resolve("attacked.csv"));
    assertEquals(2, attacked.size(), "a log under attack: " + attacked);
    List<String> paired = Files.readAllLines(out.resolve("paired.csv"));
    String withTheFirstNamed = "gaussian/sigma0.25/certify-0.25.tsv," + PGD + "/certify-0.25.tsv,";
    assertTrue(paired.get(1).startsWith(withTheFirstNamed), paired.get(1));
    assertTrue(Files.readString(out.resolve("curves.svg")).contains("gaussian"));
    assertTrue(Files.readString(out.resolve("report.html")).contains("sigma0.25-pgd"));
  }

  @Test
  void tellsHowItGoesOn() throws IOException {
    String err = done().err();
    assertTrue(err.contains("tiny.study: 2 models, 5 jobs, of which 0 are done"), err);
    assertTrue(err.matches("(?s).*gaussian/sigma0.25, train: done in [0-9.]+ s; 4 of 5 .*"), err);
    assertTrue(err.matches("(?s).*predict-0.25-pgd-0.25-T1-m2: done in .*; 0 of 5 jobs.*"), err);
    List<String> jobs = Files.readAllLines(PARENT.resolve("out/study.tsv"));
    assertEquals("model\tjob\tdone\ttotal\tunit\tminutes", jobs.get(0));
    assertEquals(6, jobs.size());
    assertTrue(jobs.get(1).matches("gaussian/sigma0.25\ttrain\t1\t1\tepochs\t[0-9.]+"));
    assertTrue(jobs.get(4).matches(PGD + "\tcertify-0.25\t4\t4\timages\t[0-9.]+"), jobs.get(4));
  }

  @Test
  void doesWhatItsCommandLinesDo() throws IOException {
    Path file = TinyStudy.write(folder, GRID);
    for (String line :
        TinyStudy.call(file, "--dry-run", "--only", "pgd").assertDone().out().lines().toList()) {
      String command = line.substring(line.indexOf("smoothadv ") + "smoothadv ".length());
      Smoothadv.call(command.split(" ", -1)).assertDone();
    }
    done();
    Path expected = PARENT.resolve("out").resolve(PGD);
    Path actual = folder.resolve("out").resolve(PGD);
    assertArrayEquals(
        Files.readAllBytes(expected.resolve("checkpoints/latest.safetensors")),
        Files.readAllBytes(actual.resolve("checkpoints/latest.safetensors")));
    for (String log : List.of("certify-0.25.tsv", "predict-0.25-pgd-0.25-T1-m2.tsv")) {
      assertEquals(
          LogLines.withoutTime(expected.resolve(log)), LogLines.withoutTime(actual.resolve(log)));
    }
  }

  @Test
  void whatIsDoneIsNotDoneAgain() throws IOException {
    Path file = copied();
    Map<String, String> before = Folders.content(folder.resolve("out"));
    Outcome again = TinyStudy.call(file).assertDone();
    assertTrue(again.err().contains("5 jobs, of which 5 are done"), again.err());
    assertFalse(again.err().contains("done in"), again.err());
    assertEquals(before, Folders.content(folder.resolve("out")));
    Outcome dry = TinyStudy.call(file, "--dry-run").assertDone();
    assertTrue(dry.out().lines().allMatch(line -> line.startsWith("done ")), dry.out());
  }

  @Test
  void grownStudyKeepsWhatItHas() throws IOException {
    copied();
    Map<String, String> before = Folders.content(folder.resolve("out").resolve(PGD));
    Path file = TinyStudy.write(folder, GRID.replaceFirst("sigma = 0.25", "sigma = 0.25 0.5"));
    Outcome grown = TinyStudy.call(file).assertDone();
    assertTrue(grown.err().contains("3 models, 7 jobs, of which 5 are done"), grown.err());
    assertEquals(before, Folders.content(folder.resolve("out").resolve(PGD)));
    assertEquals(1 + 3 * 2, Files.readAllLines(folder.resolve("out/accuracy.csv")).size());
  }

  @Test
  void refusesWhatWasMadeInAnotherWay() throws IOException {
    copied();
    Path out = folder.resolve("out");
    Map<String, String> before = Folders.content(out);
    String train = "'learning-rate' is 0.5, but " + out.resolve("gaussian/sigma0.25");
    assertChanged("[models gaussian]", "[models gaussian]\nlearning-rate = 0.5", "line 10", train);
    assertChanged("n = 100", "n = 101", "line 19", "'n' is 101, but", "was made with 100: remove");
    assertChanged("skip = 5", "skip = 5\nseed = 1", "line 19: 'seed' is 1, but");
    assertChanged("steps = 1\nnoise", "steps = 1\nalpha = 0.5\nnoise", "'alpha' is 0.5, but");
    assertChanged(
        "warmup = 0",
        "warmup = 0\nepochs = 2",
        PGD + "/certify-0.25.tsv is a log of " + PGD + " after 1 epochs",
        "remove the log");
    assertEquals(before, Folders.content(out));
  }

  private void assertChanged(String text, String by, String... complaints) throws IOException {
    TinyStudy.call(TinyStudy.write(folder, GRID.replace(text, by))).assertRefused(complaints);
  }

  @Test
  void epochsMayGrowWhereNoLogTellsOfFewer() throws IOException {
    copied();
    Path run = folder.resolve("out/gaussian/sigma0.25");
    Files.delete(run.resolve("certify-0.25.tsv"));
    Path file =
        TinyStudy.write(folder, GRID.replace("[models gaussian]", "[models gaussian]\nepochs = 2"));
    TinyStudy.call(file, "--only", "gaussian").assertDone();
    assertEquals(1 + 2, Files.readAllLines(run.resolve("train.tsv")).size());
    assertEquals(1 + 4, Files.readAllLines(run.resolve("certify-0.25.tsv")).size());
  }

  @Test
  void goesOnWhereACrashLeftHalfALine() throws IOException {
    Path file = copied();
    Path gaussian = folder.resolve("out/gaussian/sigma0.25");
    Path pgd = folder.resolve("out").resolve(PGD);
    Map<String, String> before = Folders.content(gaussian.resolve("checkpoints"));
    List<String> whole = LogLines.withoutTime(gaussian.resolve("certify-0.25.tsv"));
    cut(gaussian.resolve("train.tsv"), "\t", 1);
    cut(gaussian.resolve("certify-0.25.tsv"), "idx\tlab", 0);
    cut(pgd.resolve("certify-0.25.tsv"), "", 0);
    cut(pgd.resolve("predict-0.25-pgd-0.25-T1-m2.tsv"), "1\t", 2);
    TinyStudy.call(file).assertDone();
    assertEquals(before, Folders.content(gaussian.resolve("checkpoints")));
    assertEquals(whole, LogLines.withoutTime(gaussian.resolve("certify-0.25.tsv")));
    assertEquals(1 + 4, Files.readAllLines(pgd.resolve("certify-0.25.tsv")).size());
    assertEquals(1 + 2, Files.readAllLines(pgd.resolve("predict-0.25-pgd-0.25-T1-m2.tsv")).size());
  }

  /** Leaves the first lines of a file, and a part of the next. */
  private static void cut(Path file, String part, int lines) throws IOException {
    String kept =
        Files.readAllLines(file).stream()
            .limit(lines)
            .map(line -> line + "\n")
            .collect(Collectors.joining());
    Files.writeString(file, kept + part);
  }

  /** Whatever the clock says: the checkpoint is as old as it was. */
  @Test
  void refusesLogsOfOtherWeights() throws IOException {
    Path file = copied();
    Path run = folder.resolve("out/gaussian/sigma0.25");
    Path checkpoint = run.resolve("checkpoints/latest.safetensors");
    FileTime time = Files.getLastModifiedTime(checkpoint);
    NamedTensors content = SafeTensors.read(checkpoint);
    Map<String, FloatTensor> tensors = new LinkedHashMap<>(content.tensors());
    tensors.put("fc.bias", FloatTensor.of(new float[10], 10));
    SafeTensors.write(checkpoint, new NamedTensors(tensors, content.metadata()));
    Files.setLastModifiedTime(checkpoint, time);
    TinyStudy.call(file)
        .assertRefused("certify-0.25.tsv is a log of other weights than those of " + run);
  }

  @Test
  void tableThatTheLogsDoNotMakeIsAFailureAtTheEnd() throws IOException {
    copied();
    Path file =
        TinyStudy.write(
            folder, GRID.replace("per = folder", "per = folder\nlabel = one two \"3\""));
    Outcome failed = TinyStudy.call(file);
    assertEquals(1, failed.status());
    assertTrue(
        failed.err().contains("smoothadv: [figure curves]: --label is given 3 times"),
        failed.err());
  }

  @Test
  void figureWaitsForTheLogsThatItsLabelsName() throws IOException {
    copied();
    Path certified = folder.resolve("out/gaussian/sigma0.25/certify-0.25.tsv");
    Files.delete(certified);
    Path file =
        TinyStudy.write(folder, GRID.replace("per = folder", "per = folder\nlabel = one two"));
    Outcome outcome = TinyStudy.call(file, "--only", "pgd").assertDone();
    assertTrue(
        outcome
            .err()
            .contains(
                "smoothadv: [figure curves] waits for logs that are not finished: --label is given 2"),
        outcome.err());
    assertFalse(TinyStudy.call(file).assertDone().err().contains("waits"));
    assertTrue(Files.readString(folder.resolve("out/curves.svg")).contains("two"));
  }

  @Test
  void leavesAloneWhatAnotherProcessWorksOn() throws IOException {
    Path file = copied();
    Path run = folder.resolve("out/gaussian/sigma0.25");
    Files.delete(run.resolve("certify-0.25.tsv"));
    try (LockFile lock = LockFile.take(run.resolve(".study.lock"))) {
      Outcome outcome = TinyStudy.call(file).assertDone();
      assertTrue(
          outcome.err().contains("gaussian/sigma0.25: another process works on it"), outcome.err());
    }
    assertFalse(Files.exists(run.resolve("certify-0.25.tsv")));
    assertEquals(1 + 2, Files.readAllLines(folder.resolve("out/accuracy.csv")).size());
  }
}
