package org.smoothadv.internal.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.device.Machine;
import org.smoothadv.internal.training.StartingPoint.InitialState;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.Network;
import org.smoothadv.network.Parameter;
import org.smoothadv.run.AdversarialTraining;
import org.smoothadv.run.Checkpoint;
import org.smoothadv.run.NetworkSettings;
import org.smoothadv.run.Optimisation;
import org.smoothadv.run.RunDescription;
import org.smoothadv.run.RunFolder;
import org.smoothadv.run.RunLock;
import org.smoothadv.run.TrainingConfiguration;
import org.smoothadv.run.TrainingData;

/** What fine-tuning takes from the pre-trained model (appendix E.1). */
class StartingPointTest {
  private static final int SEED = 5;
  private static final Network NETWORK = Architectures.named("cifar-resnet-8", 100, 32);

  @TempDir static Path folder;
  private static Checkpoint pretrained;

  /** A run of 100 classes, none of whose tensors is what a network starts with. */
  @BeforeAll
  static void save() throws IOException {
    Map<String, FloatTensor> state = new LinkedHashMap<>();
    InitialState.draw(NETWORK, 1)
        .forEach(
            (name, tensor) -> {
              float[] values = tensor.toArray();
              for (int i = 0; i < values.length; i++) {
                values[i] += 0.25f;
              }
              long[] shape = tensor.shape().stream().mapToLong(Long::longValue).toArray();
              state.put(name, FloatTensor.of(values, shape));
            });
    pretrained = new Checkpoint(150, state);
    try (RunLock lock = RunLock.takeNew(folder.resolve("run"))) {
      RunFolder.create(lock, new RunDescription(100, 1000, configuration(""), Machine.current()))
          .save(pretrained);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "run/checkpoints/latest.safetensors"})
  void allLayersAreKeptWhereTheClassesAreAsMany(String path) throws IOException {
    Map<String, FloatTensor> state = start(path, 100).checkpoint().state();
    for (Parameter parameter : NETWORK.parameters()) {
      String name = parameter.name();
      assertEquals(pretrained.state().get(name), state.get(name), name);
    }
  }

  @Test
  void lastLayerIsDrawnAnewForAnotherNumberOfClasses() throws IOException {
    Map<String, FloatTensor> state = start("run", 10).checkpoint().state();
    Network network = Architectures.named("cifar-resnet-8", 10, 32);
    Map<String, FloatTensor> fresh = InitialState.draw(network, SEED);
    int drawn = 0;
    for (Parameter parameter : network.parameters()) {
      String name = parameter.name();
      if (name.startsWith("fc.")) {
        assertEquals(fresh.get(name), state.get(name), name);
        assertEquals(parameter.shape(), state.get(name).shape());
        drawn++;
      } else {
        assertEquals(pretrained.state().get(name), state.get(name), name);
        assertNotEquals(fresh.get(name), state.get(name), name);
      }
    }
    assertEquals(2, drawn);
  }

  @Test
  void imagesMayHaveAnotherSizeWhereTheArchitectureTakesIt() throws IOException {
    Network larger = Architectures.named("cifar-resnet-8", 100, 64);
    Map<String, FloatTensor> state =
        StartingPoint.of(configuration(folder.resolve("run").toString()), larger)
            .checkpoint()
            .state();
    larger
        .parameters()
        .forEach(p -> assertEquals(pretrained.state().get(p.name()), state.get(p.name())));
  }

  @Test
  void epochsAndMomentumBeginAtZero() throws IOException {
    Checkpoint checkpoint = start("run", 10).checkpoint();
    assertEquals(0, checkpoint.epochsDone());
    int momenta = 0;
    for (Map.Entry<String, FloatTensor> entry : checkpoint.state().entrySet()) {
      if (entry.getKey().startsWith("momentum/")) {
        for (float value : entry.getValue().toArray()) {
          assertEquals(0, value, entry.getKey());
        }
        momenta++;
      }
    }
    assertTrue(momenta > 0);
  }

  @Test
  void digestIsThatOfThePretrainedCheckpoint() throws IOException {
    assertEquals(pretrained.digest(), start("run", 10).digest());
    StartingPoint fresh = StartingPoint.of(configuration(""), NETWORK);
    assertEquals("", fresh.digest());
    assertEquals(InitialState.draw(NETWORK, SEED), fresh.checkpoint().state());
  }

  private static StartingPoint start(String path, int classes) throws IOException {
    return StartingPoint.of(
        configuration(folder.resolve(path).toString()),
        Architectures.named("cifar-resnet-8", classes, 32));
  }

  private static TrainingConfiguration configuration(String fineTune) {
    return new TrainingConfiguration(
        TrainingData.of("synthetic", "", 32),
        NetworkSettings.of(NETWORK.name()).withFineTune(fineTune),
        AdversarialTraining.gaussian(0.25).withWarmup(0),
        new Optimisation(1, 16, 0.1, 1, 1, 0.9, 0),
        SEED);
  }
}
