package org.smoothadv.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.attack.AttackSettings.Method;
import org.smoothadv.attack.AttackSettings.Target;
import org.smoothadv.input.InvalidInputException;

class AttackSettingsTest {
  @ParameterizedTest
  @CsvSource({
    "PGD,  PLUGIN,           SMOOTHED,  1, 0,   2, 0.25, 1, epsilon is 0",
    "PGD,  PLUGIN,           SMOOTHED,  1, 0.5, 0, 0.25, 1, steps is 0",
    "PGD,  PLUGIN,           SMOOTHED,  1, 0.5, 2, 0.25, 0, noiseSamples is 0",
    "PGD,  PLUGIN,           SMOOTHED,  0, 0.5, 2, 0.25, 1, inverseTemperature is 0",
    "PGD,  PLUGIN,           SMOOTHED, -1, 0.5, 2, 0.25, 1, inverseTemperature is -1",
    "DDN,  PLUGIN,           BASE,      1, 0.5, 2, 0.25, 4, noiseSamples is 4",
    "PGD,  STEIN,            BASE,      1, 0.5, 2, 0.25, 1, gradient is stein",
    "PGD,  STEIN_HARD,       SMOOTHED,  1, 0.5, 2, 0,    1, gradient is stein-hard",
    "PGD,  STEIN_BASELINE,   SMOOTHED,  1, 0.5, 2, 0.25, 1, noiseSamples is 1",
    "PGD,  STEIN_ANTITHETIC, SMOOTHED,  1, 0.5, 2, 0.25, 5, noiseSamples is 5",
    "NONE, STEIN,            SMOOTHED,  1, 0,   0, 0.25, 1, gradient is stein",
    "NONE, PLUGIN,           BASE,      1, 0,   0, 0.25, 1, attackTarget is base",
    "NONE, PLUGIN,           SMOOTHED,  2, 0,   0, 0.25, 1, inverseTemperature is 2",
    "NONE, PLUGIN,           SMOOTHED,  1, 0.5, 0, 0.25, 1, epsilon is 0.5",
    "NONE, PLUGIN,           SMOOTHED,  1, 0,   3, 0.25, 1, steps is 3",
  })
  void whatCannotBeIsRefusedByItsOption(
      Method method,
      Gradient gradient,
      Target target,
      double inverseTemperature,
      double epsilon,
      int steps,
      double sigma,
      int noiseSamples,
      String begins) {
    InvalidInputException refused =
        assertThrows(
            InvalidInputException.class,
            () ->
                new AttackSettings(
                    method,
                    gradient,
                    target,
                    inverseTemperature,
                    epsilon,
                    steps,
                    sigma,
                    noiseSamples));
    assertTrue(refused.getMessage().startsWith(begins + "; "), refused.getMessage());
  }

  @Test
  void everyGradientIsAcceptedWithNoisesEnough() {
    for (Gradient gradient : Gradient.values()) {
      AttackSettings settings =
          new AttackSettings(
              Method.DDN, gradient, Target.SMOOTHED, 0.5, 127 / 255.0, 20, 0.12, 128);
      assertEquals(gradient, settings.gradient());
    }
  }
}
