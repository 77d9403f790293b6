package org.smoothadv.run;

import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.checkpoint.NamedTensors;
import org.smoothadv.checkpoint.SafeTensors;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.input.Quoted;
import org.smoothadv.input.Words;
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

  /** A run may go on for longer, with its data in another folder. */
  private static final Set<String> MAY_CHANGE = Set.of("epochs", "data");

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
   * Reads the checkpoint of a run whose description is in run.json.
   *
   * @throws InvalidInputException if it is damaged, or has values that are not finite, or does not
   *     fit the architecture, or has a tensor that is no part of it, or was trained in another way
   *     than run.json says
   */
  Checkpoint read(RunDescription run) throws IOException {
    NamedTensors content = SafeTensors.read(file);
    Checkpoint checkpoint = checkpoint(content, run.network(), "run.json");
    requireTrained(content.metadata().get(RUN), run.configuration());
    return checkpoint;
  }

  /**
   * Its tensors do not tell, so that a changed run.json would certify another network, or the one
   * of another training.
   */
  private void requireTrained(String metadata, TrainingConfiguration expected) {
    if (metadata == null) {
      return;
    }
    try {
      TrainingConfiguration trained = RunDescription.fromJson(metadata).configuration();
      if (!trained.network().normalization().equals(expected.network().normalization())) {
        throw new InvalidInputException(
            "run.json: 'normalization' is %s, but %s was trained behind %s: restore run.json"
                .formatted(
                    expected.network().normalization(), file, trained.network().normalization()));
      }
      trained
          .differenceFrom(expected, MAY_CHANGE)
          .ifPresent(
              difference -> {
                throw new InvalidInputException(
                    "run.json: '%s' is %s, but %s was trained with %s: restore run.json, or the checkpoint that belongs to it"
                        .formatted(
                            difference.field(), difference.second(), file, difference.first()));
              });
    } catch (JsonParseException e) {
      throw new InvalidInputException(
          "%s is damaged: '%s' in its metadata: %s".formatted(file, RUN, e.getMessage()), e);
    }
  }

  /**
   * Reads the classifier. The file may come from another program, which leaves the momentum out, as
   * long as it still has the metadata.
   *
   * @throws InvalidInputException if there is no such file, or it is damaged, or has values that
   *     are not finite, or does not say what it is a checkpoint of
   */
  public TrainedClassifier classifier() throws IOException {
    NamedTensors content = SafeTensors.read(file);
    Map<String, String> metadata = content.metadata();
    if (!metadata.containsKey(RUN)) {
      throw new InvalidSettingException(
          "model",
          "%s is not a checkpoint of this program: its metadata says neither dataset nor sigma. Make it a run, with 'import %s {dataset} NAME {sigma} X {normalization} FORM {run} DIR', and name that with {run}",
          file,
          file);
    }
    try {
      RunDescription run = RunDescription.fromJson(metadata.get(RUN));
      InvalidInputException.at(
          file + ": 'run' in its metadata",
          () -> {
            run.requireKnown();
            return run;
          });
      Network network = run.network();
      requireTensors(content.tensors(), network, "its metadata", false);
      requireNoOthers(content.tensors(), network, "its metadata");
      int epochs = metadata.containsKey(EPOCHS_DONE) ? epochsDone(metadata) : 0;
      Checkpoint checkpoint = new Checkpoint(epochs, content.tensors());
      checkpoint.requirePossible(file);
      return checkpoint.classifier(run, file);
    } catch (JsonParseException e) {
      throw new InvalidInputException(
          "%s is not a checkpoint of this program: '%s' in its metadata: %s"
              .formatted(file, RUN, e.getMessage()),
          e);
    }
  }

  private Checkpoint checkpoint(NamedTensors content, Network network, String source) {
    requireTensors(content.tensors(), network, source, true);
    requireNoOthers(content.tensors(), network, source);
    Checkpoint checkpoint = new Checkpoint(epochsDone(content.metadata()), content.tensors());
    checkpoint.requirePossible(file);
    return checkpoint;
  }

  private void requireTensors(
      Map<String, FloatTensor> tensors, Network network, String source, boolean withMomentum) {
    for (Parameter parameter : network.parameters()) {
      requireTensor(tensors, parameter.name(), parameter.shape(), network, source);
      if (withMomentum && parameter.trainable()) {
        String momentum = Checkpoint.momentumOf(parameter);
        requireTensor(tensors, momentum, parameter.shape(), network, source);
      }
    }
  }

  private void requireNoOthers(Map<String, FloatTensor> tensors, Network network, String source) {
    Set<String> others = new LinkedHashSet<>(tensors.keySet());
    for (Parameter parameter : network.parameters()) {
      others.remove(parameter.name());
      if (parameter.trainable()) {
        others.remove(Checkpoint.momentumOf(parameter));
      }
    }
    if (!others.isEmpty()) {
      throw new InvalidInputException(
          "%s does not fit %s of %s: no part of it are %s"
              .formatted(
                  file,
                  network.name(),
                  source,
                  Words.shortened(others.stream().map(Quoted::of).toList())));
    }
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
