package org.smoothadv.internal.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.attack.AttackSettings.Method;
import org.smoothadv.run.AdversarialTraining;
import org.smoothadv.run.NetworkSettings;
import org.smoothadv.run.Optimisation;
import org.smoothadv.run.TrainingConfiguration;
import org.smoothadv.run.TrainingData;

/** Evaluations under attack are bounded by what their epoch takes. */
class EvaluationWorkTest {
  private static final int CIFAR = 50_000;

  private static TrainingConfiguration configuration(int steps, int noiseSamples, double share) {
    return new TrainingConfiguration(
        TrainingData.of("synthetic", "", 32).withEvaluationShare(share),
        NetworkSettings.of("cifar-resnet-8"),
        AdversarialTraining.gaussian(0.25)
            .withNoiseSamples(noiseSamples)
            .withAttack(Method.PGD, 0.5, steps),
        Optimisation.DEFAULT,
        0);
  }

  /** Of the epochs of the paper, the first has no attack. */
  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "2, 2", "2, 8", "4, 4", "8, 1", "10, 1", "10, 8"})
  void takeAtMostFiveInAHundredPartsOfEachEpochOfThePaper(int steps, int noises) {
    EvaluationWork work = EvaluationWork.of(configuration(steps, noises, 0.05));
    for (int epoch = 0; epoch < 3; epoch++) {
      int attacked = work.attacked(epoch, CIFAR, 1000);
      double attack = 2.0 * steps * noises;
      double evaluation = 1000 + attacked * (attack + 1);
      double training = CIFAR * (3.0 * noises + (epoch == 0 ? 0 : attack));
      assertTrue(evaluation / (evaluation + training) <= 0.05, epoch + ": " + attacked);
      assertTrue(attacked == 1000 || (epoch == 0 && attacked >= 300), epoch + ": " + attacked);
    }
  }

  @Test
  void ofSmallEpochsAreSmall() {
    EvaluationWork work = EvaluationWork.of(configuration(2, 1, 0.05));
    assertEquals(168, work.attacked(20, 5000, 1000));
    assertEquals(100, work.attacked(20, 100, 1000));
    assertEquals(40, work.attacked(20, 100, 40));
  }

  @Test
  void areWholeWhereNoShareIsSet() {
    assertEquals(1000, EvaluationWork.of(configuration(10, 1, 0)).attacked(0, 64, 1000));
  }
}
