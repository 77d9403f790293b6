package org.smoothadv.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.support.SmallGraph;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Attacks on a linear classifier of four pixels and two classes. Its loss for class 0 grows along
 * the difference of its columns, (3, 4, 0, 0) / 5, wherever the image is.
 */
class PgdAttackTest {
  private static final LinearClassifier CLASSIFIER =
      new LinearClassifier(new double[][] {{0, 3}, {0, 4}, {0, 0}, {0, 0}});

  private static final LinearClassifier CONSTANT = new LinearClassifier(new double[4][2]);

  private static final float[] GRAY = {0.5f, 0.5f, 0.5f, 0.5f};

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10})
  void reachesTheEdgeOfTheBallAlongTheGradient(int steps) {
    assertArrayEquals(
        new float[] {0.56f, 0.58f, 0.5f, 0.5f}, attack(CLASSIFIER, steps, 0.1f, 1, GRAY), 1e-6f);
  }

  @Test
  void oneStepIsTwoEpsilonOverT() {
    try (SmallGraph graph = new SmallGraph()) {
      Operand<TFloat32> images = graph.constant(GRAY, 1, 2, 2, 1);
      float[] moved =
          graph.values(
              pgd(CLASSIFIER, 8)
                  .step(
                      graph.tf(),
                      new Attack.Input(
                          images,
                          graph.constant(new float[] {1, 0}, 1, 2),
                          new Noise.None(),
                          graph.tf().constant(0.1f),
                          graph.tf().constant(new long[] {1, 0})),
                      graph.tf().zerosLike(images),
                      images));
      // 2 * 0.1 / 8 = 0.025 along (0.6, 0.8, 0, 0).
      assertArrayEquals(new float[] {0.015f, 0.02f, 0, 0}, moved, 1e-7f);
    }
  }

  @Test
  void clipsPixelsBeforeItProjects() {
    // From (0.95, 0.5, ...) the one step of length 2 leads to (2.15, 2.1, ...): clipped to
    // (1, 1, ...), a perturbation of (0.05, 0.5), which lies inside the ball.
    assertArrayEquals(
        new float[] {1, 1, 0.5f, 0.5f},
        attack(CLASSIFIER, 1, 1f, 1, 0.95f, 0.5f, 0.5f, 0.5f),
        1e-6f);
  }

  @ParameterizedTest
  @ValueSource(floats = {0.01f, 0.5f, 2})
  void staysInTheBallAndAmongPixels(float epsilon) {
    Random random = new Random(3);
    float[] images = new float[4 * 50];
    for (int i = 0; i < images.length; i++) {
      images[i] = Math.min(1, Math.max(0, 2 * random.nextFloat() - 0.5f));
    }
    double[][] weights = new double[4][2];
    for (double[] row : weights) {
      Arrays.setAll(row, c -> random.nextGaussian());
    }
    float[] adversarial = attack(new LinearClassifier(weights), 5, epsilon, 50, images);
    int moved = 0;
    for (int j = 0; j < 50; j++) {
      double norm = distance(images, adversarial, j);
      assertTrue(norm <= epsilon * (1 + 1e-6), "norm " + norm);
      moved += norm > 0 ? 1 : 0;
    }
    assertTrue(moved > 40, "all but images in corners of the range are moved: " + moved);
    for (float pixel : adversarial) {
      assertTrue(pixel >= -1e-6f && pixel <= 1 + 1e-6f, "pixel " + pixel);
    }
  }

  @Test
  void zeroGradientTakesARandomDirectionOfTheStepsLength() {
    float[] first = attack(CONSTANT, 1, 0.1f, 1, GRAY);
    assertEquals(0.1, distance(GRAY, first, 0), 1e-6, "one step of 0.2, projected");
    float[] moved = attackWithSeed(CONSTANT, 16, 0.1f, 9, GRAY);
    // A walk of 16 steps of 0.0125, each in its own direction, ends at about 0.05.
    double distance = distance(GRAY, moved, 0);
    assertTrue(distance > 0.01 && distance < 0.0999, "distance " + distance);
    assertArrayEquals(moved, attackWithSeed(CONSTANT, 16, 0.1f, 9, GRAY));
    assertNotEquals(moved[0], attackWithSeed(CONSTANT, 16, 0.1f, 10, GRAY)[0]);
  }

  @Test
  void onlyImagesWithoutGradientMoveAtRandom() {
    // A logit that is 0 below a sum of pixels of 1, and grows above it.
    try (SmallGraph graph = new SmallGraph()) {
      Classifier sum = new LinearClassifier(new double[][] {{0, 1}, {0, 1}, {0, 1}, {0, 1}});
      Classifier bent = (tf, x) -> tf.nn.relu(tf.math.sub(sum.logits(tf, x), tf.constant(1f)));
      float[] images = {0.1f, 0.1f, 0.1f, 0.1f, 0.5f, 0.5f, 0.5f, 0.5f};
      float[] moved = values(graph, bent, 1, 0.1f, 1, 2, images);
      assertEquals(0.1, distance(images, moved, 0), 1e-6);
      assertTrue(Math.abs(moved[0] - moved[1]) > 1e-3, "a random direction");
      assertArrayEquals(
          new float[] {0.55f, 0.55f, 0.55f, 0.55f}, Arrays.copyOfRange(moved, 4, 8), 1e-6f);
    }
  }

  @Test
  void epsilonOfZeroLeavesTheImage() {
    assertArrayEquals(GRAY, attack(CLASSIFIER, 3, 0, 1, GRAY), 1e-7f);
  }

  @Test
  void needsAStep() {
    assertThrows(IllegalArgumentException.class, () -> pgd(CLASSIFIER, 0));
  }

  private static float[] attack(
      LinearClassifier classifier, int steps, float epsilon, int count, float... images) {
    try (SmallGraph graph = new SmallGraph()) {
      return values(graph, classifier, steps, epsilon, 1, count, images);
    }
  }

  private static float[] attackWithSeed(
      LinearClassifier classifier, int steps, float epsilon, long seed, float... image) {
    try (SmallGraph graph = new SmallGraph()) {
      return values(graph, classifier, steps, epsilon, seed, 1, image);
    }
  }

  private static float[] values(
      SmallGraph graph,
      Classifier classifier,
      int steps,
      float epsilon,
      long seed,
      int count,
      float... images) {
    float[] labels = new float[2 * count];
    for (int i = 0; i < count; i++) {
      labels[2 * i] = 1;
    }
    return graph.values(
        pgd(classifier, steps)
            .attack(
                graph.tf(),
                new Attack.Input(
                    graph.constant(images, count, 2, 2, 1),
                    graph.constant(labels, count, 2),
                    new Noise.None(),
                    graph.tf().constant(epsilon),
                    graph.tf().constant(new long[] {seed, 0}))));
  }

  private static PgdAttack pgd(Classifier classifier, int steps) {
    return new PgdAttack(new Assessor<>(classifier, new PluginGradient(), 1), steps);
  }

  private static double distance(float[] images, float[] adversarial, int image) {
    double squares = 0;
    for (int i = 4 * image; i < 4 * image + 4; i++) {
      double difference = (double) adversarial[i] - images[i];
      squares += difference * difference;
    }
    return Math.sqrt(squares);
  }
}
