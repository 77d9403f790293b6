package org.smoothadv.internal.onnx;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.internal.onnx.SmallModel.Array;

/** Normalisations are the sums that ONNX defines. */
class NormalizationOperationsTest {
  static final Array SCALE = Array.of(0.5f, -1.5f, 2, 1);
  static final Array SHIFT = Array.of(1, 0.25f, -1, 0);
  static final Array MEAN = Array.of(0.3f, -0.2f, 0, 1);
  static final Array VARIANCE = Array.of(1, 0.5f, 4, 0.01f);

  static double normalized(double value, int channel) {
    return SCALE.at(channel) * (value - MEAN.at(channel)) / Math.sqrt(VARIANCE.at(channel) + 1e-3)
        + SHIFT.at(channel);
  }

  @Test
  void normalizesByRunningStatistics() throws IOException {
    for (Array x : List.of(Array.random(2, 4, 3, 5), Array.random(3, 4))) {
      SmallModel.of(
              13, x, "BatchNormalization", Map.of("epsilon", 1e-3f), SCALE, SHIFT, MEAN, VARIANCE)
          .gives(Array.computed(p -> normalized(x.at(p), p[1]), x.shape()));
    }
  }

  @Test
  void standardizesEachImageByGroupsOfChannels() throws IOException {
    Array x = Array.random(2, 4, 3, 5);
    SmallModel.of(18, x, "InstanceNormalization", Map.of(), SCALE, SHIFT)
        .gives(standardized(x, 1, p -> SCALE.at(p[1]), p -> SHIFT.at(p[1])));
    SmallModel.of(21, x, "GroupNormalization", Map.of("num_groups", 2), SCALE, SHIFT)
        .gives(standardized(x, 2, p -> SCALE.at(p[1]), p -> SHIFT.at(p[1])));
    SmallModel.of(
            18, x, "GroupNormalization", Map.of("num_groups", 2), Array.of(2, 3), Array.of(1, -1))
        .gives(standardized(x, 2, p -> 2 + p[1] / 2, p -> 1 - 2 * (p[1] / 2)));
  }

  private static Array standardized(
      Array x, int together, Array.Numbers scale, Array.Numbers shift) {
    return Array.computed(
        p -> {
          double sum = 0;
          double squares = 0;
          int count = together * 15;
          for (int i = 0; i < count; i++) {
            double value = x.at(p[0], p[1] / together * together + i / 15, i % 15 / 5, i % 5);
            sum += value;
            squares += value * value;
          }
          double mean = sum / count;
          double variance = squares / count - mean * mean;
          return (x.at(p) - mean) / Math.sqrt(variance + 1e-5) * scale.at(p) + shift.at(p);
        },
        x.shape());
  }

  @Test
  void standardizesTheLastDimensions() throws IOException {
    Array x = Array.random(2, 3, 4);
    Array scale = Array.random(4);
    Array shift = Array.random(4);
    SmallModel.of(17, x, "LayerNormalization", Map.of("epsilon", 0.01f), scale, shift)
        .gives(
            Array.computed(
                p -> {
                  double sum = 0;
                  double squares = 0;
                  for (int i = 0; i < 4; i++) {
                    sum += x.at(p[0], p[1], i);
                    squares += x.at(p[0], p[1], i) * x.at(p[0], p[1], i);
                  }
                  double variance = squares / 4 - sum * sum / 16;
                  double unit = (x.at(p) - sum / 4) / Math.sqrt(variance + 0.01);
                  return unit * scale.at(p[2]) + shift.at(p[2]);
                },
                x.shape()));
  }

  @ParameterizedTest
  @CsvSource({"3, 1, 1", "4, 1, 2"})
  void dividesByTheStrengthOfNeighbouringChannels(int size, int before, int after)
      throws IOException {
    Array x = Array.random(2, 6, 3, 2);
    SmallModel.of(13, x, "LRN", Map.of("size", size, "alpha", 0.5f, "beta", 0.6f, "bias", 2f))
        .gives(
            Array.computed(
                p -> {
                  double sum = 0;
                  for (int c = p[1] - before; c <= p[1] + after; c++) {
                    double value = x.at(0.0, p[0], c, p[2], p[3]);
                    sum += value * value;
                  }
                  return x.at(p) / Math.pow(2 + 0.5 / size * sum, 0.6);
                },
                x.shape()));
  }
}
