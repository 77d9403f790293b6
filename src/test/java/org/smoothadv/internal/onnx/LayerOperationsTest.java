package org.smoothadv.internal.onnx;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothadv.internal.onnx.SmallModel.Array;

/** Convolutions and pooling are the sums that ONNX defines. */
class LayerOperationsTest {
  /** Strides, dilations and pads of a kernel over [N,C,H,W]. */
  private static final class Places {
    private final int[] kernel;
    private final int[] strides;
    private final int[] dilations;
    private final int[] pads;

    Places(int[] kernel, int[] strides, int[] dilations, int[] pads) {
      this.kernel = kernel;
      this.strides = strides;
      this.dilations = dilations;
      this.pads = pads;
    }

    int[] size(Array x, int more) {
      int[] size = new int[2];
      for (int i = 0; i < 2; i++) {
        int padded = (int) x.shape()[2 + i] + pads[i] + pads[2 + i];
        size[i] = (padded - (kernel[i] - 1) * dilations[i] - 1 + more) / strides[i] + 1;
      }
      return size;
    }

    int at(int side, int place, int tap) {
      return place * strides[side] - pads[side] + tap * dilations[side];
    }

    Map<String, Object> attributes() {
      Map<String, Object> attributes = new HashMap<>();
      attributes.put("kernel_shape", longs(kernel));
      attributes.put("strides", longs(strides));
      attributes.put("dilations", longs(dilations));
      attributes.put("pads", longs(pads));
      return attributes;
    }

    private static long[] longs(int[] values) {
      return Arrays.stream(values).asLongStream().toArray();
    }
  }

  private static Array convolved(Array x, Array kernel, Array bias, int groups, Places places) {
    int[] size = places.size(x, 0);
    int out = (int) kernel.shape()[0];
    int in = (int) kernel.shape()[1];
    return Array.computed(
        p -> {
          double sum = bias == null ? 0 : bias.at(p[1]);
          int first = p[1] / (out / groups) * in;
          for (int c = 0; c < in; c++) {
            for (int i = 0; i < kernel.shape()[2]; i++) {
              for (int j = 0; j < kernel.shape()[3]; j++) {
                int row = places.at(0, p[2], i);
                int column = places.at(1, p[3], j);
                sum += kernel.at(p[1], c, i, j) * x.at(0.0, p[0], first + c, row, column);
              }
            }
          }
          return sum;
        },
        x.shape()[0],
        out,
        size[0],
        size[1]);
  }

