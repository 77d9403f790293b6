package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that fail although their options are accepted: status 1, and a line that says why. */
class FailedRunTest {
  @TempDir Path folder;

  @Test
  void divergedTrainingKeepsTheCheckpointOfTheEpochBefore() throws IOException {
    // Without momentum a step multiplies every parameter by about 1 - 1 * 30: by 7e5 in an epoch of
    // 4 steps. The variance of weights times scales is 1e22 then, and 1e45 after the next epoch.
    Path run = folder.resolve("run");
    Smoothadv.call(exploding(run)).assertDone();
    var before = Folders.content(run.resolve("checkpoints"));
    Smoothadv.call("train", "--resume", "--epochs", "3", "--run", run.toString())
        .assertFailed("training diverged in epoch 2", "the checkpoint after epoch 1 is kept");
    assertEquals(before, Folders.content(run.resolve("checkpoints")));
    assertEquals(2, Files.readAllLines(run.resolve("train.tsv")).size(), "header and one epoch");
  }

  private static List<String> exploding(Path run) {
    String[] options = {
      "--batch", "64", "--learning-rate", "1", "--weight-decay", "30", "--momentum", "0"
    };
    List<String> arguments = TinyRun.training(run, options);
    arguments.addAll(List.of("--epochs", "1"));
    return arguments;
  }

  @Test
  void trainingThatDivergesAtOnceLeavesNoCheckpoint() throws IOException {
    Path run = folder.resolve("run");
    Smoothadv.call(TinyRun.training(run, "--weight-decay", "9e5", "--momentum", "0"))
        .assertFailed("training diverged in epoch 1", "there is no checkpoint yet");
    assertFalse(Files.exists(run.resolve("checkpoints/latest.safetensors")));
    assertEquals(1, Files.readAllLines(run.resolve("train.tsv")).size(), "the header");
  }

  @Test
  void checkpointThatFindsNoRoomLeavesTheOneBefore() throws IOException, InterruptedException {
    Path run = TinyRun.copy(folder);
    Path checkpoints = run.resolve("checkpoints");
    var before = Folders.content(checkpoints);
    // 600 blocks of 512 bytes: room for all but the 620 KB of a checkpoint.
    List<String> command =
        new ArrayList<>(Arrays.asList("sh", "-c", "ulimit -f 600; exec \"$0\" \"$@\""));
    List<String> resume = List.of("train", "--resume", "--epochs", "3", "--run", "run");
    command.addAll(SmoothadvProcess.command(List.of(), resume));
    try (SmoothadvProcess process = SmoothadvProcess.startCommand(folder, command)) {
      process.await().assertFailed("latest.safetensors: File too large");
    }
    assertEquals(before, Folders.content(checkpoints));
    Smoothadv.call(resume.stream().map(w -> w.equals("run") ? run.toString() : w).toList())
        .assertDone();
  }
}
