package org.smoothadv.golden;

import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.network.Parameter;

/**
 * The numbers that the case resnet50 gives by a formula in place of files: u(k, i) is uniform on
 * [0, 1), a function of the number k of a tensor and of the position i in C order.
 */
final class Formula {
  /** A number from a uniform one. */
  @FunctionalInterface
  private interface Rule {
    double of(double u);
  }

  private Formula() {}

  static double u(long k, long i) {
    return (splitMix64((k << 32) + i) >>> 11) * 0x1p-53;
  }

  private static long splitMix64(long x) {
    long z = x + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Uniform numbers. */
  static FloatTensor uniform(long k, long... shape) {
    return tensor(k, u -> u, shape);
  }

  /**
   * The values of a parameter.
   *
   * @param k its number in the order of the state_dict
   */
  static FloatTensor parameter(long k, Parameter parameter) {
    return tensor(k, rule(parameter), parameter.dimensions());
  }

  private static Rule rule(Parameter parameter) {
    String name = parameter.name();
    if (parameter.shape().size() > 1) {
      long fanIn = parameter.shape().stream().skip(1).reduce(1L, (a, b) -> a * b);
      return u -> (2 * u - 1) * Math.sqrt(6.0 / fanIn);
    }
    if (name.endsWith(".running_var")) {
      return u -> 0.5 + u;
    }
    if (name.endsWith(".bn3.weight")) {
      return u -> 0.2 * u;
    }
    return name.endsWith(".weight") ? u -> 0.5 + 0.5 * u : u -> 0.1 * (2 * u - 1);
  }

  private static FloatTensor tensor(long k, Rule rule, long... shape) {
    int size = 1;
    for (long dimension : shape) {
      size = Math.multiplyExact(size, Math.toIntExact(dimension));
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) rule.of(u(k, i));
    }
    return FloatTensor.of(values, shape);
  }
}