  static Stream<Arguments> convolutions() {
    int[] one = {1, 1};
    return Stream.of(
        arguments(
            96,
            64,
            32,
            new Places(new int[] {3, 3}, new int[] {2, 2}, one, new int[] {1, 1, 1, 1})),
        arguments(3, 5, 1, new Places(new int[] {3, 3}, one, one, new int[] {1, 1, 1, 1})),
        arguments(
            3, 5, 1, new Places(new int[] {3, 2}, new int[] {2, 2}, one, new int[] {1, 0, 2, 1})),
        arguments(
            6, 4, 1, new Places(new int[] {2, 5}, new int[] {2, 1}, one, new int[] {0, 2, 0, 2})),
        arguments(
            6, 9, 3, new Places(new int[] {3, 3}, new int[] {2, 2}, one, new int[] {1, 1, 1, 1})),
        arguments(
            4, 4, 4, new Places(new int[] {3, 3}, new int[] {2, 2}, one, new int[] {1, 1, 1, 1})),
        arguments(
            4, 8, 4, new Places(new int[] {3, 2}, new int[] {2, 1}, one, new int[] {0, 1, 1, 0})),
        arguments(
            4, 4, 4, new Places(new int[] {3, 3}, one, new int[] {2, 2}, new int[] {2, 2, 2, 2})),
        arguments(
            4, 6, 1, new Places(new int[] {3, 3}, one, new int[] {2, 2}, new int[] {2, 2, 2, 2})),
        arguments(
            4,
            6,
            1,
            new Places(
                new int[] {2, 3}, new int[] {2, 2}, new int[] {3, 2}, new int[] {1, 2, 3, 0})),
        arguments(
            4, 6, 2, new Places(new int[] {3, 3}, one, new int[] {1, 2}, new int[] {1, 2, 1, 2})),
        arguments(1, 3, 1, new Places(new int[] {1, 1}, new int[] {2, 2}, one, new int[4])));
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void convolvesAsDefined(int in, int out, int groups, Places places) throws IOException {
    Array x = Array.random(2, in, 9, 8);
    Array kernel = Array.random(out, in / groups, places.kernel[0], places.kernel[1]);
    Map<String, Object> attributes = places.attributes();
    attributes.put("group", groups);
    Array bias = Array.random(out);
    SmallModel.of(13, x, "Conv", attributes, kernel, bias)
        .gives(convolved(x, kernel, bias, groups, places));
  }

  @ParameterizedTest
  @CsvSource({"SAME_UPPER, 0, 1", "SAME_LOWER, 1, 0", "VALID, 0, 0"})
  void padsByItself(String rule, int before, int after) throws IOException {
    Array x = Array.random(2, 4, 8, 8);
    Array kernel = Array.random(3, 4, 3, 3);
    Places places =
        new Places(
            new int[] {3, 3},
            new int[] {2, 2},
            new int[] {1, 1},
            new int[] {before, before, after, after});
    SmallModel.of(13, x, "Conv", Map.of("auto_pad", rule, "strides", new long[] {2, 2}), kernel)
        .gives(convolved(x, kernel, null, 1, places));
  }

  @Test
  void padsByItselfWhereTheKernelIsLargerThanTheImage() throws IOException {
    Array x = Array.random(2, 4, 2, 2);
    Array kernel = Array.random(3, 4, 5, 5);
    int[] one = {1, 1};
    Places places = new Places(new int[] {5, 5}, one, one, new int[] {2, 2, 2, 2});
    SmallModel.of(13, x, "Conv", Map.of("auto_pad", "SAME_UPPER"), kernel)
        .gives(convolved(x, kernel, null, 1, places));
  }

  @ParameterizedTest
  @CsvSource({"false, false", "true, false", "false, true", "true, true"})
  void normalizesWhatAConvolutionGives(boolean withBias, boolean readTwice) throws IOException {
    Array x = Array.random(2, 3, 5, 5);
    Array kernel = Array.random(4, 3, 3, 3);
    Array bias = withBias ? Array.random(4) : null;
    Places places = new Places(new int[] {3, 3}, new int[] {1, 1}, new int[] {1, 1}, new int[4]);
    Array convolved = convolved(x, kernel, bias, 1, places);
    SmallModel.of(
            13,
            x,
            model -> {
              model
                  .constant("k", kernel.values(), kernel.shape())
                  .constant("b", Array.random(4).values(), 4);
              Array[] constants = {
                NormalizationOperationsTest.SCALE,
                NormalizationOperationsTest.SHIFT,
                NormalizationOperationsTest.MEAN,
                NormalizationOperationsTest.VARIANCE
              };
              for (int i = 0; i < 4; i++) {
                model.constant("n" + i, constants[i].values(), 4);
              }
              model.node(
                  "Conv", withBias ? List.of("x", "k", "b") : List.of("x", "k"), "c", Map.of());
              model.node(
                  "BatchNormalization",
                  List.of("c", "n0", "n1", "n2", "n3"),
                  readTwice ? "n" : "y",
                  Map.of("epsilon", 1e-3f));
              if (readTwice) {
                model.node("Add", List.of("n", "c"), "y", Map.of());
              }
            })
        .gives(
            Array.computed(
                p ->
                    NormalizationOperationsTest.normalized(convolved.at(p), p[1])
                        + (readTwice ? convolved.at(p) : 0),
                convolved.shape()));
  }

  /** Pooling: the mean over pixels that count, or the largest. */
  private static Array pooled(Array x, Places places, int more, boolean mean, boolean padsCount) {
    int[] size = places.size(x, more);
    int[] pads = places.pads;
    return Array.computed(
        p -> {
          double sum = 0;
          double largest = Double.NEGATIVE_INFINITY;
          int count = 0;
          for (int i = 0; i < places.kernel[0]; i++) {
            for (int j = 0; j < places.kernel[1]; j++) {
              int row = places.at(0, p[2], i);
              int column = places.at(1, p[3], j);
              double value = x.at(Double.NaN, p[0], p[1], row, column);
              boolean inPads = row < x.shape()[2] + pads[2] && column < x.shape()[3] + pads[3];
              if (!Double.isNaN(value)) {
                sum += value;
                largest = Math.max(largest, value);
              }
              count += !Double.isNaN(value) || (padsCount && inPads) ? 1 : 0;
            }
          }
          return mean ? sum / count : largest;
        },
        x.shape()[0],
        x.shape()[1],
        size[0],
        size[1]);
  }

  static Stream<Arguments> pools() {
    int[] one = {1, 1};
    return Stream.of(
        arguments(new Places(new int[] {2, 2}, new int[] {2, 2}, one, new int[4])),
        arguments(new Places(new int[] {3, 3}, new int[] {2, 2}, one, new int[] {1, 1, 1, 1})),
        arguments(new Places(new int[] {3, 2}, new int[] {1, 2}, one, new int[] {1, 0, 0, 1})));
  }

  @ParameterizedTest
  @MethodSource("pools")
  void pools(Places places) throws IOException {
    Array x = Array.random(2, 3, 7, 8);
    Map<String, Object> attributes = places.attributes();
    attributes.remove("dilations");
    SmallModel.of(13, x, "MaxPool", attributes).gives(pooled(x, places, 0, false, false));
    for (int padsCount = 0; padsCount < 2; padsCount++) {
      attributes.put("count_include_pad", padsCount);
      SmallModel.of(13, x, "AveragePool", attributes)
          .gives(pooled(x, places, 0, true, padsCount == 1));
    }
  }

  @Test
  void poolsThatPadByThemselvesLeaveNoRest() throws IOException {
    Array x = Array.random(2, 3, 8, 8);
    int[] one = {1, 1};
    Places places = new Places(new int[] {3, 3}, one, one, new int[] {1, 1, 1, 1});
    SmallModel.of(
            13,
            x,
            "MaxPool",
            Map.of("kernel_shape", new long[] {3, 3}, "auto_pad", "SAME_UPPER", "ceil_mode", 1))
        .gives(pooled(x, places, 0, false, false));
  }

  @Test
  void poolsTheRestTooWhereAsked() throws IOException {
    Array x = Array.random(2, 3, 8, 8);
    Places places = new Places(new int[] {3, 3}, new int[] {2, 2}, new int[] {1, 1}, new int[4]);
    Map<String, Object> attributes = places.attributes();
    attributes.remove("dilations");
    attributes.put("ceil_mode", 1);
    SmallModel.of(13, x, "MaxPool", attributes).gives(pooled(x, places, 1, false, false));
    SmallModel.of(13, x, "AveragePool", attributes).gives(pooled(x, places, 1, true, false));
  }
}
