package org.smoothadv.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.attack.Assessor.Assessment;
import org.smoothadv.attack.DrawnNoise.Sampling;
import org.smoothadv.attack.SteinGradient.Score;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

class AssessorTest {
  private static final double SIGMA = 0.5;
  private static final ToyClassifier CLASSIFIER = new ToyClassifier(1);

  @ParameterizedTest
  @EnumSource
  void copiesInPartsGiveTheSameAsAllAtOnce(Gradient gradient) {
    try (GraphRun run = new GraphRun()) {
      Operand<TFloat32> images = run.images(pixels(3));
      Operand<TFloat32> labels = run.oneHot(0, 1, 2);
      Noise noise = new DrawnNoise(run.seed(3), gradient.sampling(), SIGMA, 10);
      GradientEstimator<?> estimator = gradient.estimator(SIGMA);
      Assessment whole =
          new Assessor<>(CLASSIFIER, estimator, 10).assess(run.tf, images, labels, noise);
      // Two parts of four and a rest of two.
      Assessment parts =
          new Assessor<>(CLASSIFIER, estimator, 4).assess(run.tf, images, labels, noise);
      assertArrayEquals(run.floats(whole.ascent()), run.floats(parts.ascent()), 2e-6f);
      assertArrayEquals(run.longs(whole.predicted()), run.longs(parts.predicted()));
    }
  }

  @Test
  void logitsOfHugeSizeNeitherOverflowNorUnderflowInParts() {
    Classifier confident = CLASSIFIER.withInverseTemperature(1e4);
    try (GraphRun run = new GraphRun()) {
      Operand<TFloat32> images = run.images(pixels(3));
      Noise noise = new DrawnNoise(run.seed(3), Sampling.INDEPENDENT, SIGMA, 6);
      float[] whole =
          ascent(run, new Assessor<>(confident, new PluginGradient(), 6), images, noise);
      float[] parts =
          ascent(run, new Assessor<>(confident, new PluginGradient(), 2), images, noise);
      float scale = 0;
      for (float value : whole) {
        scale = Math.max(scale, Math.abs(value));
      }
      assertArrayEquals(whole, parts, 1e-5f * scale);
    }
  }

  private static float[] ascent(
      GraphRun run, Assessor<?> assessor, Operand<TFloat32> images, Noise noise) {
    return run.floats(assessor.assess(run.tf, images, run.oneHot(0, 1, 2), noise).ascent());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 6})
  void theMostFrequentClassIsPredictedAndTheSmallestIndexWinsTies(int samplesAtOnce) {
    // Brightness 0, 1 or 2 of a copy chooses its class: votes 2,2,2 and 1,2,3 and 0,3,3.
    float[] noise = levels(2, 1, 0, 0, 1, 2, /**/ 2, 2, 1, 2, 1, 0, /**/ 1, 1, 2, 2, 2, 1);
    Classifier brightness =
        (tf, images) ->
            tf.oneHot(
                tf.dtypes.cast(
                    tf.reduceMax(images, tf.constant(new int[] {1, 2, 3})), TInt32.class),
                tf.constant(3),
                tf.constant(1f),
                tf.constant(0f));
    try (GraphRun run = new GraphRun()) {
      Assessment assessment =
          new Assessor<>(brightness, new SteinGradient(Score.HARD, SIGMA), samplesAtOnce)
              .assess(
                  run.tf,
                  run.images(new float[3 * ToyClassifier.VALUES]),
                  run.oneHot(0, 0, 0),
                  new Noise.Stored(new NoisyCopies(run.images(noise), 6)));
      assertArrayEquals(new long[] {0, 2, 1}, run.longs(assessment.predicted()));
    }
  }

  @Test
  void aBaselineFromTheOtherCopiesNeedsOthers() {
    try (GraphRun run = new GraphRun()) {
      Assessor<?> assessor =
          new Assessor<>(CLASSIFIER, Gradient.STEIN_BASELINE.estimator(SIGMA), 4);
      Noise one = new DrawnNoise(run.seed(3), Sampling.INDEPENDENT, SIGMA, 1);
      assertThrows(
          IllegalArgumentException.class,
          () -> assessor.assess(run.tf, run.images(pixels(1)), run.oneHot(0), one));
    }
  }

  private static float[] levels(int... levels) {
    float[] values = new float[levels.length * ToyClassifier.VALUES];
    for (int i = 0; i < values.length; i++) {
      values[i] = levels[i / ToyClassifier.VALUES];
    }
    return values;
  }

  private static float[] pixels(int images) {
    SplittableRandom random = new SplittableRandom(5);
    float[] pixels = new float[images * ToyClassifier.VALUES];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextDouble();
    }
    return pixels;
  }
}
