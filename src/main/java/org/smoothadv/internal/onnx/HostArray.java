package org.smoothadv.internal.onnx;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.smoothadv.input.InvalidInputException;

/**
 * Numbers that are known while a network is read: weights, and what is computed from the sizes of
 * tensors. Immutable.
 */
final class HostArray implements Value {
  /** What the elements are. */
  enum Kind {
    FLOAT,
    INTEGER,
    BOOLEAN
  }

  /** The most elements of a computed array of floats: more than any layer has weights. */
  private static final long MAX_FLOATS = 1 << 27;

  /** The same of whole numbers, which are sizes and places. */
  private static final long MAX_INTEGERS = 1 << 22;

  private final Kind kind;
  private final long[] shape;
  private final FloatBuffer floats;
  private final long[] integers;

  private HostArray(Kind kind, long[] shape, FloatBuffer floats, long[] integers) {
    this.kind = kind;
    this.shape = shape.clone();
    this.floats = floats;
    this.integers = integers;
  }

  static HostArray floats(FloatBuffer values, long... shape) {
    return new HostArray(Kind.FLOAT, shape, values.slice(), null);
  }

  static HostArray floats(float[] values, long... shape) {
    return floats(FloatBuffer.wrap(values), shape);
  }

  static HostArray integers(long[] values, long... shape) {
    return new HostArray(Kind.INTEGER, shape, null, values);
  }

  static HostArray booleans(long[] values, long... shape) {
    return new HostArray(Kind.BOOLEAN, shape, null, values);
  }

  /** A vector of whole numbers. */
  static HostArray vector(long... values) {
    return integers(values, values.length);
  }

  /** Gives the element at a place in row-major order. */
  interface Element {
    double at(int place);
  }

  /** Computes an array; whole numbers are truncated. */
  static HostArray computed(Kind kind, long[] shape, Element element) {
    long count = count(shape);
    if (count > (kind == Kind.FLOAT ? MAX_FLOATS : MAX_INTEGERS)) {
      throw new InvalidInputException("an array of %d numbers is too much".formatted(count));
    }
    if (kind == Kind.FLOAT) {
      float[] values = new float[(int) count];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) element.at(i);
      }
      return floats(values, shape);
    }
    long[] values = new long[(int) count];
    Arrays.setAll(values, i -> (long) element.at(i));
    return new HostArray(kind, shape, null, values);
  }

  /**
   * The number of elements.
   *
   * @throws InvalidInputException if a size is negative, or the number too large
   */
  static long count(long... shape) {
    long count = 1;
    for (long size : shape) {
      if (size < 0 || (size > 0 && count > Long.MAX_VALUE / size)) {
        throw new InvalidInputException("no shape: " + Arrays.toString(shape));
      }
      count *= size;
    }
    return count;
  }

  Kind kind() {
    return kind;
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  int size() {
    return kind == Kind.FLOAT ? floats.limit() : integers.length;
  }

  /** An element in row-major order. */
  double at(int place) {
    return kind == Kind.FLOAT ? floats.get(place) : integers[place];
  }

  /** The floats, in row-major order. */
  FloatBuffer floats() {
    return kind == Kind.FLOAT ? floats.duplicate() : as(Kind.FLOAT).floats.duplicate();
  }

  /** The numbers as whole ones, in row-major order. */
  long[] integers() {
    return kind == Kind.FLOAT ? as(Kind.INTEGER).integers : integers.clone();
  }

  /** The single number. */
  double scalar() {
    if (size() != 1) {
      throw new InvalidInputException("one number expected, %d found".formatted(size()));
    }
    return at(0);
  }

  /** The same numbers as another kind. */
  HostArray as(Kind other) {
    if (other == kind) {
      return this;
    }
    return computed(other, shape, other == Kind.BOOLEAN ? i -> at(i) != 0 ? 1 : 0 : this::at);
  }

  /** The same numbers in another shape. */
  HostArray reshaped(long... other) {
    if (count(other) != size()) {
      throw new InvalidInputException(
          "%s does not fit into %s".formatted(Arrays.toString(shape), Arrays.toString(other)));
    }
    return new HostArray(kind, other, floats, integers);
  }

  /** Dimension i of the result is dimension {@code order[i]} of this. */
  HostArray transposed(int... order) {
    long[] strides = strides(shape);
    long[] sizes = new long[order.length];
    long[] steps = new long[order.length];
    for (int i = 0; i < order.length; i++) {
      sizes[i] = shape[order[i]];
      steps[i] = strides[order[i]];
    }
    return view(sizes, steps, 0);
  }

  /** Repeats along dimensions of size 1, and along new ones in front. */
  HostArray broadcast(long... target) {
    long[] strides = strides(shape);
    long[] steps = new long[target.length];
    int front = target.length - shape.length;
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] != 1 && shape[i] != target[front + i]) {
        throw new InvalidInputException(
            "%s does not broadcast to %s"
                .formatted(Arrays.toString(shape), Arrays.toString(target)));
      }
      steps[front + i] = shape[i] == 1 ? 0 : strides[i];
    }
    return Arrays.equals(shape, target) ? this : view(target, steps, 0);
  }

  /** Elements at an offset and steps from each other along each dimension. */
  HostArray view(long[] sizes, long[] steps, long offset) {
    return computed(
        kind,
        sizes,
        place -> {
          long rest = place;
          long at = offset;
          for (int i = sizes.length - 1; i >= 0; i--) {
            at += rest % sizes[i] * steps[i];
            rest /= sizes[i];
          }
          return at((int) at);
        });
  }

  /** How far apart neighbours along each dimension are, in row-major order. */
  static long[] strides(long[] shape) {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= Math.max(1, shape[i]);
    }
    return strides;
  }
}
