package org.smoothadv.internal.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.smoothadv.attack.AttackSettings.Method;
import org.smoothadv.attack.Gradient;
import org.smoothadv.device.Device;
import org.smoothadv.device.Machine;
import org.smoothadv.internal.kernels.GraphRun;
import org.smoothadv.internal.training.TrainingSession.Streams;
import org.smoothadv.run.TrainingConfiguration;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DeviceStepStats;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.proto.StepStats;
import org.tensorflow.types.TFloat32;

/** Where TensorFlow says that it ran the operations of a step. */
class TowerPlacementTest {
  private static final String CPU = "/job:localhost/replica:0/task:0/device:CPU:";

  @Test
  void everyTowerRunsOnItsDeviceFromTheAttackToTheGradient() {
    StepStats stats = step("cpu:0", "cpu:2");
    Map<String, Map<String, Integer>> operations = new TreeMap<>();
    for (DeviceStepStats device : stats.getDevStatsList()) {
      for (NodeExecStats node : device.getNodeStatsList()) {
        String operation = operation(node);
        if (operation.contains("Conv") || operation.contains("BatchNorm")) {
          operations
              .computeIfAbsent(device.getDevice(), name -> new TreeMap<>())
              .merge(operation, 1, Integer::sum);
        }
      }
    }
    assertEquals(List.of(CPU + 0, CPU + 2), List.copyOf(operations.keySet()));
    assertEquals(operations.get(CPU + 0), operations.get(CPU + 2));
    // Both steps of the attack take both convolutions forth and back; SGD takes them forth, back to
    // their kernels, and back to the input of the second.
    Map<String, Integer> tower = operations.get(CPU + 2);
    assertEquals(2 * 2 + 2, total(tower, "Conv2D"));
    assertEquals(2 * 2 + 1, total(tower, "Conv2DBackpropInput"));
    assertEquals(2, total(tower, "Conv2DBackpropFilter"));
  }

  @Test
  void variablesAreOnTheFirstDeviceOnly() {
    StepStats stats = step("cpu:1", "cpu:0");
    int updates = 0;
    for (DeviceStepStats device : stats.getDevStatsList()) {
      for (NodeExecStats node : device.getNodeStatsList()) {
        String operation = operation(node);
        if (operation.equals("ReadVariableOp") || operation.equals("ResourceApplyMomentum")) {
          assertEquals(CPU + 1, device.getDevice(), node.getTimelineLabel());
          updates += operation.equals("ResourceApplyMomentum") ? 1 : 0;
        }
      }
    }
    assertEquals(8, updates);
  }

  @Test
  void oneDeviceThatIsNamedRunsEverythingThatHasAKernel() {
    for (DeviceStepStats device : step("cpu:1").getDevStatsList()) {
      if (!device.getDevice().equals(CPU + 1)) {
        for (NodeExecStats node : device.getNodeStatsList()) {
          assertTrue(!operation(node).contains("Conv"), node.getTimelineLabel());
        }
      }
    }
  }

  private static int total(Map<String, Integer> operations, String suffix) {
    return operations.entrySet().stream()
        .filter(entry -> entry.getKey().endsWith(suffix))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  /** A label is {@code name = Operation(inputs)}. */
  private static String operation(NodeExecStats node) {
    return node.getTimelineLabel().replaceFirst("^.* = ", "").replaceFirst("\\(.*$", "");
  }

  private static StepStats step(String... devices) {
    TrainingConfiguration configuration =
        SmallStep.configuration(Method.PGD, Gradient.PLUGIN, 1, devices);
    try (Graph graph = new Graph()) {
      TrainingGraph ends = TrainingGraph.build(Ops.create(graph), SmallStep.NETWORK, configuration);
      List<Device> named = Device.named(configuration.network().devices());
      try (Session session = new Session(graph, Machine.current().sessionConfiguration(named))) {
        ends.variables().restore(new GraphRun(session.runner()), SmallStep.START);
        return traced(session, ends, configuration);
      }
    }
  }

  private static StepStats traced(
      Session session, TrainingGraph ends, TrainingConfiguration configuration) {
    RunOptions trace =
        RunOptions.newBuilder().setTraceLevel(RunOptions.TraceLevel.FULL_TRACE).build();
    Session.Runner runner = session.runner();
    try (BatchFeeds feeds =
            new BatchFeeds(
                new GraphRun(runner),
                ends,
                configuration,
                SmallStep.images(4),
                SmallStep.EPSILON,
                Streams.TRAINING_NOISE,
                0);
        TFloat32 rate = TFloat32.scalarOf(0.1f);
        Result result =
            runner
                .feed(ends.learningRate(), rate)
                .addTarget(ends.update())
                .fetch(ends.loss())
                .setOptions(trace)
                .runAndFetchMetadata()) {
      return result.getMetadata().orElseThrow().getStepStats();
    }
  }
}
