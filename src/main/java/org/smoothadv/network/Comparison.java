package org.smoothadv.network;

import org.smoothadv.input.EnumNames;

/** Elements of one tensor beside what they should be. */
final class Comparison {
  private final Precision precision;
  private final String what;
  private final double tolerance;
  private double squaredErrors;
  private double squaredScales;
  private double largestError;
  private String worst = "";

  /**
   * Begins.
   *
   * @param precision in which the tensor was computed
   * @param what it is, for the message
   * @param tolerance the largest error, in units of the elements' scales
   */
  Comparison(Precision precision, String what, double tolerance) {
    this.precision = precision;
    this.what = what;
    this.tolerance = tolerance;
  }

  /**
   * Compares an element.
   *
   * @param scale what its error is measured by
   */
  void add(float actual, double expected, double scale) {
    double error = Math.abs(actual - expected);
    squaredErrors += error * error;
    squaredScales += scale * scale;
    if (!(error <= largestError)) {
      largestError = error;
      worst = "%s in place of %s".formatted(actual, (float) expected);
    }
  }

  /**
   * Judges.
   *
   * @throws WrongArithmeticException if the elements are further off than tolerated
   */
  void finish() {
    double error = Math.sqrt(squaredErrors / squaredScales);
    if (!(error <= tolerance)) {
      throw new WrongArithmeticException(
          "this machine computes %s in %s wrongly: off by %.2g of the numbers' size, such as %s"
              .formatted(what, EnumNames.of(precision), error, worst));
    }
  }
}
