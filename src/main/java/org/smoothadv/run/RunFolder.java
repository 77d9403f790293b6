package org.smoothadv.run;

import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.input.IoFailure;
import org.smoothadv.input.TextFile;
import org.smoothadv.internal.files.AtomicFile;
import org.smoothadv.network.Network;
import org.smoothadv.smoothing.SmoothedClassifier;
import org.smoothadv.smoothing.SmoothingParameters;
import org.smoothadv.smoothing.TrainedClassifier;

/**
 * A run on disk: {@code run.json} says what it is, {@code checkpoints/latest.safetensors} holds its
 * state after the last finished epoch, {@code train.tsv} has a line per epoch, and event files the
 * same for TensorBoard.
 */
public final class RunFolder {
  private final Path folder;
  private final RunDescription description;

  private RunFolder(Path folder, RunDescription description) {
    this.folder = folder;
    this.description = description;
  }

  /**
   * Starts a run in the folder of a lock: of two processes that want the same folder one gets it,
   * and the other writes nothing.
   *
   * @throws InvalidInputException if the folder holds a run already or cannot be written
   */
  public static RunFolder create(RunLock lock, RunDescription description) throws IOException {
    requireNone(lock.folder());
    return new RunFolder(lock.folder(), description).describe(description);
  }

  /**
   * Checks that a folder holds no run.
   *
   * @throws InvalidInputException if it does
   */
  static void requireNone(Path folder) {
    RunFolder run = new RunFolder(folder, null);
    if (Files.exists(run.descriptionFile()) || run.hasCheckpoint()) {
      throw new InvalidSettingException(
          "run",
          "{run} %s holds a run already: add {resume} to continue it, or name another folder",
          folder);
    }
  }

  /**
   * Opens a run.
   *
   * @throws InvalidInputException if there is no run in the folder or its description is damaged
   */
  public static RunFolder open(Path folder) throws IOException {
    Path file = folder.resolve("run.json");
    if (!Files.isRegularFile(file)) {
      throw new InvalidSettingException(
          "run", "{run} %s: there is no run, for %s is missing; 'train' makes one", folder, file);
    }
    try {
      String json = TextFile.read(file);
      RunFolder run = new RunFolder(folder, RunDescription.fromJson(json));
      run.description().requireKnown();
      return run;
    } catch (CharacterCodingException e) {
      throw damaged(file, "it is not UTF-8 text", e);
    } catch (JsonParseException | InvalidInputException e) {
      throw damaged(file, e.getMessage(), e);
    }
  }

  /** What the run is. */
  public RunDescription description() {
    return description;
  }

  /** What the run is, as the text of run.json. */
  public String descriptionText() {
    return description.toJson();
  }

  /** Where the run is. */
  public Path folder() {
    return folder;
  }

  /** A file or folder of the run. */
  public Path resolve(String name) {
    return folder.resolve(name);
  }

  /** The architecture of the run's classifier. */
  public Network network() {
    return description.network();
  }

  /**
   * Writes run.json; the run continues under this description.
   *
   * @throws InvalidInputException if the folder cannot be written
   */
  public RunFolder describe(RunDescription changed) throws IOException {
    try {
      Files.createDirectories(checkpoint().file().getParent());
      AtomicFile.write(descriptionFile(), changed.toJson().getBytes(StandardCharsets.UTF_8));
    } catch (FileSystemException e) {
      throw IoFailure.refusal(
          e,
          new InvalidSettingException(
              "run",
              "{run} %s cannot be written (%s): name another folder",
              folder,
              IoFailure.describe(e)));
    }
    return new RunFolder(folder, changed);
  }

  /**
   * Takes back what {@link #create} made, and the lock's file; other files that are in the folder
   * stay, and it with them.
   */
  public void withdraw() throws IOException {
    Files.deleteIfExists(descriptionFile());
    Files.deleteIfExists(folder.resolve(RunLock.NAME));
    for (Path inner : List.of(checkpoint().file().getParent(), folder)) {
      try {
        Files.deleteIfExists(inner);
      } catch (DirectoryNotEmptyException e) {
        return;
      }
    }
  }

  /** Replaces the run's checkpoint; a crash leaves the old one or the new one, whole. */
  public void save(Checkpoint checkpoint) throws IOException {
    checkpoint().write(checkpoint, description);
  }

  /** Whether the run has a checkpoint. */
  public boolean hasCheckpoint() {
    return checkpoint().exists();
  }

  /**
   * The number of finished epochs; 0 where there is no checkpoint.
   *
   * @throws InvalidInputException if the checkpoint is damaged as far as it was read, its header
   */
  public int epochsDone() throws IOException {
    return checkpoint().exists() ? checkpoint().epochsDone() : 0;
  }

  /** Another value whenever the checkpoint was replaced: of its file, not of what is in it. */
  public Object checkpointIdentity() throws IOException {
    BasicFileAttributes file = Files.readAttributes(checkpoint().file(), BasicFileAttributes.class);
    return Arrays.asList(file.fileKey(), file.lastModifiedTime(), file.size());
  }

  /**
   * Reads the run's checkpoint.
   *
   * @throws InvalidInputException if there is none, or it is damaged, or does not fit the run's
   *     architecture
   */
  public Checkpoint load() throws IOException {
    if (!hasCheckpoint()) {
      throw new InvalidSettingException(
          "run",
          "%s has no checkpoint yet: no epoch was finished. Continue it with train {resume}",
          folder);
    }
    return checkpoint().read(description);
  }

  /**
   * The classifier of the run's last finished epoch.
   *
   * @throws InvalidInputException as {@link #load} does
   */
  public TrainedClassifier classifier() throws IOException {
    return load().classifier(description, checkpoint().file());
  }

  /**
   * Opens the smoothed classifier of the run's last finished epoch, in the run's precision, with
   * CERTIFY as published. The caller closes it.
   *
   * @param parameters sigma may differ from the run's
   * @param seed of the noise; a secret where strangers choose the images
   * @throws InvalidInputException as {@link #load} does
   */
  public SmoothedClassifier smoothedClassifier(SmoothingParameters parameters, long seed)
      throws IOException {
    return classifier().smoothed(parameters, seed);
  }

  private static InvalidInputException damaged(Path file, String problem, Exception cause) {
    return new InvalidInputException(
        file + " is damaged (" + problem + "): restore it, or train again in another folder",
        cause);
  }

  private Path descriptionFile() {
    return folder.resolve("run.json");
  }

  private CheckpointFile checkpoint() {
    return new CheckpointFile(folder.resolve("checkpoints").resolve("latest.safetensors"));
  }
}
