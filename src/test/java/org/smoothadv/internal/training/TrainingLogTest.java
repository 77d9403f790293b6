package org.smoothadv.internal.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.training.TrainingListener.EpochResult;
import org.smoothadv.internal.training.TrainingListener.EpochResult.SourceScore;
import org.smoothadv.internal.training.TrainingSession.BatchScore;
import org.smoothadv.internal.training.TrainingSession.Schedule;

class TrainingLogTest {
  private static final String HEADER =
      "epoch\ttime\tlr\ttrain_loss\ttrain_acc\ttest_loss\ttest_acc\tepsilon\tattacked_acc"
          + "\tlabelled_steps\tlabelled_loss\tpseudo_labelled_steps\tpseudo_labelled_loss";

  @TempDir Path folder;

  @Test
  void writesALinePerEpoch() throws IOException {
    TrainingLog log = new TrainingLog(file(), 0);
    log.epochFinished(result(0, Optional.empty()));
    log.epochFinished(result(1, Optional.of(new BatchScore(30, 5, 20))));
    assertEquals(
        List.of(
            HEADER,
            "1\t1.500\t0.100000\t2.000000\t0.250000\t1.000000\t0.500000\t0.125000\t\t\t\t\t",
            "2\t1.500\t0.100000\t2.000000\t0.250000\t1.000000\t0.500000\t0.125000\t0.250000\t\t\t\t"),
        Files.readAllLines(file()));
  }

  @Test
  void tellsTheTwoKindsOfStepsOfSelfTrainingApart() throws IOException {
    BatchScore labelled = new BatchScore(80, 10, 40);
    BatchScore pseudo = new BatchScore(120, 30, 40);
    new TrainingLog(file(), 0)
        .epochFinished(
            new EpochResult(
                0,
                new Schedule(0.125, 0.1, 1),
                new SourceScore(4, labelled),
                Optional.of(new SourceScore(5, pseudo)),
                new BatchScore(20, 10, 20),
                Optional.empty(),
                1.5,
                0.5));
    assertEquals(
        "1\t1.500\t0.100000\t2.500000\t0.500000\t1.000000\t0.500000\t0.125000\t"
            + "\t4\t2.000000\t5\t3.000000",
        Files.readAllLines(file()).get(1));
  }

  @Test
  void everyLineIsThereWhenTheCallReturns() throws IOException {
    TrainingLog log = new TrainingLog(file(), 0);
    assertEquals(HEADER + "\n", Files.readString(file()));
    log.epochFinished(result(0, Optional.empty()));
    assertEquals(2, Files.readString(file()).lines().count());
  }

  @Test
  void dropsEpochsThatLeftNoCheckpoint() throws IOException {
    String rest = "\t".repeat(12);
    Files.writeString(file(), HEADER + "\n1" + rest + "\n2" + rest + "\n3" + rest + "\n4\tcut o");
    new TrainingLog(file(), 2).epochFinished(result(2, Optional.empty()));
    List<String> lines = Files.readAllLines(file());
    assertEquals(List.of(HEADER, "1" + rest, "2" + rest), lines.subList(0, 3));
    assertEquals("3\t1.500", lines.get(3).substring(0, 7));
    assertEquals(4, lines.size());
  }

  /** They lack the last columns, and their first epoch is 0. */
  @Test
  void completesAndRenumbersTheLinesOfAnEarlierVersion() throws IOException {
    Files.writeString(file(), "epoch\ttime\tlr\n0\t1.500\t0.1\n1\t1.500\t0.1\n2\tlost\t0.1\n");
    new TrainingLog(file(), 2).epochFinished(result(2, Optional.empty()));
    assertEquals(List.of("epoch", "1", "2", "3"), epochs());
    assertEquals("1\t1.500\t0.1" + "\t".repeat(10), Files.readAllLines(file()).get(1));
  }

  /** A run that was imported after 90 epochs. */
  @Test
  void numbersOfAnEarlierVersionAreKnownAlsoWhereTheFirstEpochsHaveNoLine() throws IOException {
    Files.writeString(file(), "epoch\ttime\tlr\n90\t1.500\t0.1\n91\t1.500\t0.1\n");
    new TrainingLog(file(), 92).epochFinished(result(92, Optional.empty()));
    assertEquals(List.of("epoch", "91", "92", "93"), epochs());
    new TrainingLog(file(), 93).epochFinished(result(93, Optional.empty()));
    assertEquals(List.of("epoch", "91", "92", "93", "94"), epochs());
  }

  @Test
  void aLineWithoutANumberIsNamed() throws IOException {
    Files.writeString(file(), HEADER + "\n1\t1.500\nx\t1.500\n");
    String message =
        assertThrows(InvalidInputException.class, () -> new TrainingLog(file(), 2)).getMessage();
    assertTrue(message.contains("line 3"), message);
  }

  private List<String> epochs() throws IOException {
    return Files.readAllLines(file()).stream().map(line -> line.split("\t", 2)[0]).toList();
  }

  @Test
  void startsAnewWithoutCheckpoint() throws IOException {
    Files.writeString(file(), HEADER + "\n1\tlost\n");
    new TrainingLog(file(), 0);
    assertEquals(List.of(HEADER), Files.readAllLines(file()));
  }

  @Test
  void goesOnAlsoWhereTheLogIsGone() throws IOException {
    new TrainingLog(file(), 5).epochFinished(result(5, Optional.empty()));
    assertEquals(2, Files.readAllLines(file()).size());
  }

  private Path file() {
    return folder.resolve("train.tsv");
  }

  private static EpochResult result(int epoch, Optional<BatchScore> attacked) {
    return new EpochResult(
        epoch,
        new Schedule(0.125, 0.1, 1),
        new SourceScore(4, new BatchScore(80, 10, 40)),
        Optional.empty(),
        new BatchScore(20, 10, 20),
        attacked,
        1.5,
        0.5);
  }
}
