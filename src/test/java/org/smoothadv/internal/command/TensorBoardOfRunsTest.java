package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.support.EventFiles;

/** What TensorBoard is told of runs from their start to their results. */
class TensorBoardOfRunsTest {
  private static final String CERTIFIED = "certified_accuracy/r=";

  @TempDir Path folder;

  @Test
  void aResumedRunIsDescribedAsItIsNow() throws IOException, InterruptedException {
    Path run = TinyRun.copy(folder);
    assertEquals(2, BoardOfRun.of(run).hyperparameters().get("epochs").getNumberValue());
    Smoothadv.call("train", "--resume", "--epochs", "4", "--run", run.toString()).assertDone();
    BoardOfRun board = BoardOfRun.of(run);
    assertEquals(4, board.hyperparameters().get("epochs").getNumberValue());
    assertEquals(Set.of(1L, 2L, 3L, 4L), board.curve("loss/train").keySet());
    assertEquals(1, board.graphs().size());
    assertEquals(1, EventFiles.in(run).size());
    assertEquals(Optional.of(BoardOfRun.SUCCESS), board.status());
    List<String> epochs =
        Files.readAllLines(run.resolve("train.tsv")).stream()
            .map(l -> l.split("\t", 2)[0])
            .toList();
    assertEquals(List.of("epoch", "1", "2", "3", "4"), epochs, "counted as in TensorBoard");
  }

  /** Its events are in a folder of their own. */
  @Test
  void aRunOfAnEarlierVersionGoesOnUnderTheNameOfItsFolder()
      throws IOException, InterruptedException {
    Path run = TinyRun.copy(folder);
    Path events = EventFiles.in(run).get(0);
    Path old = Files.createDirectory(run.resolve("tensorboard"));
    Files.move(events, old.resolve(events.getFileName()));
    Smoothadv.call("train", "--resume", "--epochs", "3", "--run", run.toString()).assertDone();
    assertEquals(Set.of(1L, 2L, 3L), BoardOfRun.of(run).curve("accuracy/train").keySet());
    assertFalse(Files.exists(old));
  }

  @Test
  void whatDeterminesTrainingIsThereAsHyperparameters() throws IOException, InterruptedException {
    Map<String, Value> values = BoardOfRun.of(TinyRun.folder()).hyperparameters();
    assertEquals(0.25, values.get("sigma").getNumberValue());
    assertEquals(0, values.get("seed").getNumberValue());
    assertEquals(0.9, values.get("momentum").getNumberValue());
    assertEquals(1e-4, values.get("weight_decay").getNumberValue());
    assertEquals(0.02, values.get("learning_rate").getNumberValue());
    assertEquals(50, values.get("learning_rate_step").getNumberValue());
    assertEquals(0.1, values.get("learning_rate_decay").getNumberValue());
    assertEquals(10, values.get("warmup").getNumberValue());
    assertEquals(256, values.get("limit").getNumberValue());
    assertEquals("standard", values.get("normalization").getStringValue());
  }

  /** Parallel coordinates show runs that have all metrics that are shown, at first these five. */
  @Test
  void aRunWithoutAttackHasTheMetricsThatAreShownAtOnce() throws IOException, InterruptedException {
    BoardOfRun board = BoardOfRun.of(TinyRun.folder());
    List<String> metrics = board.metrics();
    for (String tag : metrics.subList(0, 5)) {
      assertEquals(Set.of(1L, 2L), board.curve(tag).keySet(), tag);
    }
    assertTrue(metrics.contains("accuracy/test_under_noise"), metrics.toString());
    assertTrue(metrics.contains("accuracy/test_under_attack"), metrics.toString());
    assertTrue(metrics.contains(CERTIFIED + "0.50"), metrics.toString());
    assertTrue(
        metrics.stream().noneMatch(t -> t.startsWith("speed") || t.startsWith("schedule")),
        metrics.toString());
  }

  @Test
  void aRunThatDivergedFailed() throws IOException {
    Path run = folder.resolve("run");
    Smoothadv.call(
            TinyRun.training(run, "--epochs", "2", "--learning-rate", "100000", "--limit", "64"))
        .assertFailed("diverged");
    assertEquals(Optional.of(BoardOfRun.FAILURE), BoardOfRun.of(run).status());
  }

