package org.smoothadv.checkpoint;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * An immutable dense array of 32-bit floats in C order (the last dimension varies fastest). A
 * scalar has the empty shape and one element; a shape with a zero in it has no elements.
 */
public final class FloatTensor {
  private final List<Long> shape;
  private final float[] values;

  private FloatTensor(List<Long> shape, float[] values) {
    this.shape = shape;
    this.values = values;
  }

  /**
   * Creates a tensor of a copy of the values.
   *
   * @throws IllegalArgumentException if a dimension is negative or the shape does not have as many
   *     elements as there are values
   */
  public static FloatTensor of(float[] values, long... shape) {
    return owning(values.clone(), Arrays.stream(shape).boxed().toList());
  }

  /** As {@link #of}, without the copy: the caller must not touch the array again. */
  static FloatTensor owning(float[] values, List<Long> shape) {
    if (elementCount(shape) != values.length) {
      throw new IllegalArgumentException(
          "shape " + shape + " does not have " + values.length + " elements");
    }
    return new FloatTensor(List.copyOf(shape), values);
  }

  /**
   * The product of the dimensions.
   *
   * @throws IllegalArgumentException if a dimension is negative or the product exceeds the range of
   *     long
   */
  static long elementCount(List<Long> shape) {
    long count = 1;
    for (long dimension : shape) {
      if (dimension < 0) {
        throw new IllegalArgumentException("shape " + shape + " has a negative dimension");
      }
      try {
        count = Math.multiplyExact(count, dimension);
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException("shape " + shape + " has too many elements", e);
      }
    }
    return count;
  }

  /** The dimensions, outermost first. */
  public List<Long> shape() {
    return shape;
  }

  /** The number of elements. */
  public int size() {
    return values.length;
  }

  /** A read-only view of all elements in C order, positioned at the first. */
  public FloatBuffer values() {
    return FloatBuffer.wrap(values).asReadOnlyBuffer();
  }

  /** A new array of all elements in C order. */
  public float[] toArray() {
    return values.clone();
  }

  /** Whether the other is a tensor of the same shape and the same bits (any NaN equals any NaN). */
  @Override
  public boolean equals(Object other) {
    return other instanceof FloatTensor tensor
        && shape.equals(tensor.shape)
        && Arrays.equals(values, tensor.values);
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode() + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "FloatTensor" + shape;
  }
}
