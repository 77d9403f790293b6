package org.smoothadv.network;

import java.util.Arrays;
import java.util.function.Supplier;

/** Single elements of a convolution and of its gradients in float64, as sums of their terms. */
final class ExactConvolution {
  private final Convolution convolution;
  private final int rows;
  private final float[] x;
  private final float[] kernel;
  private final float[] bias;
  private final float[] incoming;

  /**
   * Draws a convolution.
   *
   * @param rows N
   * @param numbers where its numbers come from
   */
  ExactConvolution(Convolution convolution, int rows, Supplier<Float> numbers) {
    this.convolution = convolution;
    this.rows = rows;
    x = draw(inputShape(), numbers);
    kernel = draw(kernelShape(), numbers);
    bias =
        convolution.isShifted()
            ? draw(new int[] {convolution.out()}, numbers)
            : new float[convolution.out()];
    incoming = draw(outputShape(), numbers);
  }

  /** Draws a tensor of some shape. */
  static float[] draw(int[] shape, Supplier<Float> numbers) {
    float[] values = new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    for (int i = 0; i < values.length; i++) {
      values[i] = numbers.get();
    }
    return values;
  }

  Convolution convolution() {
    return convolution;
  }

  /** The input, of shape {@link #inputShape}. */
  float[] x() {
    return x;
  }

  /** The kernel, of shape {@link #kernelShape}. */
  float[] kernel() {
    return kernel;
  }

  /** What is added to each output channel; zeros where nothing is. */
  float[] bias() {
    return bias;
  }

  /** The gradient with respect to the output, of shape {@link #outputShape}. */
  float[] incoming() {
    return incoming;
  }

  /** [N, height, width, in]. */
  int[] inputShape() {
    ImageShape input = convolution.input();
    return new int[] {rows, input.height(), input.width(), input.channels()};
  }

  /** [kernel, kernel, in, out]. */
  int[] kernelShape() {
    int taps = convolution.kernel();
    return new int[] {taps, taps, convolution.in(), convolution.out()};
  }

  /** [N, height, width, out]. */
  int[] outputShape() {
    ImageShape output = convolution.output();
    return new int[] {rows, output.height(), output.width(), output.channels()};
  }

  /** A sum, and what rounding errors in it are measured by. */
  static final class Sum {
    private double value;
    private double squares;

    void add(double term) {
      value += term;
      squares += term * term;
    }

    double value() {
      return value;
    }

    /** The root of the sum of the squared terms. */
    double scale() {
      return Math.sqrt(squares);
    }
  }

  /** An element of the output, bias included. */
  Sum output(int[] place) {
    Sum sum = new Sum();
    sum.add(bias[place[3]]);
    for (int ky = 0; ky < convolution.kernel(); ky++) {
      for (int kx = 0; kx < convolution.kernel(); kx++) {
        int row = inputAt(place[1], ky);
        int column = inputAt(place[2], kx);
        for (int i = 0; i < convolution.in() && inside(row, column); i++) {
          sum.add((double) x(place[0], row, column, i) * kernel(ky, kx, i, place[3]));
        }
      }
    }
    return sum;
  }

  /** An element of the output behind a ReLU. */
  Sum rectifiedOutput(int[] place) {
    Sum sum = output(place);
    sum.value = Math.max(0, sum.value);
    return sum;
  }

  /** An element of the gradient with respect to the input. */
  Sum inputGradient(int[] place) {
    Sum sum = new Sum();
    for (int ky = 0; ky < convolution.kernel(); ky++) {
      for (int kx = 0; kx < convolution.kernel(); kx++) {
        int row = outputAt(place[1], ky, convolution.output().height());
        int column = outputAt(place[2], kx, convolution.output().width());
        for (int o = 0; o < convolution.out() && row >= 0 && column >= 0; o++) {
          sum.add((double) incoming(place[0], row, column, o) * kernel(ky, kx, place[3], o));
        }
      }
    }
    return sum;
  }

  /** An element of the gradient with respect to the kernel. */
  Sum kernelGradient(int[] place) {
    Sum sum = new Sum();
    for (int n = 0; n < rows; n++) {
      for (int oy = 0; oy < convolution.output().height(); oy++) {
        for (int ox = 0; ox < convolution.output().width(); ox++) {
          int row = inputAt(oy, place[0]);
          int column = inputAt(ox, place[1]);
          if (inside(row, column)) {
            sum.add((double) x(n, row, column, place[2]) * incoming(n, oy, ox, place[3]));
          }
        }
      }
    }
    return sum;
  }

  private int inputAt(int output, int tap) {
    return output * convolution.stride() + tap - convolution.padding();
  }

  /** The output that takes an input through a tap of the kernel; negative where there is none. */
  private int outputAt(int input, int tap, int outputs) {
    int shifted = input + convolution.padding() - tap;
    int output = Math.floorDiv(shifted, convolution.stride());
    boolean taken = output * convolution.stride() == shifted && output < outputs;
    return taken ? output : -1;
  }

  private boolean inside(int row, int column) {
    ImageShape input = convolution.input();
    return row >= 0 && row < input.height() && column >= 0 && column < input.width();
  }

  private float x(int n, int row, int column, int channel) {
    ImageShape input = convolution.input();
    return x[((n * input.height() + row) * input.width() + column) * input.channels() + channel];
  }

  private float incoming(int n, int row, int column, int channel) {
    ImageShape output = convolution.output();
    int pixel = (n * output.height() + row) * output.width() + column;
    return incoming[pixel * output.channels() + channel];
  }

  private float kernel(int ky, int kx, int in, int out) {
    int tap = ky * convolution.kernel() + kx;
    return kernel[(tap * convolution.in() + in) * convolution.out() + out];
  }
}
