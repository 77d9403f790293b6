package org.smoothadv.internal.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.Quoted;
import org.smoothadv.input.Words;
import org.smoothadv.internal.checkpoint.pytorch.PyTorchCheckpoint;
import org.smoothadv.internal.checkpoint.pytorch.StoredTensor;
import org.smoothadv.network.Network;
import org.smoothadv.network.Parameter;
import org.smoothadv.run.Checkpoint;

/**
 * The state of a run, taken from a checkpoint of PyTorch.
 *
 * @param checkpoint what a run of this program would have saved
 * @param withMomentum whether the momentum is the checkpoint's, not zero
 */
public record ImportedState(Checkpoint checkpoint, boolean withMomentum) {
  /**
   * Reads a network's state.
   *
   * @throws InvalidInputException if a tensor is missing, has another shape, holds what cannot be a
   *     weight, or is no part of the network
   */
  public static ImportedState read(PyTorchCheckpoint source, Network network) throws IOException {
    requireSameTensors(source, network);
    Map<String, FloatTensor> state = new LinkedHashMap<>();
    for (Parameter parameter : network.parameters()) {
      String name = parameter.name();
      state.put(name, source.tensors().get(name).read());
    }
    List<Parameter> trainable = network.parameters().stream().filter(Parameter::trainable).toList();
    Optional<Map<String, FloatTensor>> momentum = momentum(source, trainable);
    state.putAll(momentum.orElseGet(() -> zeros(trainable)));
    Checkpoint checkpoint = new Checkpoint(source.epochsDone(), state);
    checkpoint.requirePossible(source.file());
    return new ImportedState(checkpoint, momentum.isPresent());
  }

  private static void requireSameTensors(PyTorchCheckpoint source, Network network) {
    Map<String, StoredTensor> extra = new LinkedHashMap<>(source.tensors());
    List<String> refused = new ArrayList<>();
    for (Parameter parameter : network.parameters()) {
      StoredTensor tensor = extra.remove(parameter.name());
      if (tensor == null) {
        throw new InvalidInputException(
            "%s does not fit %s: it has no tensor '%s' of shape %s; read was %s"
                .formatted(
                    source.file(),
                    network.name(),
                    parameter.name(),
                    parameter.shape(),
                    source.whatIsRead()));
      }
      if (!tensor.shape().equals(parameter.shape())) {
        throw new InvalidInputException(
            "%s does not fit %s: tensor '%s' has shape %s, expected %s"
                .formatted(
                    source.file(),
                    network.name(),
                    parameter.name(),
                    tensor.shape(),
                    parameter.shape()));
      }
    }
    extra.forEach((name, tensor) -> refused.add(Quoted.of(name)));
    source.outside().keySet().forEach(name -> refused.add(Quoted.of(name)));
    if (!refused.isEmpty()) {
      throw new InvalidInputException(
          "%s does not fit %s: %s %s no part of it; read was %s"
              .formatted(
                  source.file(),
                  network.name(),
                  Words.shortened(refused),
                  refused.size() == 1 ? "is" : "are",
                  source.whatIsRead()));
    }
  }

  private static Optional<Map<String, FloatTensor>> momentum(
      PyTorchCheckpoint source, List<Parameter> trainable) throws IOException {
    List<StoredTensor> buffers = source.momentum();
    if (buffers.size() != trainable.size()) {
      return Optional.empty();
    }
    Map<String, FloatTensor> momentum = new LinkedHashMap<>();
    for (int i = 0; i < buffers.size(); i++) {
      if (!buffers.get(i).shape().equals(trainable.get(i).shape())) {
        return Optional.empty();
      }
      momentum.put(Checkpoint.momentumOf(trainable.get(i)), buffers.get(i).read());
    }
    return Optional.of(momentum);
  }

  private static Map<String, FloatTensor> zeros(List<Parameter> trainable) {
    Map<String, FloatTensor> zeros = new LinkedHashMap<>();
    for (Parameter parameter : trainable) {
      long size = parameter.shape().stream().reduce(1L, (a, b) -> a * b);
      zeros.put(
          Checkpoint.momentumOf(parameter),
          FloatTensor.of(new float[Math.toIntExact(size)], parameter.dimensions()));
    }
    return zeros;
  }
}