  @Test
  void certifiedAccuracyIsThatOfTables() throws IOException, InterruptedException {
    Path run = TinyRun.copy(folder);
    certify(run, "--max", "12");
    String csv =
        Smoothadv.call("analyze", run.toString(), "--format", "csv", "--radii", "0,0.25,0.5,1")
            .assertDone()
            .out();
    List<String> lines = csv.lines().toList();
    List<String> columns = List.of(lines.get(0).split(","));
    assertEquals(5, lines.size());
    for (String line : lines.subList(1, 5)) {
      String[] fields = line.split(",", -1);
      double radius = Double.parseDouble(fields[columns.indexOf("radius")]);
      float accuracy = Float.parseFloat(fields[columns.indexOf("accuracy")]);
      assertEquals(
          Map.of(2L, accuracy),
          BoardOfRun.of(run).curve(CERTIFIED + "%.2f".formatted(radius)),
          "after epoch 2, at radius " + radius);
    }
    assertEquals(Set.of(2L), BoardOfRun.of(run).curve("abstention/certified_accuracy").keySet());
  }

  @Test
  void aLogThatGrowsReplacesItsPoints() throws IOException, InterruptedException {
    Path run = TinyRun.copy(folder);
    certify(run, "--max", "6");
    LogLines.cutAfter(run.resolve("certify-0.25.tsv"), 2);
    int files = EventFiles.in(run).size();
    certify(run, "--max", "6", "--resume");
    assertEquals(files, EventFiles.in(run).size());
    assertEquals(1, BoardOfRun.of(run).curve(CERTIFIED + "0.00").size());
    Smoothadv.call("train", "--resume", "--epochs", "3", "--run", run.toString()).assertDone();
    BoardOfRun board = BoardOfRun.of(run);
    assertEquals(Set.of(2L), board.curve(CERTIFIED + "0.00").keySet());
    assertEquals(Set.of(1L, 2L, 3L), board.curve("loss/test").keySet());
  }

  @Test
  void noPointSpeaksForImagesThatWereNotAskedAbout() throws IOException, InterruptedException {
    Path run = TinyRun.copy(folder);
    certify(run, "--max", "4", "--shard", "1/2");
    certify(run, "--max", "4", "--log", folder.resolve("elsewhere.tsv").toString());
    assertEquals(List.of(), BoardOfRun.of(run).tags("certified"));
    certify(run, "--max", "4", "--split", "train", "--log", run.resolve("other.tsv").toString());
    certify(run, "--max", "4", "--sigma", "0.5");
    BoardOfRun board = BoardOfRun.of(run);
    assertEquals(List.of(), board.tags(CERTIFIED));
    assertEquals(1, board.curve("certified_accuracy_on_training_images/r=0.25").size());
    assertEquals(1, board.curve("certified_accuracy_sigma=0.5/r=0.25").size());
  }

  @Test
  void empiricalAccuracyIsNamedAfterTheAttack() throws IOException, InterruptedException {
    Path run = TinyRun.copy(folder);
    predict(run, "--max", "3", "--n", "50");
    predict(
        run,
        "--max",
        "3",
        "--n",
        "50",
        "--attack",
        "pgd",
        "--epsilon",
        "0.5",
        "--steps",
        "1",
        "--noise-samples",
        "1");
    BoardOfRun board = BoardOfRun.of(run);
    assertEquals(
        Set.of("empirical_accuracy/clean", "empirical_accuracy/pgd-0.5-T1-m1"),
        Set.copyOf(board.tags("empirical_accuracy")));
    assertEquals(Set.of(2L), board.curve("empirical_accuracy/clean").keySet());
  }

  private static void certify(Path run, String... more) {
    call(List.of("certify", "--run", run.toString(), "--n0", "10", "--n", "60"), more);
  }

  private static void predict(Path run, String... more) {
    call(List.of("predict", "--run", run.toString()), more);
  }

  private static void call(List<String> words, String... more) {
    List<String> arguments = new ArrayList<>(words);
    arguments.addAll(List.of(more));
    Smoothadv.call(arguments).assertDone();
  }
}
