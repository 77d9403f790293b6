package org.smoothadv.internal.onnx;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothadv.internal.onnx.SmallModel.Array;

/** Activations and arithmetic are those of plain Java, and so are their gradients. */
class ElementwiseOperationsTest {
  private static Arguments function(String name, Map<String, ?> settings, DoubleUnaryOperator f) {
    return arguments(name, settings, f);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double clip(double x, double low, double high) {
    return Math.max(low, Math.min(high, x));
  }

  static Stream<Arguments> functions() {
    return Stream.of(
        function("Relu", Map.of(), x -> Math.max(x, 0)),
        function("LeakyRelu", Map.of(), x -> x > 0 ? x : 0.01 * x),
        function("LeakyRelu", Map.of("alpha", 0.3f), x -> x > 0 ? x : 0.3 * x),
        function("Elu", Map.of(), x -> x > 0 ? x : Math.expm1(x)),
        function("Elu", Map.of("alpha", 0.4f), x -> x > 0 ? x : 0.4 * Math.expm1(x)),
        function(
            "Selu",
            Map.of(),
            x -> 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x))),
        function("Celu", Map.of("alpha", 2f), x -> x > 0 ? x : 2 * Math.expm1(x / 2)),
        function("ThresholdedRelu", Map.of("alpha", 0.05f), x -> x > 0.05 ? x : 0),
        function("HardSigmoid", Map.of(), x -> clip(0.2 * x + 0.5, 0, 1)),
        function(
            "HardSigmoid", Map.of("alpha", 0.1f, "beta", 0.4f), x -> clip(0.1 * x + 0.4, 0, 1)),
        function("HardSwish", Map.of(), x -> x * clip(x / 6 + 0.5, 0, 1)),
        function("Sigmoid", Map.of(), ElementwiseOperationsTest::sigmoid),
        function("Tanh", Map.of(), Math::tanh),
        function("Softplus", Map.of(), x -> Math.log1p(Math.exp(x))),
        function("Softsign", Map.of(), x -> x / (1 + Math.abs(x))),
        function("Mish", Map.of(), x -> x * Math.tanh(Math.log1p(Math.exp(x)))),
        function("Gelu", Map.of(), x -> 0.5 * x * (1 + Erf.erf(x / Math.sqrt(2)))),
        function(
            "Gelu",
            Map.of("approximate", "tanh"),
            x -> 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))),
        function("Erf", Map.of(), Erf::erf),
        function("Exp", Map.of(), Math::exp),
        function("Abs", Map.of(), Math::abs),
        function("Neg", Map.of(), x -> -x),
        function("Reciprocal", Map.of(), x -> 1 / x),
        function("Sin", Map.of(), Math::sin),
        function("Cos", Map.of(), Math::cos),
        function("Identity", Map.of(), x -> x),
        function("Dropout", Map.of(), x -> x),
        function("Cast", Map.of("to", 1), x -> x));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void functionsAreThoseOfJava(String operation, Map<String, ?> settings, DoubleUnaryOperator f)
      throws IOException {
    Array x = Array.random(2, 3, 2, 3);
    SmallModel.of(operation.equals("Gelu") ? 20 : 18, x, operation, settings).gives(x.map(f));
  }

  @ParameterizedTest
  @MethodSource
  void functionsOfPositiveNumbersAreThoseOfJava(String operation, DoubleUnaryOperator f)
      throws IOException {
    Array x = Array.random(2, 3, 2, 3).map(value -> 0.5 + Math.abs(value));
    SmallModel.of(13, x, operation, Map.of()).gives(x.map(f));
  }

  static Stream<Arguments> functionsOfPositiveNumbersAreThoseOfJava() {
    return Stream.of(
        arguments("Sqrt", (DoubleUnaryOperator) Math::sqrt),
        arguments("Log", (DoubleUnaryOperator) Math::log));
  }

  @Test
  void clipsBetweenAttributesOrInputsEitherOfWhichMayBeMissing() throws IOException {
    Array x = Array.random(2, 3, 4, 3);
    SmallModel.of(6 + 1, x, "Clip", Map.of("min", -0.7f, "max", 0.9f))
        .gives(x.map(v -> clip(v, -0.7, 0.9)));
    SmallModel.of(13, x, "Clip", Map.of(), new Array(new float[] {0}), new Array(new float[] {6}))
        .gives(x.map(v -> clip(v, 0, 6)));
    SmallModel.of(13, x, "Clip", Map.of(), null, new Array(new float[] {0.5f}))
        .gives(x.map(v -> Math.min(v, 0.5)));
    SmallModel.of(13, x, "Clip", Map.of()).gives(x);
  }

  @Test
  void scalesTheNegativePartByChannel() throws IOException {
    Array x = Array.random(2, 3, 4, 3);
    float[] slopes = {0.1f, 0.2f, -0.3f};
    SmallModel.of(9, x, "PRelu", Map.of(), new Array(slopes, 3, 1, 1))
        .gives(Array.computed(p -> x.at(p) > 0 ? x.at(p) : slopes[p[1]] * x.at(p), x.shape()));
  }

  static Stream<Arguments> arithmetic() {
    return Stream.of(
        arguments("Add", (DoubleBinaryOperator) Double::sum),
        arguments("Sub", (DoubleBinaryOperator) (a, b) -> a - b),
        arguments("Mul", (DoubleBinaryOperator) (a, b) -> a * b),
        arguments("Div", (DoubleBinaryOperator) (a, b) -> a / b),
        arguments("Min", (DoubleBinaryOperator) Math::min),
        arguments("Max", (DoubleBinaryOperator) Math::max),
        arguments("Sum", (DoubleBinaryOperator) Double::sum),
        arguments("Mean", (DoubleBinaryOperator) (a, b) -> (a + b) / 2));
  }

  @ParameterizedTest
  @MethodSource("arithmetic")
  void constantsGoWithEachOfTheLastDimensionsOfOnnx(String operation, DoubleBinaryOperator f)
      throws IOException {
    Array x = Array.random(2, 3, 4, 5);
    Array row = Array.random(5);
    SmallModel.of(13, x, operation, Map.of(), row)
        .gives(Array.computed(p -> f.applyAsDouble(x.at(p), row.at(p[3])), x.shape()));
    Array channels = Array.random(3, 1, 1);
    SmallModel.of(13, x, operation, Map.of(), channels)
        .gives(Array.computed(p -> f.applyAsDouble(x.at(p), channels.at(p[1], 0, 0)), x.shape()));
  }

  @ParameterizedTest
  @MethodSource("arithmetic")
  void tensorsOfTheGraphGoTogether(String operation, DoubleBinaryOperator f) throws IOException {
    Array x = Array.random(2, 3, 4, 5).map(v -> Math.abs(v) + 0.5);
    SmallModel.of(
            13,
            x,
            model ->
                model
                    .node("GlobalAveragePool", List.of("x"), "mean", Map.of())
                    .node(operation, List.of("mean", "x"), "y", Map.of()))
        .gives(
            Array.computed(
                p -> {
                  double sum = 0;
                  for (int i = 0; i < 20; i++) {
                    sum += x.at(p[0], p[1], i / 5, i % 5);
                  }
                  return f.applyAsDouble(sum / 20, x.at(p));
                },
                x.shape()));
  }

  @Test
  void raisesToPowersAlsoOfNegativeNumbers() throws IOException {
    Array x = Array.random(2, 3, 2, 3);
    for (float exponent : new float[] {2, 3}) {
      SmallModel.of(13, x, "Pow", Map.of(), Array.of(exponent))
          .gives(x.map(v -> Math.pow(v, exponent)));
    }
    Array positive = x.map(v -> Math.abs(v) + 0.2);
    for (float exponent : new float[] {0.5f, 1.7f, -0.75f}) {
      SmallModel.of(13, positive, "Pow", Map.of(), Array.of(exponent))
          .gives(positive.map(v -> Math.pow(v, exponent)));
    }
  }

  @Test
  void choosesByComparing() throws IOException {
    Array x = Array.random(2, 3, 2, 3);
    Map<String, DoubleUnaryOperator> rules =
        Map.of(
            "Greater", v -> v > 0.5 ? v : -2,
            "Less", v -> v < 0.5 ? v : -2,
            "GreaterOrEqual", v -> v >= 0.5 ? v : -2,
            "LessOrEqual", v -> v <= 0.5 ? v : -2);
    for (Map.Entry<String, DoubleUnaryOperator> rule : rules.entrySet()) {
      SmallModel.of(
              16,
              x,
              model ->
                  model
                      .constant("half", new float[] {0.5f}, 1)
                      .constant("other", new float[] {-2})
                      .node(rule.getKey(), List.of("x", "half"), "mask", Map.of())
                      .node("Where", List.of("mask", "x", "other"), "y", Map.of()))
          .gives(x.map(rule.getValue()));
    }
  }

  @Test
  void choosesBetweenConstants() throws IOException {
    Array x = Array.random(2, 7);
    SmallModel.of(
            13,
            x,
            model ->
                model
                    .constant("0", new float[] {0}, 1)
                    .constant("high", new float[] {2.5f}, 1)
                    .constant("low", new float[] {-3}, 1)
                    .node("Greater", List.of("x", "0"), "mask", Map.of())
                    .node("Where", List.of("mask", "high", "low"), "y", Map.of()))
        .givesWithoutGradient(x.map(v -> v > 0 ? 2.5 : -3));
  }

  @Test
  void roundsWithoutAGradient() throws IOException {
    Array x = Array.random(2, 7);
    SmallModel.of(13, x, "Floor", Map.of()).givesWithoutGradient(x.map(Math::floor));
    SmallModel.of(13, x, "Ceil", Map.of()).givesWithoutGradient(x.map(Math::ceil));
    SmallModel.of(13, x, "Round", Map.of()).givesWithoutGradient(x.map(Math::rint));
    SmallModel.of(13, x, "Sign", Map.of()).givesWithoutGradient(x.map(Math::signum));
  }

  @Test
  void computesSiluFromASigmoid() throws IOException {
    Array x = Array.random(2, 3, 2, 3);
    SmallModel.of(
            13,
            x,
            model ->
                model
                    .node("Sigmoid", List.of("x"), "s", Map.of())
                    .node("Mul", List.of("x", "s"), "y", Map.of()))
        .gives(x.map(v -> v * sigmoid(v)));
  }
}
