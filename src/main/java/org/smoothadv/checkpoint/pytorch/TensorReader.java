package org.smoothadv.checkpoint.pytorch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.files.ByteSource;

/** Gathers the elements of a view into C order. */
final class TensorReader {
  private static final long LONGEST = Integer.MAX_VALUE - 8;

  /** What a tensor may have that repeats its elements, by strides of zero. */
  private static final long MOST_REPEATED = 1 << 24;

  private TensorReader() {}

  /**
   * Reads a tensor.
   *
   * @param bytes of its storage's sequence, little-endian
   * @throws IllegalArgumentException if it is too long, repeats a few elements very often, or holds
   *     whole numbers
   */
  static FloatTensor read(TorchTensor tensor, ByteSource bytes) throws IOException {
    ElementType type = tensor.storage().type();
    long length = tensor.extent() * type.bytes();
    long count = 1;
    for (long dimension : tensor.shape()) {
      count = dimension == 0 ? 0 : Math.min(count, LONGEST + 1) * Math.min(dimension, LONGEST + 1);
    }
    boolean expanded = count > Math.max(tensor.extent(), MOST_REPEATED);
    if (expanded || count > LONGEST || length > LONGEST) {
      throw new IllegalArgumentException(tensor + " is too large");
    }
    long first = tensor.storage().begin() + tensor.offset();
    ByteBuffer data = bytes.slice(first * type.bytes(), (int) length);
    float[] values = new float[(int) count];
    int[] index = new int[tensor.shape().size()];
    int at = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = type.read(data, at * type.bytes());
      at = next(index, at, tensor.shape(), tensor.strides());
    }
    return FloatTensor.of(values, tensor.shape().stream().mapToLong(Long::longValue).toArray());
  }

  /** Steps to the next index in C order; returns the element that is there. */
  private static int next(int[] index, int at, List<Long> shape, List<Long> strides) {
    int next = at;
    for (int axis = index.length - 1; axis >= 0; axis--) {
      int stride = strides.get(axis).intValue();
      if (index[axis] + 1 < shape.get(axis)) {
        index[axis]++;
        return next + stride;
      }
      next -= index[axis] * stride;
      index[axis] = 0;
    }
    return next;
  }
}
