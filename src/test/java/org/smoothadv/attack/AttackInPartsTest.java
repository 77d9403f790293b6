package org.smoothadv.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.attack.AttackSettings.Method;

class AttackInPartsTest {
  private static final int IMAGES = 7;
  private static final int[] LABELS = {0, 1, 2, 0, 1, 2, 0};

  @ParameterizedTest
  @CsvSource({"PGD, 1, 1", "PGD, 2, 3", "PGD, 4, 7", "PGD, 2, 100", "DDN, 2, 3", "DDN, 1, 2"})
  void findsWhatTheAttackFindsOnTheWholeBatch(Method method, int noiseSamples, int images) {
    try (GraphRun run = new GraphRun()) {
      Attack attack =
          new AttackSettings(
                  method,
                  Gradient.PLUGIN,
                  AttackSettings.Target.SMOOTHED,
                  1,
                  0.5,
                  4,
                  0.25,
                  noiseSamples)
              .attack(new ToyClassifier(3), noiseSamples);
      Attack.Input input =
          new Attack.Input(
              run.images(drawn(IMAGES, 1)),
              run.oneHot(LABELS),
              new Noise.Stored(
                  new NoisyCopies(run.images(drawn(IMAGES * noiseSamples, 0.25)), noiseSamples)),
              run.tf.constant(0.5f),
              run.seed(4));

      float[] whole = run.floats(attack.attack(run.tf, input));
      float[] inParts = run.floats(new AttackInParts(attack, images).attack(run.tf, input));

      assertArrayEquals(whole, inParts, 1e-5f);
    }
  }

  @Test
  void refusesNoisesThatAreDrawnForAWholeBatch() {
    try (GraphRun run = new GraphRun()) {
      Noise drawn = new DrawnNoise(run.seed(1), DrawnNoise.Sampling.INDEPENDENT, 0.25, 2);
      assertThrows(
          UnsupportedOperationException.class,
          () -> drawn.at(run.tf, run.tf.constant(new int[] {0})));
    }
  }

  @Test
  void needsAnImage() {
    Attack attack = (tf, input) -> input.images();
    assertThrows(IllegalArgumentException.class, () -> new AttackInParts(attack, 0));
  }

  private static float[] drawn(int images, double scale) {
    SplittableRandom random = new SplittableRandom(images);
    float[] values = new float[images * ToyClassifier.VALUES];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (scale * random.nextDouble());
    }
    return values;
  }
}
