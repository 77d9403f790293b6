package org.smoothadv.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.attack.DrawnNoise.Sampling;
import org.smoothadv.attack.GradientEstimator.Observation;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.BatchNormFolding;
import org.smoothadv.network.InferenceLayers;
import org.smoothadv.network.Network;
import org.smoothadv.network.Parameter;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/** Estimator (6) against finite differences of the loss that it is the gradient of. */
class PluginGradientTest {
  private static final double SIGMA = 0.5;
  private static final int LABEL = 2;
  private static final float STEP = 0.003f;

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 32})
  void isTheSlopeOfMinusTheLogarithmOfTheMeanProbability(int m) {
    ToyClassifier classifier = new ToyClassifier(1);
    float[] image = new float[ToyClassifier.VALUES];
    for (int i = 0; i < image.length; i++) {
      image[i] = i / 16f;
    }
    try (GraphRun run = new GraphRun()) {
      Operand<TFloat32> images = run.images(image);
      Noise noise = new DrawnNoise(run.seed(m), Sampling.INDEPENDENT, SIGMA, m);
      float[] deltas = run.floats(noise.copies(run.tf, images, run.tf.constant(0), m).noise());
      float[] ascent =
          run.floats(
              new Assessor<>(classifier, new PluginGradient(), m)
                  .assess(run.tf, images, run.oneHot(LABEL), noise)
                  .ascent());
      float[] expected = new float[image.length];
      for (int i = 0; i < image.length; i++) {
        // In double precision a central difference of this step is accurate to 1e-9.
        double step = 1e-5;
        expected[i] =
            (float)
                ((loss(classifier, image, deltas, i, step)
                        - loss(classifier, image, deltas, i, -step))
                    / (2 * step));
      }
      assertArrayEquals(expected, ascent, 5e-6f);
    }
  }

  /** -log((1/m) sum_i F(x + delta_i)_y), with one pixel moved. */
  private static double loss(
      ToyClassifier classifier, float[] image, float[] deltas, int moved, double step) {
    int m = deltas.length / image.length;
    double sum = 0;
    for (int copy = 0; copy < m; copy++) {
      double[] noisy = new double[image.length];
      for (int i = 0; i < image.length; i++) {
        noisy[i] = (double) image[i] + deltas[copy * image.length + i];
      }
      noisy[moved] += step;
      sum += classifier.probabilities(noisy)[LABEL];
    }
    return -Math.log(sum / m);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 32})
  void isTheSlopeOfTheLossOfAResidualNetworkInDoublePrecision(int m) {
    Network network = Architectures.named("cifar-resnet-8", 10, 32);
    try (GraphRun run = new GraphRun()) {
      Ops tf = run.tf;
      Operand<TFloat32> image =
          tf.random.statelessRandomUniform(
              tf.constant(new long[] {1, 32, 32, 3}), run.seed(m), TFloat32.class);
      image = tf.ensureShape(image, Shape.of(1, 32, 32, 3));
      NoisyCopies copies =
          new DrawnNoise(run.seed(m), Sampling.INDEPENDENT, 0.25, m)
              .copies(tf, image, tf.constant(0), m);
      Operand<TFloat32> label =
          tf.oneHot(tf.constant(new int[] {3}), tf.constant(10), tf.constant(1f), tf.constant(0f));
      // A network that is not trained has small logits.
      Classifier classifier = doublePrecision(network).withInverseTemperature(100);
      Observation observation = Observation.of(tf, classifier, image, label, copies);
      Operand<TFloat32> ascent =
          tf.math.neg(new PluginGradient().contribution(tf, observation).gradient());
      Operand<TFloat32> slope = L2.norm(tf, ascent);
      Operand<TFloat32> step = tf.math.mul(tf.math.div(ascent, slope), tf.constant(STEP));
      float[] values =
          run.floats(
              tf.stack(
                  List.of(
                      tf.reshape(slope, tf.constant(new int[] {1})),
                      loss(tf, classifier, tf.math.add(image, step), label, copies),
                      loss(tf, classifier, tf.math.sub(image, step), label, copies))));
      assertTrue(values[0] > 0.01, () -> "the slope is only " + values[0]);
      // Logits are handed over in single precision, and kinks of the ReLUs lie within the step.
      assertEquals(1, (values[1] - values[2]) / (2 * STEP * values[0]), 3e-3);
    }
  }

  private static Operand<TFloat32> loss(
      Ops tf,
      Classifier classifier,
      Operand<TFloat32> image,
      Operand<TFloat32> label,
      NoisyCopies copies) {
    return new PluginGradient().loss(tf, Observation.of(tf, classifier, image, label, copies));
  }

  private static Classifier doublePrecision(Network network) {
    return (tf, images) -> {
      Map<String, Operand<TFloat64>> state = new LinkedHashMap<>();
      for (Parameter p : network.parameters()) {
        Operand<TFloat32> drawn = p.initialization().draw(tf, p.dimensions(), p.name().hashCode());
        state.put(p.name(), tf.dtypes.cast(drawn, TFloat64.class));
      }
      return network.logits(
          new InferenceLayers<>(tf, TFloat64.class, BatchNormFolding.fold(tf, network, state)),
          images);
    };
  }
}
