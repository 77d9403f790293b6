package org.smoothadv.training;

import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smoothadv.checkpoint.AtomicFile;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.checkpoint.NamedTensors;
import org.smoothadv.checkpoint.SafeTensors;
import org.smoothadv.device.Machine;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.IoFailure;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.Network;
import org.smoothadv.network.Parameter;
import org.smoothadv.smoothing.BaseClassifier;
import org.smoothadv.smoothing.Certifier;
import org.smoothadv.smoothing.SmoothedClassifier;
import org.smoothadv.smoothing.SmoothingParameters;

/**
 * A run on disk: {@code run.json} says what it is, {@code checkpoints/latest.safetensors} holds its
 * state after the last finished epoch, {@code train.tsv} has a line per epoch, {@code tensorboard/}
 * the same for TensorBoard.
 */
public final class RunFolder {
  private static final String EPOCHS_DONE = "epochs_done";

  private final Path folder;
  private final RunDescription description;

  private RunFolder(Path folder, RunDescription description) {
    this.folder = folder;
    this.description = description;
  }

  /**
   * Starts a run.
   *
   * @throws InvalidInputException if the folder holds a run already or cannot be created
   */
  public static RunFolder create(Path folder, RunDescription description) throws IOException {
    RunFolder run = new RunFolder(folder, description);
    if (Files.exists(run.descriptionFile()) || run.hasCheckpoint()) {
      throw new InvalidInputException(
          "--run "
              + folder
              + " holds a run already: add --resume to continue it, or name another folder");
    }
    return run.describe(description);
  }

  /**
   * Opens a run.
   *
   * @throws InvalidInputException if there is no run in the folder or its description is damaged
   */
  public static RunFolder open(Path folder) throws IOException {
    Path file = folder.resolve("run.json");
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          "--run " + folder + ": there is no run, for " + file + " is missing; 'train' makes one");
    }
    try {
      String json = Files.readString(file, StandardCharsets.UTF_8);
      RunFolder run = new RunFolder(folder, RunDescription.fromJson(json));
      run.network(); // names an architecture that there is
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
    TrainingConfiguration configuration = description.configuration();
    return Architectures.named(
        configuration.architecture(), description.classes(), configuration.imageSize());
  }

  /**
   * Writes run.json; the run continues under this description.
   *
   * @throws InvalidInputException if the folder cannot be written
   */
  public RunFolder describe(RunDescription changed) throws IOException {
    try {
      Files.createDirectories(checkpointFile().getParent());
      AtomicFile.write(descriptionFile(), changed.toJson().getBytes(StandardCharsets.UTF_8));
    } catch (FileSystemException e) {
      throw new InvalidInputException(
          "--run %s cannot be written (%s): name another folder"
              .formatted(folder, IoFailure.describe(e)),
          e);
    }
    return new RunFolder(folder, changed);
  }

  /** Replaces the run's checkpoint; a crash leaves the old one or the new one, whole. */
  public void save(Checkpoint checkpoint) throws IOException {
    // In a fixed order, unlike that of Map.of: equal runs write equal bytes.
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(EPOCHS_DONE, Integer.toString(checkpoint.epochsDone()));
    metadata.put("run", description.toJson());
    SafeTensors.write(checkpointFile(), new NamedTensors(checkpoint.state(), metadata));
  }

  /** Whether the run has a checkpoint. */
  public boolean hasCheckpoint() {
    return Files.isRegularFile(checkpointFile());
  }

  /**
   * Reads the run's checkpoint.
   *
   * @throws InvalidInputException if there is none, or it is damaged, or does not fit the run's
   *     architecture
   */
  public Checkpoint load() throws IOException {
    if (!hasCheckpoint()) {
      throw new InvalidInputException(
          folder
              + " has no checkpoint yet: no epoch was finished. Continue it with train --resume");
    }
    NamedTensors content = SafeTensors.read(checkpointFile());
    Map<String, List<Long>> expected = new LinkedHashMap<>();
    for (Parameter parameter : network().parameters()) {
      expected.put(parameter.name(), parameter.shape());
      if (parameter.trainable()) {
        expected.put(Sgd.momentumOf(parameter), parameter.shape());
      }
    }
    expected.forEach((name, shape) -> requireTensor(content.tensors(), name, shape));
    return new Checkpoint(epochsDone(content), content.tensors());
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
    Machine machine = Machine.current();
    BaseClassifier base =
        new BaseClassifier(
            network(),
            load().state(),
            description.configuration().precision(),
            BaseClassifier.defaultBatch(machine),
            machine);
    return new SmoothedClassifier(base, new Certifier(parameters), parameters, seed);
  }

  private static InvalidInputException damaged(Path file, String problem, Exception cause) {
    return new InvalidInputException(
        file + " is damaged (" + problem + "): restore it, or train again in another folder",
        cause);
  }

  private int epochsDone(NamedTensors content) {
    String value = content.metadata().getOrDefault(EPOCHS_DONE, "");
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new InvalidInputException(
          checkpointFile()
              + " is not a checkpoint of this program: "
              + EPOCHS_DONE
              + " is '"
              + value
              + "'",
          e);
    }
  }

  private void requireTensor(Map<String, FloatTensor> tensors, String name, List<Long> shape) {
    FloatTensor tensor = tensors.get(name);
    if (tensor == null || !tensor.shape().equals(shape)) {
      throw new InvalidInputException(
          "%s does not fit %s of run.json: tensor '%s' is %s, expected shape %s"
              .formatted(
                  checkpointFile(),
                  description.configuration().architecture(),
                  name,
                  tensor == null ? "missing" : "of shape " + tensor.shape(),
                  shape));
    }
  }

  private Path descriptionFile() {
    return folder.resolve("run.json");
  }

  private Path checkpointFile() {
    return folder.resolve("checkpoints").resolve("latest.safetensors");
  }
}
