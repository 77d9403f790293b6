package org.smoothadv.internal.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.device.Machine;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.input.Seeds;
import org.smoothadv.internal.training.TrainingSession.Streams;
import org.smoothadv.network.Network;
import org.smoothadv.network.Parameter;
import org.smoothadv.run.Checkpoint;
import org.smoothadv.run.TrainingConfiguration;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Where a run begins: at a fresh network, or at the pre-trained model that it fine-tunes (Salman et
 * al. 2019, appendix E.1).
 */
public final class StartingPoint {
  private final Network network;
  private final long seed;
  private final Optional<Checkpoint> pretrained;

  private StartingPoint(Network network, long seed, Optional<Checkpoint> pretrained) {
    this.network = network;
    this.seed = seed;
    this.pretrained = pretrained;
  }

  /**
   * Reads the pre-trained model where the configuration names one.
   *
   * @param network of the configuration's architecture
   * @throws InvalidInputException if the model cannot be used, or is of another architecture or
   *     normalisation
   */
  public static StartingPoint of(TrainingConfiguration configuration, Network network)
      throws IOException {
    if (configuration.network().fineTune().isEmpty()) {
      return new StartingPoint(network, configuration.seed(), Optional.empty());
    }
    PretrainedModel model = PretrainedModel.open(Path.of(configuration.network().fineTune()));
    if (!model.architecture().equals(network.name())) {
      throw new InvalidSettingException(
          "architecture",
          "{architecture} %s: the model of {fineTune} %s is a %s; leave {architecture} out, or name a run of this architecture",
          network.name(),
          configuration.network().fineTune(),
          model.architecture());
    }
    if (!model.normalization().equals(configuration.network().normalization())) {
      throw new InvalidSettingException(
          "normalization",
          "{normalization} %s: the model of {fineTune} %s was trained behind %s; leave {normalization} out, for the model keeps its own",
          configuration.network().normalizationText(),
          configuration.network().fineTune(),
          model.normalizationText());
    }
    Checkpoint checkpoint = model.checkpoint();
    requireFits(configuration.network().fineTune(), checkpoint, network);
    return new StartingPoint(network, configuration.seed(), Optional.of(checkpoint));
  }

  /** The pre-trained checkpoint's {@link Checkpoint#digest}; empty for a fresh network. */
  public String digest() {
    return pretrained.map(Checkpoint::digest).orElse("");
  }

  /**
   * The state before the first epoch. Of a pre-trained model all layers are kept, with their
   * running statistics, apart from the last one where it has another number of classes: that is
   * drawn anew. Momentum is 0.
   */
  public Checkpoint checkpoint() {
    Map<String, FloatTensor> state = new LinkedHashMap<>(InitialState.draw(network, seed));
    pretrained.ifPresent(model -> replaceLayers(state, model));
    return new Checkpoint(0, state);
  }

  /** All layers but the last, which may have other inputs where the images have another size. */
  private static void requireFits(String place, Checkpoint model, Network network) {
    for (Parameter parameter : network.parameters()) {
      FloatTensor value = model.state().get(parameter.name());
      if (!parameter.name().startsWith(network.linear().name() + ".")
          && !value.shape().equals(parameter.shape())) {
        throw new InvalidSettingException(
            "fineTune",
            "{fineTune} %s: its tensor '%s' has shape %s, not %s: it was trained on images of another size",
            place,
            parameter.name(),
            value.shape(),
            parameter.shape());
      }
    }
  }

  private void replaceLayers(Map<String, FloatTensor> state, Checkpoint model) {
    String last = network.linear().name() + ".";
    for (Parameter parameter : network.parameters()) {
      String name = parameter.name();
      FloatTensor value = model.state().get(name);
      if (!name.startsWith(last) || value.shape().equals(parameter.shape())) {
        state.put(name, value);
      }
    }
  }

  /** The state that training starts from: freshly drawn parameters and momentum 0. */
  public static final class InitialState {
    private InitialState() {}

    /** Draws the state; equal seeds draw equal states. */
    public static Map<String, FloatTensor> draw(Network network, long seed) {
      List<Parameter> parameters = network.parameters();
      Map<String, FloatTensor> state = new LinkedHashMap<>();
      try (Graph graph = new Graph();
          Session session = new Session(graph, Machine.current().cpuConfiguration())) {
        Ops tf = Ops.create(graph);
        List<Operand<TFloat32>> values = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
          Parameter parameter = parameters.get(i);
          values.add(
              parameter
                  .initialization()
                  .draw(tf, parameter.dimensions(), Seeds.derive(seed, Streams.INITIAL_STATE, i)));
        }
        Session.Runner runner = session.runner();
        values.forEach(runner::fetch);
        try (Result result = runner.run()) {
          for (int i = 0; i < parameters.size(); i++) {
            state.put(parameters.get(i).name(), Variables.copy((TFloat32) result.get(i)));
          }
        }
      }
      for (Parameter parameter : parameters) {
        if (parameter.trainable()) {
          int size = state.get(parameter.name()).size();
          state.put(
              Checkpoint.momentumOf(parameter),
              FloatTensor.of(new float[size], parameter.dimensions()));
        }
      }
      return state;
    }
  }
}
