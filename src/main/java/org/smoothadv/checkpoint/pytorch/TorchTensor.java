package org.smoothadv.checkpoint.pytorch;

import java.util.List;

/**
 * A tensor of a PyTorch file: a view of a storage, whose values are read when they are asked for.
 */
public final class TorchTensor {
  private final TorchStorage storage;
  private final long offset;
  private final List<Long> shape;
  private final List<Long> strides;

  /**
   * Describes the view: element (i, j, ...) is element {@code offset + i strides[0] + j strides[1]
   * + ...} of the storage.
   *
   * @throws IllegalArgumentException if it reaches beyond its storage
   */
  TorchTensor(TorchStorage storage, long offset, List<Long> shape, List<Long> strides) {
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
  public List<Long> shape() {
    return shape;
  }

  TorchStorage storage() {
    return storage;
  }

  long offset() {
    return offset;
  }

  List<Long> strides() {
    return strides;
  }

  /** The number of elements of the storage from the first to the last that is used. */
  long extent() {
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
