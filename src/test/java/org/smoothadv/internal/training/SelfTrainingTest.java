package org.smoothadv.internal.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.device.Machine;
import org.smoothadv.internal.dataset.ImageDataset;
import org.smoothadv.internal.dataset.Split;
import org.smoothadv.internal.dataset.SyntheticShapes;
import org.smoothadv.internal.dataset.TrainingImages;
import org.smoothadv.internal.training.StartingPoint.InitialState;
import org.smoothadv.internal.training.TrainingListener.EpochResult;
import org.smoothadv.internal.training.TrainingListener.EpochResult.SourceScore;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.Network;
import org.smoothadv.run.AdversarialTraining;
import org.smoothadv.run.NetworkSettings;
import org.smoothadv.run.Optimisation;
import org.smoothadv.run.RunDescription;
import org.smoothadv.run.RunFolder;
import org.smoothadv.run.RunLock;
import org.smoothadv.run.TrainingConfiguration;
import org.smoothadv.run.TrainingData;

/**
 * Which steps the trainer scales. Without noise, momentum and weight decay a step is a function of
 * its images and the weights alone, and a step whose loss weighs nothing changes no weight.
 */
class SelfTrainingTest {
  private static final Network NETWORK = Architectures.named("cifar-resnet-8", 10, 32);
  private static final ImageDataset LABELLED = SyntheticShapes.draw(Split.TEST, 0).limitedTo(60);
  private static final ImageDataset OTHERS = SyntheticShapes.draw(Split.TEST, 1).limitedTo(40);
  private static final Map<String, FloatTensor> START = InitialState.draw(NETWORK, 0);

  /** One for all weights: the weight is fed. */
  private static final TrainingSession SESSION =
      new TrainingSession(NETWORK, configuration(false, 0), Machine.current());

  @TempDir Path folder;

  @AfterAll
  static void close() {
    SESSION.close();
  }

  /** A run of one epoch. */
  private record Run(EpochResult result, Map<String, FloatTensor> after) {
    FloatTensor trained(String name) {
      return after.get(name);
    }
  }

  @Test
  void pseudoLabelsWithoutWeightLeaveWhatTheLabelledStepsAloneMake() throws IOException {
    Run alone = train("alone", Optional.empty(), 0);
    Run weightless = train("weightless", Optional.of(OTHERS), 1e-30);
    NETWORK
        .parameters()
        .forEach(
            parameter -> {
              FloatTensor expected = alone.after.get(parameter.name());
              FloatTensor actual = weightless.after.get(parameter.name());
              if (parameter.trainable()) {
                assertEquals(expected, actual, parameter.name());
              } else {
                assertNotEquals(expected, actual, "statistics of all steps: " + parameter.name());
              }
            });
  }

  @Test
  void theirWeightCounts() throws IOException {
    FloatTensor none = train("none", Optional.of(OTHERS), 1e-30).trained("fc.weight");
    FloatTensor half = train("half", Optional.of(OTHERS), 0.5).trained("fc.weight");
    FloatTensor whole = train("whole", Optional.of(OTHERS), 1).trained("fc.weight");
    assertTrue(distance(none, half) > 1e-3, "" + distance(none, half));
    assertTrue(distance(none, whole) > 1.2 * distance(none, half), "" + distance(none, whole));
  }

  @Test
  void countsStepsAndReportsLossesByKindAndUnscaled() throws IOException {
    Run run = train("run", Optional.of(OTHERS), 1e-30);
    SourceScore labelled = run.result.labelled();
    SourceScore pseudo = run.result.pseudoLabelled().orElseThrow();
    assertEquals(4, labelled.steps());
    assertEquals(60, labelled.score().rows());
    assertEquals(4, pseudo.steps());
    assertEquals(16 + 16 + 8 + 16, pseudo.score().rows());
    assertTrue(pseudo.score().meanLoss() > 1, "" + pseudo);
    assertEquals(60 + 56, run.result.training().rows());
    assertEquals(
        (labelled.score().loss() + pseudo.score().loss()) / 116,
        run.result.training().meanLoss(),
        1e-9);
  }

  private Run train(String name, Optional<ImageDataset> pseudoLabelled, double weight)
      throws IOException {
    TrainingConfiguration configuration = configuration(pseudoLabelled.isPresent(), weight);
    Machine machine = Machine.current();
    RunFolder run;
    try (RunLock lock = RunLock.takeNew(folder.resolve(name))) {
      run = RunFolder.create(lock, new RunDescription(10, LABELLED.size(), configuration, machine));
    }
    List<EpochResult> results = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void epochFinished(EpochResult result) {
            results.add(result);
          }
        };
    SESSION.restore(START);
    new Trainer(
            configuration,
            SESSION,
            TrainingImages.of(LABELLED, pseudoLabelled),
            LABELLED.limitedTo(8),
            List.of(listener))
        .run(run, 0);
    return new Run(results.get(0), SESSION.snapshot());
  }

  private static double distance(FloatTensor a, FloatTensor b) {
    double squares = 0;
    for (int i = 0; i < a.size(); i++) {
      double difference = a.values().get(i) - b.values().get(i);
      squares += difference * difference;
    }
    return Math.sqrt(squares);
  }

  private static TrainingConfiguration configuration(boolean selfTraining, double weight) {
    return new TrainingConfiguration(
        TrainingData.of("synthetic", "", 32)
            .withUnlabelled(selfTraining ? "others.npz" : "", weight)
            .withLimits(0, 0),
        NetworkSettings.of(NETWORK.name()),
        AdversarialTraining.gaussian(0).withWarmup(0),
        new Optimisation(1, 16, 0.05, 1, 1, 0, 0),
        0);
  }
}
