package org.smoothadv.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.attack.AttackSettings.Method;
import org.smoothadv.attack.AttackSettings.Target;
import org.smoothadv.attack.Gradient;
import org.smoothadv.network.Normalization;
import org.smoothadv.network.Precision;

/** The schedules of the paper (appendix C): CIFAR-10's, and short ones. */
class TrainingConfigurationTest {
  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0.05", "5, 0.25", "9, 0.45", "10, 0.5", "11, 0.5", "149, 0.5"})
  void epsilonRisesFromZeroOverTheWarmUp(int epoch, double expected) {
    assertEquals(expected, configuration(10, 256, 1).epsilonOf(epoch), 1e-15);
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0.5", "0, 3, 0.5", "1, 0, 0", "1, 1, 0.5"})
  void epsilonIsWholeAfterTheWarmUp(int warmup, int epoch, double expected) {
    assertEquals(expected, configuration(warmup, 256, 1).epsilonOf(epoch));
  }

  @ParameterizedTest
  @CsvSource({"0, 0.1", "49, 0.1", "50, 0.01", "99, 0.01", "100, 0.001", "149, 0.001"})
  void learningRateFallsTenfoldEveryFiftyEpochs(int epoch, double expected) {
    assertEquals(expected, configuration(10, 256, 1).learningRateOf(epoch), 1e-15);
  }

  @ParameterizedTest
  @CsvSource({"256, 1, 256", "256, 4, 64", "8, 8, 1"})
  void batchCountsNetworkEvaluations(int batch, int noiseSamples, int images) {
    assertEquals(images, configuration(10, batch, noiseSamples).imagesPerStep());
  }

  private static TrainingConfiguration configuration(int warmup, int batch, int noiseSamples) {
    return new TrainingConfiguration(
        "cifar10",
        "",
        32,
        "",
        0,
        "",
        "cifar-resnet-110",
        Normalization.CIFAR10,
        Precision.FLOAT32,
        List.of(),
        0.25,
        Method.PGD,
        Gradient.PLUGIN,
        Target.SMOOTHED,
        true,
        1,
        0.5,
        2,
        noiseSamples,
        warmup,
        150,
        batch,
        0.1,
        50,
        0.1,
        0.9,
        1e-4,
        0,
        0,
        0);
  }
}
