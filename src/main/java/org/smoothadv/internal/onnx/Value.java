package org.smoothadv.internal.onnx;

import org.tensorflow.Operand;
import org.tensorflow.types.family.TType;

/** What a name in an ONNX graph stands for. */
sealed interface Value permits HostArray, Value.Tensor {
  /** As the ONNX file means it. A number of images is {@link Batch#SYMBOL}. */
  long[] shape();

  /** The number of dimensions. */
  default int rank() {
    return shape().length;
  }

  /** The dimension that ONNX means, which may count from the last one. */
  default int axis(long axis) {
    long counted = axis < 0 ? axis + rank() : axis;
    if (counted < 0 || counted >= rank()) {
      throw new IllegalArgumentException(
          "no dimension %d among %d of them".formatted(axis, rank()));
    }
    return (int) counted;
  }

  /**
   * What TensorFlow computes.
   *
   * @param channelsLast whether the four dimensions [N,C,H,W] of ONNX are stored as [N,H,W,C], the
   *     only order in which TensorFlow convolves on a CPU
   */
  record Tensor(Operand<? extends TType> operand, boolean channelsLast) implements Value {
    /** The order of feature maps in ONNX, [N,C,H,W], from [N,H,W,C]; also where each is stored. */
    static final int[] TO_CHANNELS_FIRST = {0, 3, 1, 2};

    /** And back. */
    static final int[] TO_CHANNELS_LAST = {0, 2, 3, 1};

    @Override
    public long[] shape() {
      long[] stored = operand.shape().asArray();
      if (stored == null) {
        throw new IllegalArgumentException("its shape is not known");
      }
      return channelsLast ? new long[] {stored[0], stored[3], stored[1], stored[2]} : stored;
    }

    /** The dimension of storage for one of ONNX. */
    int stored(int axis) {
      return channelsLast ? TO_CHANNELS_FIRST[axis] : axis;
    }
  }
}
