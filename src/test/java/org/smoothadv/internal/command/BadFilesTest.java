package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.checkpoint.NamedTensors;
import org.smoothadv.checkpoint.SafeTensors;

/**
 * Files and folders that are missing, damaged, of something else or in the way: each is refused by
 * name, and everything that was there stays as it was.
 */
class BadFilesTest {
  /** A record of CIFAR-10's binary format: a label and 3 x 32 x 32 pixels. */
  private static final int RECORD = 1 + 3 * 32 * 32;

  private static final int MAX_RECORDS = 10_000;

  @TempDir Path folder;
  private Path run;
  private Path checkpoint;

  @BeforeEach
  void copyRun() throws IOException, InterruptedException {
    run = TinyRun.copy(folder);
    checkpoint = run.resolve("checkpoints/latest.safetensors");
  }

  @Test
  void missingDataFolderIsNamed() throws IOException {
    Path missing = folder.resolve("cifar-10-batches-bin");
    assertTrainingRefused(missing, missing.toString(), "--data");
  }

  @Test
  void dataFolderWithoutBatchesIsNamed() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertTrainingRefused(empty, "data_batch_1.bin", empty.toString(), "--data");
  }

  @Test
  void truncatedBatchIsNamedWithTheOffsetOfTheIncompleteRecord() throws IOException {
    Path data = cifar(3 * RECORD - 1, 0);
    assertTrainingRefused(data, data.resolve("data_batch_1.bin").toString(), "6,146", "3,073");
  }

  @Test
  void oversizedBatchIsNamedWithWhatIsExpected() throws IOException {
    Path data = cifar((MAX_RECORDS + 1) * RECORD, 0);
    assertTrainingRefused(data, data.resolve("data_batch_1.bin").toString(), "10,000 records");
  }

  @Test
  void labelOfTenIsNamedWithItsRecord() throws IOException {
    Path data = cifar(3 * RECORD, 10);
    assertTrainingRefused(data, "label 10 in record 1", "at byte 3,073", "expected 0 to 9");
  }

  /** A folder with one batch, sparse zeros but for the label of record 1. */
  private Path cifar(long length, int secondLabel) throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    Path batch = data.resolve("data_batch_1.bin");
    try (RandomAccessFile file = new RandomAccessFile(batch.toFile(), "rw")) {
      file.setLength(length);
      file.seek(RECORD);
      file.write(secondLabel);
    }
    return data;
  }

  private void assertTrainingRefused(Path data, String... words) throws IOException {
    String[] train = {"train", "--dataset", "cifar10", "--sigma", "0.25", "--run"};
    String[] call = Arrays.copyOf(train, train.length + 3);
    call[train.length] = folder.resolve("new").toString();
    call[train.length + 1] = "--data";
    call[train.length + 2] = data.toString();
    assertRefusedUnchanged(call, words);
  }

  @Test
  void folderWithoutRunIsNotARun() throws IOException {
    String nothing = folder.resolve("nothing").toString();
    assertRefusedUnchanged(call("certify --run", nothing), nothing, "run.json is missing");
    assertRefusedUnchanged(call("train --resume --run", nothing), nothing, "run.json is missing");
    Files.delete(run.resolve("run.json"));
    assertRefusedUnchanged(call("certify --run", run), run.toString(), "run.json is missing");
  }

  @Test
  void runOfAnotherDatasetIsRefused() throws IOException {
    assertRefusedUnchanged(
        call("certify --run", run, "--dataset", "cifar10"), "--dataset cifar10", "synthetic");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "sigma": 0.25       | "sigma": -1          | is -1; accepted is a standard deviation
          "sigma": 0.25       | "sigma": "a quarter" | a quarter
          "sigma": 0.25,      | ''                   | 'sigma' is missing
          "attack": "none"    | "attack": "magic"    | is null; accepted is none, pgd or ddn
          "batch": 16         | "batch": 1.5         | 'batch' is missing, or not as this version
          "batch": 16         | "batch": 16, "x": 1  | 'x' is missing, or not as this version
          "seed": 0           | "seed":              | $.configuration.seed
          "machine": {        | "mchine": {          | 'machine' is missing
          "machine": {        | "machine": [         | $.machine
          "format": 1         | "format": 2          | not the description of a run in format 1
          "architecture":     | "arch":              | is missing
          cifar-resnet-8      | cifar-resnet-9       | depth 9 of a CIFAR ResNet is not 6n+2
          """,
      quoteCharacter = '\'')
  void damagedDescriptionIsNamedWithThePlace(String before, String after, String complaint)
      throws IOException {
    String text = Files.readString(run.resolve("run.json"));
    assertEquals(2, (text + " ").split(java.util.regex.Pattern.quote(before), -1).length, before);
    Files.writeString(run.resolve("run.json"), text.replace(before, after));
    assertRefusedUnchanged(call("certify --run", run), "run.json is damaged", complaint);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "null", "[]", "not JSON", "\u00ff\u00fe"})
  void descriptionThatIsNoneIsDamaged(String content) throws IOException {
    Files.writeString(run.resolve("run.json"), content, StandardCharsets.ISO_8859_1);
    assertRefusedUnchanged(call("certify --run", run), "run.json is damaged", "restore it");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 100, 317_000})
  void checkpointCutShortIsNamed(int length) throws IOException {
    byte[] bytes = Files.readAllBytes(checkpoint);
    Files.write(checkpoint, Arrays.copyOf(bytes, length));
    assertRefusedUnchanged(call("certify --run", run), checkpoint.toString(), "cut short");
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 300_000})
  void checkpointWithAFlippedBitIsNamed(int position) throws IOException {
    byte[] bytes = Files.readAllBytes(checkpoint);
    bytes[position] ^= 1;
    Files.write(checkpoint, bytes);
    assertRefusedUnchanged(call("certify --run", run), checkpoint.toString(), "damaged");
    assertRefusedUnchanged(
        call("train --resume --epochs 3 --run", run), checkpoint.toString(), "damaged");
  }

  @Test
  void checkpointOfAnotherArchitectureIsRefused() throws IOException {
    Path description = run.resolve("run.json");
    Files.writeString(
        description, Files.readString(description).replace("cifar-resnet-8", "cifar-resnet-14"));
    assertRefusedUnchanged(
        call("certify --run", run),
        checkpoint + " does not fit cifar-resnet-14 of run.json",
        "'layer1.1.conv1.weight' is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fc2.weight", "momentum/bn1.running_mean"})
  void checkpointWithATensorTooManyIsRefused(String name) throws IOException {
    NamedTensors content = SafeTensors.read(checkpoint);
    Map<String, FloatTensor> tensors = new LinkedHashMap<>(content.tensors());
    tensors.put(name, FloatTensor.of(new float[16], 16));
    SafeTensors.write(checkpoint, new NamedTensors(tensors, content.metadata()));
    for (String[] call :
        new String[][] {
          call("certify --run", run),
          call("train --resume --epochs 3 --run", run),
          call("export --run", run, "--out", folder.resolve("model")),
          call("certify --log", folder.resolve("log.tsv"), "--model", checkpoint)
        }) {
      assertRefusedUnchanged(call, checkpoint.toString(), "no part of it are '" + name + "'");
    }
  }

  @Test
  void runWithoutCheckpointCannotBeCertified() throws IOException {
    Files.delete(checkpoint);
    assertRefusedUnchanged(call("certify --run", run), "no checkpoint yet", "train --resume");
  }

  @Test
  void secondRunIsNotTrainedOverTheFirst() throws IOException {
    assertRefusedUnchanged(training(run), run + " holds a run already", "--resume");
    Files.delete(run.resolve("run.json"));
    assertRefusedUnchanged(training(run), run + " holds a run already");
  }

  @Test
  void runFolderThatCannotBeCreatedIsNamed() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertRefusedUnchanged(training(file), "--run " + file, "Not a directory");
    assertRefusedUnchanged(training(file.resolve("run")), "--run " + file, "Not a directory");
  }

  @Test
  void runFolderOnASystemThatTakesNoFilesIsNamed() throws IOException {
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "no /proc here");
    assertRefusedUnchanged(training(Path.of("/proc/run")), "--run /proc/run cannot be written");
    assertRefusedUnchanged(
        call("certify --run", run, "--log", "/proc/log.tsv"), "/proc", "cannot be written");
  }

  @Test
  void readOnlyFolderIsNamed() throws IOException {
    Path closed = Files.createDirectory(folder.resolve("closed"));
    assumeTrue(closed.toFile().setWritable(false));
    assumeFalse(Files.isWritable(closed), "the superuser may write everywhere");
    assertRefusedUnchanged(training(closed.resolve("run")), closed.toString(), "access is denied");
    assertRefusedUnchanged(
        call("certify --run", run, "--log", closed.resolve("log.tsv")), "access is denied");
  }

  @Test
  void logThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertRefusedUnchanged(
        call("certify --run", run, "--log", file.resolve("log.tsv")), file + " is not a folder");
    assertRefusedUnchanged(
        call("certify --run", run, "--log", folder), "--log " + folder + " is a folder");
  }

  @Test
  void logDoesNotReplaceTheRunsDescription() throws IOException {
    // The description of run.tsv would be run.json.
    assertRefusedUnchanged(
        call("certify --run", run, "--log", run.resolve("run.tsv")), "--log", "run.json");
  }

  private void assertRefusedUnchanged(String[] call, String... words) throws IOException {
    Map<String, String> before = Folders.content(folder);
    Smoothadv.call(call).assertRefused(words);
    assertEquals(before, Folders.content(folder), "nothing is lost and nothing half-written");
  }

  private static String[] training(Path run) {
    return TinyRun.training(run, "--epochs", "1").toArray(String[]::new);
  }

  /** The words of a command line; paths and values follow the first words as they are. */
  private static String[] call(String words, Object... more) {
    String[] first = words.split(" ", -1);
    String[] all = Arrays.copyOf(first, first.length + more.length);
    for (int i = 0; i < more.length; i++) {
      all[first.length + i] = more[i].toString();
    }
    return all;
  }
}
