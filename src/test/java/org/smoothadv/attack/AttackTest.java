package org.smoothadv.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothadv.attack.AttackSettings.Method;
import org.smoothadv.attack.AttackSettings.Target;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class AttackTest {
  private static final double SIGMA = 0.25;
  private static final double EPSILON = 0.6;
  private static final int IMAGES = 16;
  private static final int M = 64;
  private static final ToyClassifier CLASSIFIER = new ToyClassifier(2);

  static Stream<Arguments> everyCombination() {
    return Stream.of(Method.PGD, Method.DDN)
        .flatMap(
            method -> Stream.of(Gradient.values()).map(gradient -> Arguments.of(method, gradient)));
  }

  /** A perturbation of DDN is rounded to whole pixel values after its projection. */
  @ParameterizedTest
  @MethodSource("everyCombination")
  void attackedImagesStayInTheBallAndInTheRangeOfPixels(Method method, Gradient gradient) {
    float[] images = pixels();
    float[] attacked = attacked(method, gradient, CLASSIFIER, images, predicted(images));
    double rounding = method == Method.DDN ? Math.sqrt(ToyClassifier.VALUES) / (2 * 255) : 1e-6;
    for (int image = 0; image < IMAGES; image++) {
      assertTrue(distance(images, attacked, image) <= EPSILON + rounding);
    }
    for (float pixel : attacked) {
      assertTrue(pixel >= -1e-6 && pixel <= 1 + 1e-6);
    }
  }

  @ParameterizedTest
  @MethodSource("everyCombination")
  void attacksLowerTheLabelsProbability(Method method, Gradient gradient) {
    float[] images = pixels();
    float[] attacked = attacked(method, gradient, CLASSIFIER, images, predicted(images));
    int[] labels = predicted(images);
    double before = meanProbability(images, labels);
    double after = meanProbability(attacked, labels);
    assertTrue(after < before - 0.05, () -> before + " before, " + after + " after");
  }

  @Test
  void pgdTakesARandomDirectionWhereTheGradientIsZero() {
    float[] images = new float[IMAGES * ToyClassifier.VALUES];
    Arrays.fill(images, 0.5f);
    float[] attacked = attacked(Method.PGD, Gradient.PLUGIN, constant(), images, new int[IMAGES]);
    for (int image = 0; image < IMAGES; image++) {
      double distance = distance(images, attacked, image);
      assertTrue(distance > 0.01 && distance <= EPSILON, () -> "distance " + distance);
    }
  }

  @Test
  void ddnReturnsAnImageAsItIsWhereNoAdversarialExampleWasMet() {
    // All classes have equal logits, so that class 0 is predicted everywhere.
    float[] images = pixels();
    float[] attacked = attacked(Method.DDN, Gradient.PLUGIN, constant(), images, new int[IMAGES]);
    assertArrayEquals(images, attacked);
  }

  @Test
  void ddnLeavesAnImageThatIsMisclassifiedFromTheStartAsItIs() {
    Classifier other = (tf, x) -> tf.math.sub(constant().logits(tf, x), labelZero(tf));
    float[] images = pixels();
    assertArrayEquals(
        images, attacked(Method.DDN, Gradient.PLUGIN, other, images, new int[IMAGES]));
  }

  @Test
  void anotherTemperatureTakesAnotherPath() {
    float[] images = pixels();
    float[] attacked = attacked(Method.PGD, Gradient.PLUGIN, CLASSIFIER, images, predicted(images));
    float[] cooled =
        attacked(
            Method.PGD,
            Gradient.PLUGIN,
            CLASSIFIER.withInverseTemperature(5),
            images,
            predicted(images));
    assertNotEquals(Arrays.hashCode(attacked), Arrays.hashCode(cooled));
  }

  @Test
  void theBaseClassifierIsAttackedWithoutNoise() {
    AttackSettings base =
        new AttackSettings(Method.PGD, Gradient.PLUGIN, Target.BASE, 1, EPSILON, 5, SIGMA, 1);
    try (GraphRun run = new GraphRun()) {
      Noise noise = base.noise(run.seed(1));
      float[] noises =
          run.floats(noise.copies(run.tf, run.images(pixels()), run.tf.constant(0), 1).noise());
      assertArrayEquals(new float[noises.length], noises);
      assertEquals(1, noise.samples());
    }
  }

  @ParameterizedTest
  @MethodSource("everyCombination")
  void tensorsThatAClassifierIsMadeFromReachTheBodiesOfTheLoops(Method method, Gradient gradient) {
    float[] images = pixels();
    float[] bias = {1, -0.5f, 0};
    Classifier constant = (tf, x) -> tf.math.add(CLASSIFIER.logits(tf, x), tf.constant(bias));
    float[] expected =
        attacked(method, gradient, constant.withInverseTemperature(2), images, predicted(images));
    float[] attacked =
        attacked(
            method,
            gradient,
            tf -> biased(tf.constant(bias)).withInverseTemperature(2),
            images,
            predicted(images));
    // Two graphs, which may be rounded differently.
    assertArrayEquals(expected, attacked, 1e-6f);
  }

  private static Classifier constant() {
    return (tf, images) -> tf.math.mul(CLASSIFIER.logits(tf, images), tf.constant(0f));
  }

  private static Operand<TFloat32> labelZero(Ops tf) {
    return tf.constant(new float[] {1, 0, 0});
  }

  private static float[] attacked(
      Method method, Gradient gradient, Classifier classifier, float[] images, int... labels) {
    return attacked(method, gradient, tf -> classifier, images, labels);
  }

  private static float[] attacked(
      Method method,
      Gradient gradient,
      Function<Ops, Classifier> classifier,
      float[] images,
      int... labels) {
    AttackSettings settings =
        new AttackSettings(method, gradient, Target.SMOOTHED, 1, EPSILON, 6, SIGMA, M);
    try (GraphRun run = new GraphRun()) {
      return run.floats(
          settings
              .attack(classifier.apply(run.tf), 24)
              .attack(
                  run.tf,
                  new Attack.Input(
                      run.images(images),
                      run.oneHot(labels),
                      settings.noise(run.seed(1)),
                      run.tf.constant((float) EPSILON),
                      run.seed(2))));
    }
  }

  /** F(x)_y, averaged over the images. */
  private static double meanProbability(float[] images, int... labels) {
    double sum = 0;
    for (int image = 0; image < IMAGES; image++) {
      sum += probabilities(images, image)[labels[image]];
    }
    return sum / IMAGES;
  }

  private static int[] predicted(float[] images) {
    int[] predicted = new int[IMAGES];
    for (int image = 0; image < IMAGES; image++) {
      double[] probabilities = probabilities(images, image);
      for (int c = 1; c < probabilities.length; c++) {
        if (probabilities[c] > probabilities[predicted[image]]) {
          predicted[image] = c;
        }
      }
    }
    return predicted;
  }

  private static double[] probabilities(float[] images, int image) {
    double[] values = new double[ToyClassifier.VALUES];
    for (int i = 0; i < values.length; i++) {
      values[i] = images[image * ToyClassifier.VALUES + i];
    }
    return CLASSIFIER.probabilities(values);
  }

  private static double distance(float[] images, float[] attacked, int image) {
    double squares = 0;
    for (int i = image * ToyClassifier.VALUES; i < (image + 1) * ToyClassifier.VALUES; i++) {
      squares += Math.pow((double) attacked[i] - images[i], 2);
    }
    return Math.sqrt(squares);
  }

  /** Whole pixel values, which DDN keeps. */
  private static float[] pixels() {
    SplittableRandom random = new SplittableRandom(5);
    float[] pixels = new float[IMAGES * ToyClassifier.VALUES];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextInt(256) / 255f;
    }
    return pixels;
  }

  /** The toy classifier with a bias that is a tensor of the graph around it. */
  private static Classifier biased(Operand<TFloat32> bias) {
    return (tf, images) -> tf.math.add(CLASSIFIER.logits(tf, images), Loop.capture(tf, bias));
  }
}
