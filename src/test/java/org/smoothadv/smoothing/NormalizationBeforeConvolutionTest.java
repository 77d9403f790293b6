package org.smoothadv.smoothing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.BatchNorm;
import org.smoothadv.network.ImageShape;
import org.smoothadv.network.MomentLayers;
import org.smoothadv.network.Network;
import org.smoothadv.network.Normalization;
import org.smoothadv.network.Parameter;
import org.smoothadv.network.Precision;
import org.smoothadv.smoothing.FoldedClassifier.FoldedWeights;
import org.smoothadv.support.SmallGraph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Wide ResNets and DenseNets, whose batch normalisations cannot all be folded into a convolution.
 * Expected values: each normalisation on its own, by its stored statistics.
 */
class NormalizationBeforeConvolutionTest {
  private static final int IMAGES = 3;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wide-resnet-10-1",
        "wide-resnet-16-2",
        "densenet-10",
        "densenet-bottleneck-16",
        "cifar-resnet-8",
      })
  void foldedNetworksComputeWhatTheOthersDo(String name) {
    Network network = network(name);
    Map<String, FloatTensor> state = randomState(network);
    float[] expected = unfolded(network, state);
    float[] actual = FoldedLogits.of(network, state, Precision.FLOAT32, images(network));
    float largest = largest(expected);
    assertTrue(largest > 0.1, () -> "logits of at most " + largest);
    assertArrayEquals(expected, actual, 2e-5f * largest);
    float[] rounded = FoldedLogits.of(network, state, Precision.BFLOAT16, images(network));
    assertArrayEquals(expected, rounded, 0.05f * largest);
  }

  private static float[] unfolded(Network network, Map<String, FloatTensor> state) {
    try (SmallGraph graph = new SmallGraph()) {
      Map<String, Operand<TFloat32>> weights = new LinkedHashMap<>();
      state.forEach((name, value) -> weights.put(name, graph.constant(value)));
      MomentLayers layers = new MomentLayers(graph.tf(), weights);
      return graph.values(network.logits(layers, graph.constant(images(network))));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"wide-resnet-10-2", "densenet-7", "densenet-bottleneck-10"})
  void theGradientIsTheSlopeOfTheLogits(String name) {
    Network network = network(name);
    Map<String, FloatTensor> weights =
        FoldedWeights.of(network, randomState(network), Precision.FLOAT32);
    FoldedClassifier classifier = new FoldedClassifier(network, Precision.FLOAT32, weights);
    try (SmallGraph graph = new SmallGraph()) {
      Ops tf = graph.tf();
      Operand<TFloat32> images = graph.constant(images(network));
      Operand<TFloat32> chosen = chosen(tf, classifier.logits(tf, images));
      Operand<TFloat32> gradient = tf.gradients(List.of(chosen), List.of(images)).dy(0);
      Operand<TFloat32> slope =
          tf.math.sqrt(tf.reduceSum(tf.math.square(gradient), tf.constant(new int[] {0, 1, 2, 3})));
      Operand<TFloat32> step = tf.math.mul(tf.math.div(gradient, slope), tf.constant(5e-3f));
      Operand<TFloat32> forward = chosen(tf, classifier.logits(tf, tf.math.add(images, step)));
      Operand<TFloat32> backward = chosen(tf, classifier.logits(tf, tf.math.sub(images, step)));
      float[] values = graph.values(tf.stack(List.of(slope, forward, backward)));
      assertEquals(1, (values[1] - values[2]) / (2 * 5e-3 * values[0]), 1e-2);
    }
  }

  /** The difference of two logits, summed over the images. */
  private static Operand<TFloat32> chosen(Ops tf, Operand<TFloat32> logits) {
    Operand<TFloat32> signs = tf.constant(new float[] {1, 0, -1, 0, 0});
    return tf.reduceSum(tf.math.mul(logits, signs), tf.constant(new int[] {0, 1}));
  }

  @Test
  void onlyWhatFollowsASumOrAConcatenationIsKept() {
    assertEquals(
        Set.of("block2.layer.0.bn1", "block3.layer.0.bn1", "bn1"), kept("wide-resnet-10-2"));
    // Its first shortcut takes the stem before it is normalised.
    assertTrue(kept("wide-resnet-10-1").contains("block1.layer.0.bn1"));
    assertFalse(kept("densenet-bottleneck-10").contains("block1.layer.0.bn2"));
    assertTrue(kept("densenet-7").containsAll(Set.of("block1.layer.0.bn1", "trans1.bn1")));
    assertEquals(Set.of(), kept("cifar-resnet-8"));
  }

  private static Set<String> kept(String name) {
    return network(name).batchNorms().stream().map(BatchNorm::name).collect(Collectors.toSet());
  }

  @Test
  void whatIsKeptIsAScaleAndAShift() {
    Network network = network("densenet-7");
    Map<String, FloatTensor> state = randomState(network);
    Map<String, FloatTensor> folded = FoldedWeights.of(network, state, Precision.FLOAT32);
    for (int channel = 0; channel < 16; channel++) {
      double deviation = Math.sqrt(element(state, "running_var", channel) + (double) 1e-5f);
      double scale = element(state, "weight", channel) / deviation;
      double shift =
          element(state, "bias", channel) - element(state, "running_mean", channel) * scale;
      assertEquals((float) scale, folded.get("block1.layer.0.bn1.scale").values().get(channel));
      assertEquals((float) shift, folded.get("block1.layer.0.bn1.shift").values().get(channel));
    }
    assertFalse(folded.containsKey("block1.layer.0.conv1.bias"));
  }

  private static double element(Map<String, FloatTensor> state, String name, int channel) {
    return state.get("block1.layer.0.bn1." + name).values().get(channel);
  }

  private static Network network(String name) {
    return Architectures.named(name, 5, new ImageShape(8, 12, 3), Normalization.CIFAR10);
  }

  private static FloatTensor images(Network network) {
    Random random = new Random(2);
    float[] pixels = new float[IMAGES * network.shape().values()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat();
    }
    return FloatTensor.of(pixels, IMAGES, network.shape().height(), network.shape().width(), 3);
  }

  /** Kernels that keep activations at their size, normalisations that change them a little. */
  private static Map<String, FloatTensor> randomState(Network network) {
    Random random = new Random(1);
    Map<String, FloatTensor> state = new LinkedHashMap<>();
    for (Parameter parameter : network.parameters()) {
      long size = parameter.shape().stream().reduce(1L, (a, b) -> a * b);
      long inputs = size / parameter.shape().get(0);
      float[] values = new float[(int) size];
      for (int i = 0; i < values.length; i++) {
        values[i] =
            parameter.shape().size() > 1
                ? (float) (random.nextGaussian() * Math.sqrt(2.0 / inputs))
                : parameter.name().endsWith(".weight") || parameter.name().endsWith("_var")
                    ? 0.5f + random.nextFloat()
                    : 0.4f * random.nextFloat() - 0.2f;
      }
      state.put(parameter.name(), FloatTensor.of(values, parameter.dimensions()));
    }
    return state;
  }

  private static float largest(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
