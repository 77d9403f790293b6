package org.smoothadv.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.smoothadv.attack.AttackSettings.Method;
import org.smoothadv.device.Machine;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.run.Optimisation.Schedule;

/** The schedules of the paper (appendix C): CIFAR-10's, and short ones. */
class TrainingConfigurationTest {
  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0.05", "5, 0.25", "9, 0.45", "10, 0.5", "11, 0.5", "149, 0.5"})
  void epsilonRisesFromZeroOverTheWarmUp(int epoch, double expected) {
    assertEquals(expected, configuration(10, 256, 1).adversarial().epsilonOf(epoch), 1e-15);
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0.5", "0, 3, 0.5", "1, 0, 0", "1, 1, 0.5"})
  void epsilonIsWholeAfterTheWarmUp(int warmup, int epoch, double expected) {
    assertEquals(expected, configuration(warmup, 256, 1).adversarial().epsilonOf(epoch));
  }

  @ParameterizedTest
  @CsvSource({"0, 0.1", "49, 0.1", "50, 0.01", "99, 0.01", "100, 0.001", "149, 0.001"})
  void learningRateFallsTenfoldEveryFiftyEpochs(int epoch, double expected) {
    assertEquals(expected, configuration(10, 256, 1).optimisation().learningRateOf(epoch), 1e-15);
  }

  @ParameterizedTest
  @CsvSource({"256, 1, 256", "256, 4, 64", "8, 8, 1"})
  void batchCountsNetworkEvaluations(int batch, int noiseSamples, int images) {
    assertEquals(images, configuration(10, batch, noiseSamples).imagesPerStep());
  }

  @ParameterizedTest
  @CsvSource({"0, 0.1", "5, 0.05", "9, 0.002447", "10, 0"})
  void learningRateFallsAlongACosineToZero(int epoch, double expected) {
    Optimisation cosine = Optimisation.DEFAULT.withEpochs(10).withSchedule(Schedule.COSINE);
    assertEquals(expected, cosine.learningRateOf(epoch), 1e-6);
  }

  @ParameterizedTest
  @CsvSource({
    "MACER, true, 0, 0",
    "MACER, true, 49, 0",
    "MACER, true, 50, 1",
    "MACER, false, 0, 1",
    "SMOOTHMIX, false, 0, 0.1",
    "SMOOTHMIX, false, 4, 0.5",
    "SMOOTHMIX, false, 9, 1",
    "SMOOTHMIX, false, 20, 1",
    "STABILITY, false, 0, 1"
  })
  void whatAnObjectiveAddsMayComeGradually(
      ObjectiveSettings.Method method, boolean deferred, int epoch, double expected) {
    ObjectiveSettings usual = ObjectiveSettings.of(method);
    ObjectiveSettings objective =
        new ObjectiveSettings(
            method,
            usual.lambda(),
            usual.eta(),
            usual.beta(),
            usual.gamma(),
            deferred,
            usual.alpha(),
            usual.mixStep());
    assertEquals(expected, minimising(objective).rampOf(epoch), 1e-15);
  }

  private static TrainingConfiguration minimising(ObjectiveSettings objective) {
    AdversarialTraining gaussian = AdversarialTraining.gaussian(0.25);
    return new TrainingConfiguration(
        TrainingData.of("cifar10", "", 32),
        NetworkSettings.of("cifar-resnet-110"),
        objective.objective() == ObjectiveSettings.Method.SMOOTHMIX
            ? gaussian.withSteps(4)
            : gaussian,
        objective,
        Optimisation.DEFAULT,
        0);
  }

  private static TrainingConfiguration configuration(int warmup, int batch, int noiseSamples) {
    return new TrainingConfiguration(
        TrainingData.of("cifar10", "", 32),
        NetworkSettings.of("cifar-resnet-110"),
        AdversarialTraining.gaussian(0.25)
            .withNoiseSamples(noiseSamples)
            .withAttack(Method.PGD, 0.5, 2)
            .withWarmup(warmup),
        Optimisation.DEFAULT.withBatch(batch),
        0);
  }

  /** A run.json of a version whose configuration was one record of all fields. */
  private static final String RUN_JSON =
      """
      {
        "format": 1,
        "classes": 10,
        "trainingImages": 96,
        "unlabelledImages": 0,
        "fineTuneDigest": "",
        "configuration": {
          "dataset": "synthetic",
          "data": "",
          "imageSize": 32,
          "unlabelled": "",
          "unlabelledWeight": 0.0,
          "fineTune": "",
          "architecture": "cifar-resnet-8",
          "normalization": {
            "mean": [
              0.4914,
              0.4822,
              0.4465
            ],
            "standardDeviation": [
              0.2023,
              0.1994,
              0.201
            ]
          },
          "precision": "float32",
          "devices": [],
          "sigma": 0.25,
          "attack": "pgd",
          "gradient": "plugin",
          "attackTarget": "smoothed",
          "noiseAfterAttack": true,
          "inverseTemperature": 1.0,
          "epsilon": 0.5,
          "steps": 2,
          "noiseSamples": 2,
          "warmup": 2,
          "epochs": 2,
          "batch": 32,
          "learningRate": 0.1,
          "learningRateStep": 50,
          "learningRateDecay": 0.1,
          "momentum": 0.9,
          "weightDecay": 1.0E-4,
          "limit": 96,
          "evaluationLimit": 16,
          "seed": 0
        },
        "machine": {
          "threads": 2,
          "concurrentOperations": 2,
          "description": "Linux amd64, Java 17.0.15"
        }
      }
      """;

  @Test
  void earlierRunsAreReadAndWrittenTheSame() {
    RunDescription description = RunDescription.fromJson(RUN_JSON);
    TrainingConfiguration configuration = description.configuration();

    assertEquals(RUN_JSON, description.toJson());
    assertEquals("synthetic", configuration.data().dataset());
    assertEquals(16, configuration.data().evaluationLimit());
    assertEquals(Method.PGD, configuration.adversarial().attack());
    assertEquals(2, configuration.adversarial().noiseSamples());
    assertEquals(1e-4, configuration.optimisation().weightDecay());
  }

  @Test
  void earlierRunsMinimiseTheCrossEntropy() {
    TrainingConfiguration configuration = RunDescription.fromJson(RUN_JSON).configuration();
    assertEquals(ObjectiveSettings.CROSS_ENTROPY, configuration.objective());
    assertEquals(Schedule.STEP, configuration.optimisation().schedule());
    assertFalse(configuration.optimisation().nesterov());
  }

  @ParameterizedTest
  @EnumSource(ObjectiveSettings.Method.class)
  void everyObjectiveIsReadAsItWasWritten(ObjectiveSettings.Method method) {
    TrainingConfiguration base =
        method == ObjectiveSettings.Method.CONSISTENCY
            ? configuration(10, 256, 2)
            : minimising(ObjectiveSettings.of(ObjectiveSettings.Method.STABILITY));
    AdversarialTraining adversarial = base.adversarial();
    TrainingConfiguration written =
        new TrainingConfiguration(
            base.data(),
            base.network(),
            method == ObjectiveSettings.Method.SMOOTHMIX ? adversarial.withSteps(4) : adversarial,
            ObjectiveSettings.of(method),
            base.optimisation().withSchedule(Schedule.COSINE).withNesterov(true),
            3);
    RunDescription run = new RunDescription(10, 96, written, Machine.current());
    assertEquals(written, RunDescription.fromJson(run.toJson()).configuration());
  }

  @Test
  void whatIsWrongIsNamedAsTheApiCallsIt() {
    InvalidSettingException refused =
        assertThrows(InvalidSettingException.class, () -> configuration(10, 256, 3));

    assertEquals("batch is 256; accepted is a multiple of noiseSamples 3", refused.getMessage());
    assertEquals(List.of("batch", "noiseSamples"), refused.fields());
  }
}
