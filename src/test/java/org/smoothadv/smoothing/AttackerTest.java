package org.smoothadv.smoothing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.smoothadv.attack.AttackSettings;
import org.smoothadv.attack.AttackSettings.Method;
import org.smoothadv.attack.AttackSettings.Target;
import org.smoothadv.attack.Gradient;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.device.Machine;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.training.StartingPoint.InitialState;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.Network;
import org.smoothadv.network.Precision;
import org.smoothadv.smoothing.Attacker.AttackFailedException;

/** Attacks on a network that is not trained: it answers all over the place, so they succeed. */
class AttackerTest {
  private static final Network NETWORK = Architectures.named("cifar-resnet-8", 10, 32);
  private static final Map<String, FloatTensor> STATE = InitialState.draw(NETWORK, 3);
  private static final int VALUES = 32 * 32 * 3;

  /** With DDN's rounding to whole pixel values, which leaves nothing of a very small epsilon. */
  @ParameterizedTest
  @CsvSource({"PGD, 0.5", "PGD, 0.01", "DDN, 0.5", "DDN, 0.1", "DDN, 0.01", "PGD, 1e-7"})
  void examplesNeverLeaveTheBallNorTheRangeOfPixels(Method method, double epsilon) {
    double farthest = 0;
    try (Attacker attacker = attacker(settings(method, Gradient.PLUGIN, epsilon, 2), 2)) {
      for (int i = 0; i < 8; i++) {
        float[] image = image(i);
        float[] attacked = attacker.attack(image, i, i, 0);
        double distance = distance(image, attacked);
        assertTrue(distance <= epsilon, () -> distance + " is more than " + epsilon);
        farthest = Math.max(farthest, distance);
        for (float value : attacked) {
          assertTrue(value >= 0 && value <= 1, () -> "pixel " + value);
        }
      }
    }
    assertTrue(farthest > 0.9 * epsilon || epsilon < 0.02, "the ball is made use of");
  }

  @Test
  void anExampleDependsOnItsImageAndTheSeedOnly() {
    AttackSettings settings = settings(Method.PGD, Gradient.PLUGIN, 0.5, 4);
    try (Attacker attacker = attacker(settings, 4)) {
      float[] first = attacker.attack(image(0), 1, 7, 0);
      attacker.attack(image(1), 1, 8, 0);
      assertArrayEquals(first, attacker.attack(image(0), 1, 7, 0));
      assertFalse(Arrays.equals(first, attacker.attack(image(0), 1, 8, 0)), "another number");
      assertFalse(Arrays.equals(first, attacker.attack(image(0), 1, 7, 1)), "another seed");
    }
  }

  @ParameterizedTest
  @EnumSource(Gradient.class)
  void noisesThatGoThroughTheNetworkInPartsGiveTheSameExample(Gradient gradient) {
    AttackSettings settings = settings(Method.PGD, gradient, 0.5, 12);
    try (Attacker whole = attacker(settings, 12);
        Attacker parts = attacker(settings, 5)) {
      float[] expected = whole.attack(image(2), 3, 0, 0);
      float[] actual = parts.attack(image(2), 3, 0, 0);
      // Estimator (7) follows differences of nearly equal probabilities: rounding shows.
      assertEquals(0, distance(expected, actual), 0.02);
    }
  }

  @ParameterizedTest
  @EnumSource(Gradient.class)
  void anAttackThatSeesNothingFiniteFailsAndNamesTheImage(Gradient gradient) {
    Map<String, FloatTensor> state = new LinkedHashMap<>(STATE);
    float[] largest = new float[10 * 64];
    Arrays.fill(largest, 3e38f);
    state.put("fc.weight", FloatTensor.of(largest, 10, 64));
    for (Method method : List.of(Method.PGD, Method.DDN)) {
      try (Attacker attacker = attacker(state, settings(method, gradient, 0.5, 4), 2)) {
        var failure =
            assertThrows(AttackFailedException.class, () -> attacker.attack(image(0), 1, 17, 0));
        assertTrue(failure.getMessage().contains("image 17"), failure.getMessage());
      }
    }
  }

  /** A step divides by the gradient's norm: where that overflows, nothing would move. */
  @Test
  void aGradientWhoseNormOverflowsFailsToo() {
    Map<String, FloatTensor> state = new LinkedHashMap<>(STATE);
    float[] head = STATE.get("fc.weight").toArray();
    for (int i = 0; i < head.length; i++) {
      head[i] *= 1e25f;
    }
    state.put("fc.weight", FloatTensor.of(head, 10, 64));
    AttackSettings settings = settings(Method.PGD, Gradient.PLUGIN, 0.5, 2);
    try (Attacker attacker = attacker(state, settings, 2)) {
      int label = 0;
      AttackFailedException failure = null;
      // Of the class that the network answers the gradient is 0.
      while (failure == null && label < 10) {
        failure = failureAt(attacker, label++);
      }
      assertTrue(failure != null);
    }
  }

  private static AttackFailedException failureAt(Attacker attacker, int label) {
    try {
      attacker.attack(image(0), label, 0, 0);
      return null;
    } catch (AttackFailedException e) {
      return e;
    }
  }

  @Test
  void whatIsNoImageOrClassIsRefused() {
    AttackSettings settings = settings(Method.PGD, Gradient.PLUGIN, 0.5, 2);
    try (Attacker attacker = attacker(settings, 2)) {
      float[] image = image(0);
      assertThrows(InvalidInputException.class, () -> attacker.attack(image, 10, 0, 0));
      assertThrows(InvalidInputException.class, () -> attacker.attack(image, -1, 0, 0));
      image[3071] = Float.NaN;
      var refused =
          assertThrows(InvalidInputException.class, () -> attacker.attack(image, 1, 0, 0));
      assertTrue(refused.getMessage().contains("NaN at row 31, column 31, channel 2"));
    }
  }

  private static Attacker attacker(AttackSettings settings, int samplesAtOnce) {
    return attacker(STATE, settings, samplesAtOnce);
  }

  private static Attacker attacker(
      Map<String, FloatTensor> state, AttackSettings settings, int samplesAtOnce) {
    return new Attacker(
        FoldedClassifier.of(NETWORK, state, Precision.FLOAT32),
        settings,
        samplesAtOnce,
        Machine.current());
  }

  private static AttackSettings settings(
      Method method, Gradient gradient, double epsilon, int noiseSamples) {
    return new AttackSettings(method, gradient, Target.SMOOTHED, 1, epsilon, 3, 0.25, noiseSamples);
  }

  private static float[] image(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] image = new float[VALUES];
    for (int i = 0; i < VALUES; i++) {
      image[i] = random.nextInt(256) / 255f;
    }
    return image;
  }

  private static double distance(float[] a, float[] b) {
    return Math.sqrt(
        IntStream.range(0, VALUES).mapToDouble(i -> Math.pow((double) a[i] - b[i], 2)).sum());
  }
}
