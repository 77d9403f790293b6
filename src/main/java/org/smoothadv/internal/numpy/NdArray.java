package org.smoothadv.internal.numpy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A NumPy array.
 *
 * @param dtype the type of its elements
 * @param shape its dimensions, outermost first; none for a scalar
 * @param fortran whether the elements lie in Fortran order, the first dimension varying fastest,
 *     and not in C order, the last dimension varying fastest
 * @param data the elements, read-only, in the dtype's byte order; part of the file where they are
 *     many
 */
public record NdArray(Dtype dtype, List<Integer> shape, boolean fortran, ByteBuffer data) {
  /** As NumPy 2 has it. */
  public static final int MAX_DIMENSIONS = 64;

  /**
   * Checks that the data fit.
   *
   * @throws IllegalArgumentException if the data are not as long as dtype and shape ask, or there
   *     are more than {@link #MAX_DIMENSIONS} dimensions
   */
  public NdArray {
    if (shape.size() > MAX_DIMENSIONS) {
      throw new IllegalArgumentException(
          "an array of %,d dimensions; up to %d are read".formatted(shape.size(), MAX_DIMENSIONS));
    }
    shape = List.copyOf(shape);
    data = data.slice().asReadOnlyBuffer().order(dtype.order());
    long bytes = dtype.itemSize();
    for (int dimension : shape) {
      // Both factors are below 2^31 until the product is refused.
      bytes = Math.min(bytes, Integer.MAX_VALUE) * dimension;
      if (dimension < 0) {
        throw new IllegalArgumentException("an array of shape " + shape);
      }
    }
    if (bytes != data.capacity()) {
      throw new IllegalArgumentException(
          "an array of type %s and shape %s does not have %,d bytes"
              .formatted(dtype, shape, data.capacity()));
    }
  }

  /** A view of the elements as they lie in the file, at position 0. */
  @Override
  public ByteBuffer data() {
    return data.duplicate().order(dtype.order());
  }

  /** The number of elements. */
  public int size() {
    return shape.stream().reduce(1, (a, b) -> a * b);
  }

  /**
   * The elements in C order, in the dtype's byte order, at position 0. They are copied only where
   * they lie in Fortran order.
   */
  public ByteBuffer inCOrder() {
    if (!fortran || shape.size() < 2 || data.capacity() == 0) {
      return data();
    }
    int item = dtype.itemSize();
    byte[] ordered = new byte[data.capacity()];
    int[] index = new int[shape.size()];
    int from = 0;
    for (int to = 0; to < ordered.length; to += item) {
      data.get(from, ordered, to, item);
      from = next(index, from, item);
    }
    return ByteBuffer.wrap(ordered).asReadOnlyBuffer().order(dtype.order());
  }

  /** Steps to the next index in C order; returns the byte offset where that element lies. */
  private int next(int[] index, int offset, int item) {
    int next = offset;
    int[] strides = fortranStrides(item);
    for (int axis = index.length - 1; axis >= 0; axis--) {
      next += strides[axis];
      if (++index[axis] < shape.get(axis)) {
        return next;
      }
      next -= index[axis] * strides[axis];
      index[axis] = 0;
    }
    return next;
  }

  private int[] fortranStrides(int item) {
    int[] strides = new int[shape.size()];
    int stride = item;
    for (int axis = 0; axis < strides.length; axis++) {
      strides[axis] = stride;
      stride *= shape.get(axis);
    }
    return strides;
  }

  /**
   * The elements as whole numbers, in C order.
   *
   * @throws IllegalArgumentException if they are none, or beyond the range of long
   */
  public long[] toLongs() {
    if (!dtype.isWhole()) {
      throw new IllegalArgumentException(
          "an array of " + dtype + " where whole numbers are expected");
    }
    ByteBuffer ordered = inCOrder();
    long[] values = new long[size()];
    Arrays.setAll(values, i -> dtype.whole(ordered, i * dtype.itemSize()));
    if (dtype.kind() == 'u' && Arrays.stream(values).anyMatch(value -> value < 0)) {
      throw new IllegalArgumentException("an array of " + dtype + " with values beyond 2^63");
    }
    return values;
  }

  @Override
  public String toString() {
    return "array of " + dtype + " " + shape;
  }
}
