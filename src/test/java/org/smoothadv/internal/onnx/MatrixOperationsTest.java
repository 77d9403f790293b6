package org.smoothadv.internal.onnx;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothadv.internal.onnx.SmallModel.Array;

/** Products, sums and maxima are those of plain Java. */
class MatrixOperationsTest {
  private interface Term {
    double at(int k);
  }

  private static double sum(int terms, Term term) {
    double sum = 0;
    for (int k = 0; k < terms; k++) {
      sum += term.at(k);
    }
    return sum;
  }

  @Test
  void multipliesMatrices() throws IOException {
    Array x = Array.random(3, 4);
    Array b = Array.random(4, 5);
    Array bias = Array.random(5);
    SmallModel.of(13, x, "Gemm", Map.of(), b, bias)
        .gives(
            Array.computed(p -> bias.at(p[1]) + sum(4, k -> x.at(p[0], k) * b.at(k, p[1])), 3, 5));
    Array transposed = Array.random(5, 4);
    SmallModel.of(13, x, "Gemm", Map.of("transB", 1, "alpha", 0.5f, "beta", 2f), transposed, bias)
        .gives(
            Array.computed(
                p -> 2 * bias.at(p[1]) + 0.5 * sum(4, k -> x.at(p[0], k) * transposed.at(p[1], k)),
                3,
                5));
    SmallModel.of(13, x, "MatMul", Map.of(), b)
        .gives(Array.computed(p -> sum(4, k -> x.at(p[0], k) * b.at(k, p[1])), 3, 5));
  }

  @Test
  void multipliesStacksOfMatrices() throws IOException {
    Array x = Array.random(2, 3, 5, 4);
    Array b = Array.random(4, 6);
    SmallModel.of(13, x, "MatMul", Map.of(), b)
        .gives(
            Array.computed(
                p -> sum(4, k -> x.at(p[0], p[1], p[2], k) * b.at(k, p[3])), 2, 3, 5, 6));
    Array each = Array.random(3, 4, 6);
    SmallModel.of(13, x, "MatMul", Map.of(), each)
        .gives(
            Array.computed(
                p -> sum(4, k -> x.at(p[0], p[1], p[2], k) * each.at(p[1], k, p[3])), 2, 3, 5, 6));
    Array vector = Array.random(4);
    SmallModel.of(13, x, "MatMul", Map.of(), vector)
        .gives(Array.computed(p -> sum(4, k -> x.at(p[0], p[1], p[2], k) * vector.at(k)), 2, 3, 5));
    SmallModel.of(13, x, "Einsum", Map.of("equation", "b h i k, k j -> b h j i"), b)
        .gives(
            Array.computed(
                p -> sum(4, k -> x.at(p[0], p[1], p[3], k) * b.at(k, p[2])), 2, 3, 6, 5));
    SmallModel.of(
            13,
            x,
            model ->
                model
                    .node("Transpose", List.of("x"), "t", Map.of("perm", new long[] {0, 1, 3, 2}))
                    .node("MatMul", List.of("x", "t"), "y", Map.of()))
        .gives(
            Array.computed(
                p -> sum(4, k -> x.at(p[0], p[1], p[2], k) * x.at(p[0], p[1], p[3], k)),
                2,
                3,
                5,
                5));
  }

  @Test
  void softmaxIsAlongOneDimensionSinceVersion13() throws IOException {
    Array x = Array.random(2, 3, 4, 5);
    SmallModel.of(13, x, "Softmax", Map.of())
        .gives(
            Array.computed(
                p -> Math.exp(x.at(p)) / sum(5, k -> Math.exp(x.at(p[0], p[1], p[2], k))),
                x.shape()));
    SmallModel.of(13, x, "Softmax", Map.of("axis", 1))
        .gives(
            Array.computed(
                p -> Math.exp(x.at(p)) / sum(3, k -> Math.exp(x.at(p[0], k, p[2], p[3]))),
                x.shape()));
    SmallModel.of(13, x, "LogSoftmax", Map.of("axis", 2))
        .gives(
            Array.computed(
                p -> x.at(p) - Math.log(sum(4, k -> Math.exp(x.at(p[0], p[1], k, p[3])))),
                x.shape()));
    SmallModel.of(11, x, "Softmax", Map.of())
        .gives(
            Array.computed(
                p ->
                    Math.exp(x.at(p))
                        / sum(60, k -> Math.exp(x.at(p[0], k / 20, k / 5 % 4, k % 5))),
                x.shape()));
  }

  static Stream<Arguments> reductions() {
    return Stream.of(
        reduction("ReduceSum", DoubleStream::sum),
        reduction("ReduceMean", v -> v.average().orElseThrow()),
        reduction("ReduceMax", v -> v.max().orElseThrow()),
        reduction("ReduceMin", v -> v.min().orElseThrow()),
        reduction("ReduceProd", v -> v.reduce(1, (a, b) -> a * b)),
        reduction("ReduceL1", v -> v.map(Math::abs).sum()),
        reduction("ReduceL2", v -> Math.sqrt(v.map(a -> a * a).sum())),
        reduction("ReduceSumSquare", v -> v.map(a -> a * a).sum()),
        reduction("ReduceLogSumExp", v -> Math.log(v.map(Math::exp).sum())));
  }

  private static Arguments reduction(String name, ToDoubleFunction<DoubleStream> f) {
    return arguments(name, f);
  }

  @ParameterizedTest
  @MethodSource("reductions")
  void reduces(String operation, ToDoubleFunction<DoubleStream> f) throws IOException {
    Array x = Array.random(2, 3, 2, 3);
    Array.Numbers pixels =
        p ->
            f.applyAsDouble(IntStream.range(0, 6).mapToDouble(i -> x.at(p[0], p[1], i / 3, i % 3)));
    SmallModel.of(18, x, operation, Map.of(), new long[] {2, 3})
        .gives(Array.computed(pixels, 2, 3));
    if (!operation.equals("ReduceSum")) {
      SmallModel.of(11, x, operation, Map.of("axes", new long[] {-1, 2}, "keepdims", 0))
          .gives(Array.computed(pixels, 2, 3));
    }
    SmallModel.of(18, x, operation, Map.of("keepdims", 0), new long[] {1})
        .gives(
            Array.computed(
                p ->
                    f.applyAsDouble(
                        IntStream.range(0, 3).mapToDouble(c -> x.at(p[0], c, p[1], p[2]))),
                2,
                2,
                3));
  }

  @Test
  void poolsGlobally() throws IOException {
    Array x = Array.random(2, 3, 2, 4);
    SmallModel.of(13, x, "GlobalAveragePool", Map.of())
        .gives(Array.computed(p -> sum(8, k -> x.at(p[0], p[1], k / 4, k % 4)) / 8, 2, 3));
    SmallModel.of(13, x, "LpNormalization", Map.of("axis", 1))
        .gives(
            Array.computed(
                p -> x.at(p) / Math.sqrt(sum(3, k -> Math.pow(x.at(p[0], k, p[2], p[3]), 2))),
                x.shape()));
  }
}
