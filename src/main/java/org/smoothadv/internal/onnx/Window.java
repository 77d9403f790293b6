package org.smoothadv.internal.onnx;

import org.smoothadv.internal.onnx.HostArray.Kind;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.StridedSlice;
import org.tensorflow.types.TFloat32;

/** How a kernel moves over an image: down its rows and along its columns. */
record Window(Side rows, Side columns) {
  /**
   * One dimension of it.
   *
   * @param pixels of the image
   * @param taps of the kernel
   * @param before pixels added in front
   * @param after pixels added behind
   * @param beyond pixels behind those, which only fill up the last place of the kernel
   */
  record Side(
      long pixels, long taps, long stride, long dilation, long before, long after, long beyond) {
    /** Pixels from a kernel's first tap to its last, both included. */
    long span() {
      return (taps - 1) * dilation + 1;
    }

    private long padded() {
      return pixels + before + after + beyond;
    }

    /** The number of places of the kernel. */
    long places() {
      return (padded() - span()) / stride + 1;
    }

    /** How many pixels "SAME" adds. */
    private long needed() {
      return Math.max(0, ((pixels + stride - 1) / stride - 1) * stride + span() - pixels);
    }

    /** Whether TensorFlow's "SAME" adds the same pixels. */
    boolean isSame() {
      return before == needed() / 2 && after + beyond == needed() - needed() / 2;
    }

    /** How many pixels count at a place of the kernel. */
    private long counted(long place, boolean padsCount) {
      long from = Math.max(place * stride - before, padsCount ? -before : 0);
      long to = Math.min(place * stride - before + taps, pixels + (padsCount ? after : 0));
      return to - from;
    }
  }

  /**
   * Reads the attributes of a node.
   *
   * @param kernel its height and width; null where an attribute says it
   */
  static Window of(Call c, long[] kernel) {
    if (c.input(0).rank() != 4) {
      throw new IllegalArgumentException("only images in two dimensions are supported");
    }
    long[] taps = pair(kernel == null ? c.node().integers("kernel_shape").orElseThrow() : kernel);
    long[] strides = pair(c.node().integers("strides").orElse(new long[] {1, 1}));
    long[] dilations = pair(c.node().integers("dilations").orElse(new long[] {1, 1}));
    long[] pads = c.node().integers("pads").orElse(new long[4]);
    String auto = c.node().text("auto_pad", "NOTSET");
    boolean ceil = c.node().integer("ceil_mode", 0) != 0;
    Side[] sides = new Side[2];
    for (int i = 0; i < 2; i++) {
      long pixels = c.input(0).shape()[2 + i];
      requireBetween(1, taps[i], strides[i], dilations[i]);
      requireBetween(0, pads[i], pads[2 + i]);
      Side side = new Side(pixels, taps[i], strides[i], dilations[i], pads[i], pads[2 + i], 0);
      // Only where the pads are said is there a rest that could be left out.
      sides[i] = ceil && auto.equals("NOTSET") ? filledUp(side) : padded(side, auto);
      if (sides[i].places() < 1 || sides[i].padded() < side.span()) {
        throw new IllegalArgumentException("its kernel is larger than the image");
      }
    }
    return new Window(sides[0], sides[1]);
  }

  private static long[] pair(long[] sizes) {
    if (sizes.length != 2) {
      throw new IllegalArgumentException("only kernels of two dimensions are supported");
    }
    return sizes;
  }

  private static void requireBetween(long low, long... sizes) {
    for (long size : sizes) {
      if (size < low || size > 1 << 20) {
        throw new IllegalArgumentException("a size of %d".formatted(size));
      }
    }
  }

  private static Side padded(Side s, String auto) {
    long needed = s.needed();
    return switch (auto) {
      case "NOTSET" -> s;
      case "VALID" -> new Side(s.pixels, s.taps, s.stride, s.dilation, 0, 0, 0);
      case "SAME_UPPER" ->
          new Side(s.pixels, s.taps, s.stride, s.dilation, needed / 2, needed - needed / 2, 0);
      case "SAME_LOWER" ->
          new Side(s.pixels, s.taps, s.stride, s.dilation, needed - needed / 2, needed / 2, 0);
      default -> throw new IllegalArgumentException("auto_pad is " + auto);
    };
  }

  /** One more place where pixels are left, unless it begins behind the image, as in PyTorch. */
  private static Side filledUp(Side s) {
    long padded = s.pixels + s.before + s.after;
    long places = Math.max(1, (padded - s.span() + s.stride - 1) / s.stride + 1);
    if ((places - 1) * s.stride >= s.pixels + s.before) {
      places--;
    }
    long beyond = Math.max(0, (places - 1) * s.stride + s.span() - padded);
    return new Side(s.pixels, s.taps, s.stride, s.dilation, s.before, s.after, beyond);
  }

  /** The same window over an image that is not to be padded. */
  Window withoutPads() {
    return new Window(
        new Side(rows.pixels, rows.taps, rows.stride, rows.dilation, 0, 0, 0),
        new Side(columns.pixels, columns.taps, columns.stride, columns.dilation, 0, 0, 0));
  }

  /** Adds pixels around feature maps [N,H,W,C], and channels. */
  Operand<TFloat32> padded(Ops tf, Operand<TFloat32> x, float value, int channels) {
    int[][] pads = {
      {0, 0},
      {(int) rows.before, (int) (rows.after + rows.beyond)},
      {(int) columns.before, (int) (columns.after + columns.beyond)},
      {0, channels}
    };
    boolean none = pads[1][0] + pads[1][1] + pads[2][0] + pads[2][1] + channels == 0;
    return none ? x : tf.pad(x, tf.constant(pads), tf.constant(value));
  }

  /** Every so many rows and columns of feature maps. */
  static Operand<TFloat32> every(Ops tf, Operand<TFloat32> x, long down, long right) {
    if (down == 1 && right == 1) {
      return x;
    }
    return tf.stridedSlice(
        x,
        tf.constant(new int[4]),
        tf.constant(new int[4]),
        tf.constant(new int[] {1, (int) down, (int) right, 1}),
        StridedSlice.beginMask(15L),
        StridedSlice.endMask(15L));
  }

  /** The kernel for feature maps. */
  long[] size() {
    return new long[] {1, rows.taps, columns.taps, 1};
  }

  /** Its strides. */
  long[] steps() {
    return new long[] {1, rows.stride, columns.stride, 1};
  }

  /** What makes means over the whole kernel means over the pixels that count. */
  HostArray factors(boolean padsCount) {
    long[] shape = {1, rows.places(), columns.places(), 1};
    long[] counts = new long[2];
    return HostArray.computed(
        Kind.FLOAT,
        shape,
        i -> {
          counts[0] = rows.counted(i / shape[2], padsCount);
          counts[1] = columns.counted(i % shape[2], padsCount);
          return (double) rows.taps * columns.taps / (counts[0] * counts[1]);
        });
  }
}
