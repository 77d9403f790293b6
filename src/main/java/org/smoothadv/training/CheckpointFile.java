package org.smoothadv.training;

import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.checkpoint.NamedTensors;
import org.smoothadv.checkpoint.SafeTensors;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.network.Network;
import org.smoothadv.network.Parameter;
import org.smoothadv.smoothing.TrainedClassifier;

/**
 * A checkpoint on disk: a tensor file whose metadata says how many epochs are finished, and of
 * which run, so that it is of use without the run's folder too.
 *
 * @param file where it is
 */
public record CheckpointFile(Path file) {
  private static final String EPOCHS_DONE = "epochs_done";
  private static final String RUN = "run";

  /** Whether there is one. */
  boolean exists() {
    return Files.isRegularFile(file);
  }

  /** Replaces the checkpoint; a crash leaves the old one or the new one, whole. */
  void write(Checkpoint checkpoint, RunDescription run) throws IOException {
    // In a fixed order, unlike that of Map.of: equal runs write equal bytes.
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(EPOCHS_DONE, Integer.toString(checkpoint.epochsDone()));
    metadata.put(RUN, run.toJson());
    SafeTensors.write(file, new NamedTensors(checkpoint.state(), metadata));
  }

  /**
   * Reads the checkpoint of a run whose description is elsewhere.
   *
   * @param source of the description
   * @throws InvalidInputException if it is damaged, or does not fit the architecture
   */
  Checkpoint read(Network network, String source) throws IOException {
    return checkpoint(SafeTensors.read(file), network, source);
  }

  /**
   * Reads the classifier.
   *
   * @throws InvalidInputException if there is no such file, or it is damaged, or no checkpoint of
   *     this program
   */
  public TrainedClassifier classifier() throws IOException {
    NamedTensors content = SafeTensors.read(file);
    try {
      RunDescription run = RunDescription.fromJson(content.metadata().getOrDefault(RUN, ""));
      return checkpoint(content, run.network(), "its metadata").classifier(run);
    } catch (JsonParseException e) {
      throw new InvalidInputException(
          "%s is not a checkpoint of this program: '%s' in its metadata: %s"
              .formatted(file, RUN, e.getMessage()),
          e);
    }
  }

  private Checkpoint checkpoint(NamedTensors content, Network network, String source) {
    for (Parameter parameter : network.parameters()) {
      requireTensor(content.tensors(), parameter.name(), parameter.shape(), network, source);
      if (parameter.trainable()) {
        String momentum = Sgd.momentumOf(parameter);
        requireTensor(content.tensors(), momentum, parameter.shape(), network, source);
      }
    }
    return new Checkpoint(epochsDone(content.metadata()), content.tensors());
  }

  /** The number of finished epochs, without a look at the tensors. */
  int epochsDone() throws IOException {
    return epochsDone(SafeTensors.readMetadata(file));
  }

  private int epochsDone(Map<String, String> metadata) {
    String value = metadata.getOrDefault(EPOCHS_DONE, "");
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new InvalidInputException(
          file + " is not a checkpoint of this program: " + EPOCHS_DONE + " is '" + value + "'", e);
    }
  }

  private void requireTensor(
      Map<String, FloatTensor> tensors,
      String name,
      List<Long> shape,
      Network network,
      String source) {
    FloatTensor tensor = tensors.get(name);
    if (tensor == null || !tensor.shape().equals(shape)) {
      throw new InvalidInputException(
          "%s does not fit %s of %s: tensor '%s' is %s, expected shape %s"
              .formatted(
                  file,
                  network.name(),
                  source,
                  name,
                  tensor == null ? "missing" : "of shape " + tensor.shape(),
                  shape));
    }
  }
}
