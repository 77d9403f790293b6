package org.smoothadv.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Two arrays of equal length and what lies between them. Groups are equal parts in C order, such as
 * the images of a batch. A NaN anywhere makes every measure that meets it NaN.
 */
final class Difference {
  private final double[] actual;
  private final double[] expected;

  private Difference(double[] actual, double[] expected) {
    this.actual = actual;
    this.expected = expected;
  }

  static Difference of(float[] actual, Npy expected) {
    double[] expectedValues = expected.doubles();
    assertEquals(expectedValues.length, actual.length, "number of elements");
    double[] actualValues = new double[actual.length];
    Arrays.setAll(actualValues, i -> actual[i]);
    return new Difference(actualValues, expectedValues);
  }

  /** The same two arrays with an origin subtracted from both. */
  Difference minus(double[] origin) {
    assertEquals(origin.length, actual.length, "number of elements");
    return new Difference(subtract(actual, origin), subtract(expected, origin));
  }

  private static double[] subtract(double[] values, double[] origin) {
    double[] result = new double[values.length];
    Arrays.setAll(result, i -> values[i] - origin[i]);
    return result;
  }

  /** |actual - expected| of every element. */
  double[] absolute() {
    return Arrays.stream(subtract(actual, expected)).map(Math::abs).toArray();
  }

  double max() {
    return maxima(1)[0];
  }

  /** The largest absolute difference in each group. */
  double[] maxima(int groups) {
    double[] differences = absolute();
    return perGroup(
        groups, (from, to) -> Arrays.stream(differences, from, to).reduce(0, Math::max));
  }

  double mean() {
    return Arrays.stream(absolute()).average().orElse(0);
  }

  /** The fraction of the elements with |actual - expected| <= atol + rtol |expected|. */
  double fractionWithin(double atol, double rtol) {
    double[] differences = absolute();
    long within =
        IntStream.range(0, differences.length)
            .filter(i -> differences[i] <= atol + rtol * Math.abs(expected[i]))
            .count();
    return differences.length == 0 ? 1 : within / (double) differences.length;
  }

  /** Of each group, the L2 norm of the difference over that of the expected values. */
  double[] relativeL2(int groups) {
    double[] differences = absolute();
    return perGroup(
        groups,
        (from, to) -> {
          double norm = norm(differences, from, to);
          return norm == 0 ? 0 : norm / norm(expected, from, to);
        });
  }

  /** Of each group, how far the L2 norm of the actual values is from that of the expected ones. */
  double[] normDifferences(int groups) {
    return perGroup(
        groups, (from, to) -> Math.abs(norm(actual, from, to) - norm(expected, from, to)));
  }

  /** Where the arrays are furthest apart, in words. */
  String worst() {
    double[] differences = absolute();
    int worst =
        IntStream.range(0, differences.length)
            .reduce(0, (a, b) -> Double.compare(differences[b], differences[a]) > 0 ? b : a);
    return "worst |difference| %s at element %d of %d: %s, expected %s"
        .formatted(differences[worst], worst, differences.length, actual[worst], expected[worst]);
  }

  private static double norm(double[] values, int from, int to) {
    return Math.sqrt(Arrays.stream(values, from, to).map(value -> value * value).sum());
  }

  @FunctionalInterface
  private interface Measure {
    double of(int from, int to);
  }

  private double[] perGroup(int groups, Measure measure) {
    int size = actual.length / groups;
    return IntStream.range(0, groups)
        .mapToDouble(group -> measure.of(group * size, (group + 1) * size))
        .toArray();
  }
}
