package org.smoothadv.internal.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.smoothadv.attack.AttackSettings.Method;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.golden.ChannelOrder;
import org.smoothadv.golden.GoldenCase;
import org.smoothadv.golden.GoldenNetwork;
import org.smoothadv.golden.Npy;
import org.smoothadv.internal.kernels.GraphRun;
import org.smoothadv.network.Network;
import org.smoothadv.network.Parameter;
import org.smoothadv.run.AdversarialTraining;
import org.smoothadv.run.Checkpoint;
import org.smoothadv.run.NetworkSettings;
import org.smoothadv.run.Optimisation;
import org.smoothadv.run.TrainingConfiguration;
import org.smoothadv.run.TrainingData;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The golden case of kind train-step against the graph that training runs: its rows are fed in the
 * place of x̂ + delta.
 */
public final class TrainStepParity {
  private TrainStepParity() {}

  /** Takes the case's two steps and compares losses, parameters and running statistics. */
  public static void check(GoldenCase golden) throws IOException {
    GoldenNetwork start = GoldenNetwork.of(golden, "inputs");
    Network network = start.network();
    golden.requireParameter("dampening", 0);
    golden.requireParameter("nesterov", false);
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      TrainingGraph ends =
          TrainingGraph.build(Ops.create(graph), network, configuration(golden, network));
      ends.variables().restore(new GraphRun(session.runner()), initialState(start));
      Npy expectedLoss = golden.output("loss");
      float[] losses = new float[expectedLoss.doubles().length];
      for (int step = 1; step <= losses.length; step++) {
        losses[step - 1] = step(golden, session, ends);
        String after = "after" + step + "/";
        // Of a step before the last one, its effect on the next loss may be all that is stored.
        if (step == losses.length || golden.hasOutputs(after)) {
          compare(golden, after, ends.variables().snapshot(new GraphRun(session.runner())));
        }
      }
      golden.tolerance("loss").assertElements(losses, expectedLoss);
    }
  }

  private static void compare(GoldenCase golden, String after, Map<String, FloatTensor> state)
      throws IOException {
    for (Map.Entry<String, Npy> entry : golden.variables(after).entrySet()) {
      String group = entry.getKey().contains(".running_") ? "running" : "parameters";
      FloatTensor actual = state.get(entry.getKey());
      assertNotNull(actual, () -> "no variable is called " + entry.getKey());
      golden.tolerance(after + group).assertElements(actual.toArray(), entry.getValue());
    }
  }

  private static float step(GoldenCase golden, Session session, TrainingGraph ends)
      throws IOException {
    FloatTensor rows = ChannelOrder.channelsLast(golden.input("inputs").floats());
    long[] rowLabels = golden.input("labels").longs();
    int m = golden.parameter("num_noise_vectors").getAsInt();
    int[] labels = new int[rowLabels.length / m];
    for (int i = 0; i < rowLabels.length; i++) {
      labels[i / m] = (int) rowLabels[i];
      assertEquals(rowLabels[i - i % m], rowLabels[i], "rows j*m.. belong to image j");
    }
    long[] shape = rows.shape().stream().mapToLong(Long::longValue).toArray();
    try (TFloat32 rowTensor = TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(rows.toArray()));
        TInt32 labelTensor = TInt32.vectorOf(labels);
        TFloat32 rate = TFloat32.scalarOf(golden.parameter("learning_rate").getAsFloat());
        Result result =
            session
                .runner()
                .feed(ends.towers().get(0).trainingRows(), rowTensor)
                .feed(ends.towers().get(0).input().labels(), labelTensor)
                .feed(ends.learningRate(), rate)
                .addTarget(ends.update())
                .fetch(ends.loss())
                .run()) {
      return ((TFloat32) result.get(0)).getFloat();
    }
  }

  private static Map<String, FloatTensor> initialState(GoldenNetwork start) {
    Map<String, FloatTensor> state = new LinkedHashMap<>(start.state());
    for (Parameter parameter : start.network().parameters()) {
      if (parameter.trainable()) {
        int size = state.get(parameter.name()).size();
        state.put(
            Checkpoint.momentumOf(parameter),
            FloatTensor.of(new float[size], parameter.dimensions()));
      }
    }
    return state;
  }

  private static TrainingConfiguration configuration(GoldenCase golden, Network network) {
    return new TrainingConfiguration(
        TrainingData.of("cifar10", "", network.shape()),
        NetworkSettings.of(network.name()),
        AdversarialTraining.gaussian(0.25)
            .withNoiseSamples(golden.parameter("num_noise_vectors").getAsInt())
            .withAttack(Method.PGD, 0.5, 2)
            .withWarmup(0),
        new Optimisation(
            1,
            golden.parameter("rows").getAsInt(),
            golden.parameter("learning_rate").getAsDouble(),
            1,
            1,
            golden.parameter("momentum").getAsDouble(),
            golden.parameter("weight_decay").getAsDouble()),
        0);
  }
}
