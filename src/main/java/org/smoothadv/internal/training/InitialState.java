package org.smoothadv.internal.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.device.Machine;
import org.smoothadv.input.Seeds;
import org.smoothadv.internal.training.TrainingSession.Streams;
import org.smoothadv.network.Network;
import org.smoothadv.network.Parameter;
import org.smoothadv.run.Checkpoint;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The state that training starts from: freshly drawn parameters and momentum 0. */
public final class InitialState {
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
