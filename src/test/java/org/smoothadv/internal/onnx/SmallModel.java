package org.smoothadv.internal.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/** A model of a few nodes from "x" to "y", and what is asked of all of them. */
final class SmallModel {
  private final long opset;
  private final Array x;
  private final Consumer<OnnxWriter> nodes;
  private boolean fixedNumber;

  private SmallModel(long opset, Array x, Consumer<OnnxWriter> nodes) {
    this.opset = opset;
    this.x = x;
    this.nodes = nodes;
  }

  /** A model that takes tensors of the shape of x, any number of them. */
  static SmallModel of(long opset, Array x, Consumer<OnnxWriter> nodes) {
    return new SmallModel(opset, x, nodes);
  }

  /** A model of a single node that also reads constants. */
  static SmallModel of(
      long opset, Array x, String operation, Map<String, ?> attributes, Object... constants) {
    return of(
        opset,
        x,
        writer -> {
          String[] names = new String[constants.length + 1];
          names[0] = "x";
          for (int i = 0; i < constants.length; i++) {
            names[i + 1] = constants[i] == null ? "" : "c" + i;
            if (constants[i] instanceof Array array) {
              writer.constant("c" + i, array.values(), array.shape());
            } else if (constants[i] instanceof long[] integers) {
              writer.integers("c" + i, integers);
            }
          }
          writer.node(operation, List.of(names), "y", attributes);
        });
  }

  /** As exported for one image at a time. */
  SmallModel forOneImage() {
    fixedNumber = true;
    return this;
  }

  /**
   * Checks results, what TensorFlow infers of their shape, and the gradient against differences;
   * those of four dimensions also behind a convolution, where feature maps lie in another order.
   */
  void gives(Array expected) throws IOException {
    check(expected, false, true);
    if (x.shape().length == 4) {
      check(expected, true, true);
    }
  }

  /** The same for results that do not depend on the images smoothly. */
  void givesWithoutGradient(Array expected) throws IOException {
    check(expected, false, false);
  }

  private void check(Array expected, boolean featureMaps, boolean smooth) throws IOException {
    Path file = Files.createTempFile("model", ".onnx");
    try {
      write(featureMaps).write(file);
      try (RunningNetwork running =
          new RunningNetwork(
              OnnxImport.read(
                  file, Optional.empty(), Optional.empty(), UnaryOperator.identity()))) {
        float[] found = running.result(x.values(), x.shape());
        double scale = 1e-30;
        for (float value : expected.values()) {
          scale = Math.max(scale, Float.isFinite(value) ? Math.abs(value) : 0);
        }
        assertArrayEquals(expected.values(), found, (float) (1e-5 * scale));
        long[] shape = running.shape();
        assertEquals(-1, shape[0]);
        shape[0] = expected.shape()[0];
        assertArrayEquals(expected.shape(), shape);
        if (smooth) {
          checkGradient(running, found.length);
        }
      }
    } finally {
      Files.delete(file);
    }
  }

  private OnnxWriter write(boolean featureMaps) {
    long[] open = x.shape().clone();
    open[0] = fixedNumber ? 1 : -1;
    OnnxWriter writer = new OnnxWriter(opset).input(featureMaps ? "images" : "x", open).output("y");
    if (featureMaps) {
      int channels = (int) open[1];
      float[] identity = new float[channels * channels];
      for (int i = 0; i < channels; i++) {
        identity[i * channels + i] = 1;
      }
      writer.constant("identity", identity, channels, channels, 1, 1);
      writer.node("Conv", List.of("images", "identity"), "x", Map.of());
    }
    nodes.accept(writer);
    return writer;
  }

  private void checkGradient(RunningNetwork running, int results) {
    Random random = new Random(2);
    float[] factors = new float[results];
    for (int i = 0; i < results; i++) {
      factors[i] = (float) random.nextGaussian();
    }
    float[] gradient = running.gradient(x.values(), factors, x.shape());
    double scale = 0.1;
    for (float slope : gradient) {
      scale = Math.max(scale, Math.abs(slope));
    }
    for (int trial = 0; trial < 8; trial++) {
      int place = random.nextInt(gradient.length);
      float step = 4e-3f;
      double slope =
          (sum(running, factors, place, step) - sum(running, factors, place, -step)) / (2 * step);
      assertTrue(
          Math.abs(slope - gradient[place]) < 0.02 * scale,
          "gradient at %d: %g, by differences %g".formatted(place, gradient[place], slope));
    }
  }

  private double sum(RunningNetwork running, float[] factors, int place, float step) {
    float[] moved = x.values().clone();
    moved[place] += step;
    float[] results = running.result(moved, x.shape());
    double sum = 0;
    for (int i = 0; i < results.length; i++) {
      sum += (double) results[i] * factors[i];
    }
    return sum;
  }

  /** Numbers in row-major order. */
  static final class Array {
    private final float[] values;
    private final long[] shape;

    Array(float[] values, long... shape) {
      this.values = values;
      this.shape = shape;
    }

    float[] values() {
      return values;
    }

    long[] shape() {
      return shape;
    }

    /** Gives the number at a place. */
    interface Numbers {
      double at(int... place);
    }

    /** Normal numbers apart from 0, where some functions have a kink. */
    static Array random(long... shape) {
      Random random = new Random(shape.length * 31L + shape[shape.length - 1]);
      float[] values = new float[(int) HostArray.count(shape)];
      for (int i = 0; i < values.length; i++) {
        float value = (float) random.nextGaussian();
        values[i] = value + Math.copySign(0.1f, value);
      }
      return new Array(values, shape);
    }

    static Array of(float... values) {
      return new Array(values, values.length);
    }

    /** Computes each number from its place. */
    static Array computed(Numbers numbers, long... shape) {
      float[] values = new float[(int) HostArray.count(shape)];
      int[] place = new int[shape.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) numbers.at(place);
        for (int d = shape.length - 1; d >= 0 && ++place[d] == shape[d]; d--) {
          place[d] = 0;
        }
      }
      return new Array(values, shape);
    }

    double at(int... place) {
      int index = 0;
      for (int i = 0; i < place.length; i++) {
        index = index * (int) shape[i] + place[i];
      }
      return values[index];
    }

    /** The number at a place, another one outside. */
    double at(double outside, int... place) {
      for (int i = 0; i < place.length; i++) {
        if (place[i] < 0 || place[i] >= shape[i]) {
          return outside;
        }
      }
      return at(place);
    }

    Array map(DoubleUnaryOperator f) {
      return computed(place -> f.applyAsDouble(at(place)), shape);
    }
  }
}
