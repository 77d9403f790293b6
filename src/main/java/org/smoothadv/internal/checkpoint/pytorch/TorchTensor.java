package org.smoothadv.internal.checkpoint.pytorch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.smoothadv.checkpoint.ElementType;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.internal.files.ByteSource;

/**
 * A tensor of a PyTorch file: a view of a storage, whose values are read when they are asked for.
 */
final class TorchTensor {
  /**
   * A sequence of elements in a file, which tensors are views of.
   *
   * @param type of the elements
   * @param key the name of the sequence in the file
   * @param stored how many elements the file has under that name
   * @param begin the first that belongs to this storage
   * @param count how many belong to this storage
   */
  record Storage(ElementType type, String key, long stored, long begin, long count) {
    /**
     * Checks that the storage lies in the sequence.
     *
     * @throws IllegalArgumentException if it does not
     */
    Storage {
      if (stored < 0 || begin < 0 || count < 0 || count > stored - begin) {
        throw new IllegalArgumentException(
            "a storage of %d elements from %d on in a sequence of %d"
                .formatted(count, begin, stored));
      }
      if (stored > Long.MAX_VALUE / Double.BYTES) {
        throw new IllegalArgumentException("a storage of %d elements".formatted(stored));
      }
    }
  }

  private static final long MAX_ELEMENTS = Integer.MAX_VALUE - 8;

  /** What a tensor may have that repeats its elements, by strides of zero. */
  private static final long MAX_REPEATED = 1 << 24;

  private final Storage storage;
  private final long offset;
  private final List<Long> shape;
  private final List<Long> strides;

  /**
   * Describes the view: element (i, j, ...) is element {@code offset + i strides[0] + j strides[1]
   * + ...} of the storage.
   *
   * @throws IllegalArgumentException if it reaches beyond its storage
   */
  TorchTensor(Storage storage, long offset, List<Long> shape, List<Long> strides) {
    this.storage = storage;
    this.offset = offset;
    this.shape = List.copyOf(shape);
    this.strides = List.copyOf(strides);
    if (shape.size() != strides.size()
        || offset < 0
        || shape.stream().anyMatch(dimension -> dimension < 0)
        || strides.stream().anyMatch(stride -> stride < 0)) {
      throw beyondStorage();
    }
    if (offset > storage.count() || extent() > storage.count() - offset) {
      throw beyondStorage();
    }
  }

  /** The dimensions, outermost first; none for a scalar. */
  List<Long> shape() {
    return shape;
  }

  Storage storage() {
    return storage;
  }

  /** The number of elements of the storage from the first to the last that is used. */
  private long extent() {
    if (shape.contains(0L)) {
      return 0;
    }
    long last = 0;
    try {
      for (int axis = 0; axis < shape.size(); axis++) {
        last = Math.addExact(last, Math.multiplyExact(shape.get(axis) - 1, strides.get(axis)));
      }
      return Math.addExact(last, 1);
    } catch (ArithmeticException e) {
      throw beyondStorage();
    }
  }

  /**
   * Gathers the elements in C order, rounded to float32.
   *
   * @param bytes of its storage's sequence, little-endian
   * @throws IllegalArgumentException if it is too long, repeats a few elements very often, or holds
   *     whole numbers
   */
  FloatTensor read(ByteSource bytes) throws IOException {
    ElementType type = storage.type();
    long length = extent() * type.bytes();
    long count = 1;
    for (long dimension : shape) {
      count =
          dimension == 0
              ? 0
              : Math.min(count, MAX_ELEMENTS + 1) * Math.min(dimension, MAX_ELEMENTS + 1);
    }
    boolean expanded = count > Math.max(extent(), MAX_REPEATED);
    if (expanded || count > MAX_ELEMENTS || length > MAX_ELEMENTS) {
      throw new IllegalArgumentException(this + " is too large");
    }
    long first = storage.begin() + offset;
    ByteBuffer data = bytes.slice(first * type.bytes(), (int) length);
    float[] values = new float[(int) count];
    int[] index = new int[shape.size()];
    int at = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = type.read(data, at * type.bytes());
      at = next(index, at);
    }
    return FloatTensor.of(values, shape.stream().mapToLong(Long::longValue).toArray());
  }

  /** Steps to the next index in C order; returns the element that is there. */
  private int next(int[] index, int at) {
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

  private IllegalArgumentException beyondStorage() {
    return new IllegalArgumentException(
        "a tensor of shape %s with strides %s from %d on does not lie in a storage of %d elements"
            .formatted(shape, strides, offset, storage.count()));
  }

  @Override
  public String toString() {
    return "tensor of shape " + shape;
  }
}
