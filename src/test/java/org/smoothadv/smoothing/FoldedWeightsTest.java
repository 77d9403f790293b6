package org.smoothadv.smoothing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.Network;
import org.smoothadv.network.Parameter;
import org.smoothadv.network.Precision;
import org.smoothadv.smoothing.FoldedClassifier.FoldedWeights;

/** Expected values: the formula of the fold, in double precision, rounded once. */
class FoldedWeightsTest {
  private static final Network NETWORK = Architectures.named("cifar-resnet-8", 10, 32);
  private static final Map<String, FloatTensor> STATE = randomState();

  @Test
  void foldsBatchNormalisationIntoTheConvolutionBeforeIt() {
    Map<String, FloatTensor> folded = FoldedWeights.of(NETWORK, STATE, Precision.FLOAT32);
    float[] weight = STATE.get("conv1.weight").toArray(); // [16, 3, 3, 3]: out, in, height, width
    float[] kernel = folded.get("conv1.kernel").toArray(); // [3, 3, 3, 16]: height, width, in, out
    assertEquals(List.of(3L, 3L, 3L, 16L), folded.get("conv1.kernel").shape());
    for (int out = 0; out < 16; out++) {
      for (int in = 0; in < 3; in++) {
        for (int position = 0; position < 9; position++) {
          assertEquals(
              (float) (weight[(out * 3 + in) * 9 + position] * scale("bn1", out)),
              kernel[(position * 3 + in) * 16 + out]);
        }
      }
    }
  }

  @Test
  void biasIsTheShiftThatIsLeft() {
    float[] expected = new float[32];
    for (int out = 0; out < 32; out++) {
      double mean = element("layer2.0.downsample.1.running_mean", out);
      expected[out] =
          (float)
              (element("layer2.0.downsample.1.bias", out)
                  - mean * scale("layer2.0.downsample.1", out));
    }
    assertArrayEquals(
        expected,
        FoldedWeights.of(NETWORK, STATE, Precision.FLOAT32)
            .get("layer2.0.downsample.0.bias")
            .toArray());
  }

  @Test
  void linearLayerIsTransposedOnly() {
    Map<String, FloatTensor> folded = FoldedWeights.of(NETWORK, STATE, Precision.FLOAT32);
    float[] weight = STATE.get("fc.weight").toArray(); // [10, 64]
    float[] kernel = folded.get("fc.kernel").toArray();
    assertEquals(List.of(64L, 10L), folded.get("fc.kernel").shape());
    for (int i = 0; i < weight.length; i++) {
      assertEquals(weight[i], kernel[i % 64 * 10 + i / 64]);
    }
    assertEquals(STATE.get("fc.bias"), folded.get("fc.bias"));
  }

  @Test
  void aWeightThatTheNetworkHasNoPlaceForIsNamed() {
    Map<String, FloatTensor> weights =
        new LinkedHashMap<>(FoldedWeights.of(NETWORK, STATE, Precision.FLOAT32));
    weights.put("fc2.kernel", weights.get("fc.kernel"));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new FoldedClassifier(NETWORK, Precision.FLOAT32, weights));
    assertEquals("weight 'fc2.kernel' is no part of the network", e.getMessage());
  }

  private static double scale(String batchNorm, int channel) {
    // 1e-5f: the constant is a float in the reference too.
    return element(batchNorm + ".weight", channel)
        / Math.sqrt(element(batchNorm + ".running_var", channel) + (double) 1e-5f);
  }

  private static double element(String name, int index) {
    return STATE.get(name).values().get(index);
  }

  /** Values between 0.5 and 1.5, so that variances are positive. */
  private static Map<String, FloatTensor> randomState() {
    Random random = new Random(1);
    Map<String, FloatTensor> state = new LinkedHashMap<>();
    for (Parameter parameter : NETWORK.parameters()) {
      int size =
          (int) parameter.shape().stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
      float[] values = new float[size];
      for (int i = 0; i < size; i++) {
        values[i] = 0.5f + random.nextFloat();
      }
      state.put(parameter.name(), FloatTensor.of(values, parameter.dimensions()));
    }
    return state;
  }
}
