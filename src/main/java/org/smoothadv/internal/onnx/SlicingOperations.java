package org.smoothadv.internal.onnx;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.smoothadv.internal.onnx.Call.Operation;
import org.smoothadv.internal.onnx.Value.Tensor;
import org.tensorflow.Operand;
import org.tensorflow.op.core.StridedSlice;
import org.tensorflow.types.family.TType;

/** Operations that take parts of tensors, or add to their edges. */
final class SlicingOperations {
  static final Map<String, Operation> TABLE =
      Map.ofEntries(
          entry("Slice", SlicingOperations::slice),
          entry("Pad", SlicingOperations::pad),
          entry("Gather", SlicingOperations::gather));

  private SlicingOperations() {}

  /** The parts of a tensor; each is a result of the node. */
  static List<Value> split(Call c) {
    Value x = c.input(0);
    int axis = x.axis(c.node().integer("axis", 0));
    int parts = c.node().outputs().size();
    long each = (x.shape()[axis] + parts - 1) / parts;
    long[] sizes = new long[parts];
    for (int i = 0; i < parts; i++) {
      sizes[i] = Math.min(each, x.shape()[axis] - i * each);
    }
    sizes = c.integers(1, "split").orElse(sizes);
    if (sizes.length != parts || HostArray.count(sizes) < 0) {
      throw new IllegalArgumentException("%d parts for %d results".formatted(sizes.length, parts));
    }
    List<Value> results = new ArrayList<>();
    long from = 0;
    for (long size : sizes) {
      long[] begin = new long[x.rank()];
      long[] length = x.shape();
      begin[axis] = from;
      length[axis] = size;
      from += size;
      long[] steps = new long[x.rank()];
      Arrays.fill(steps, 1);
      results.add(cut(c, x, begin, length, steps));
    }
    if (from != x.shape()[axis]) {
      throw new IllegalArgumentException("its parts do not add up");
    }
    return results;
  }

  private static Value slice(Call c) {
    Value x = c.input(0);
    long[] starts = c.integers(1, "starts").orElseThrow();
    long[] ends = c.integers(2, "ends").orElseThrow();
    long[] all = IntStream.range(0, starts.length).asLongStream().toArray();
    int[] axes = c.axes(c.integers(3, "axes").orElse(all), x.rank());
    long[] given = c.has(4) ? Conversion.known(c.input(4)) : null;
    long[] begin = new long[x.rank()];
    long[] length = x.shape();
    long[] steps = new long[x.rank()];
    Arrays.fill(steps, 1);
    for (int i = 0; i < axes.length; i++) {
      int axis = axes[i];
      long size = x.shape()[axis];
      long step = given == null ? 1 : given[i];
      if (step == 0) {
        throw new IllegalArgumentException("a step of 0");
      }
      long low = step > 0 ? 0 : -1;
      begin[axis] = clamped(starts[i], size, 0, step > 0 ? size : size - 1);
      long end = clamped(ends[i], size, low, step > 0 ? size : size - 1);
      long span = step > 0 ? end - begin[axis] : begin[axis] - end;
      length[axis] = Math.max(0, (span + Math.abs(step) - 1) / Math.abs(step));
      steps[axis] = step;
    }
    return cut(c, x, begin, length, steps);
  }

  private static long clamped(long place, long size, long low, long high) {
    return Math.max(low, Math.min(high, place < 0 ? place + size : place));
  }

  /** Cuts a block out of a tensor, with steps between the elements. */
  private static Value cut(Call c, Value x, long[] begin, long[] length, long[] steps) {
    if (x instanceof HostArray array) {
      long[] strides = HostArray.strides(array.shape());
      long offset = 0;
      for (int i = 0; i < strides.length; i++) {
        offset += begin[i] * strides[i];
        strides[i] *= steps[i];
      }
      return array.view(length, strides, offset);
    }
    Tensor tensor = (Tensor) x;
    int rank = x.rank();
    long[][] stored = new long[3][rank];
    int openBegin = 0;
    int openEnd = 0;
    for (int i = 0; i < rank; i++) {
      int at = tensor.stored(i);
      long end = begin[i] + length[i] * steps[i];
      boolean whole = length[i] == x.shape()[i] && steps[i] == 1;
      if (Batch.in(x.shape()[i]) && !whole) {
        throw new IllegalArgumentException("it takes some of the images apart from others");
      }
      stored[0][at] = whole ? 0 : begin[i];
      stored[1][at] = whole ? 0 : Math.max(end, 0);
      stored[2][at] = steps[i];
      openBegin |= whole ? 1 << at : 0;
      openEnd |= whole || end < 0 ? 1 << at : 0;
    }
    Conversion n = c.network();
    return new Tensor(
        c.tf()
            .stridedSlice(
                tensor.operand(),
                n.ints(stored[0]),
                n.ints(stored[1]),
                n.ints(stored[2]),
                StridedSlice.beginMask((long) openBegin),
                StridedSlice.endMask((long) openEnd)),
        tensor.channelsLast());
  }

  private static Value pad(Call c) {
    Tensor x = c.tensor(0);
    long[] pads =
        c.integers(1, "pads").orElseGet(() -> c.node().integers("paddings").orElseThrow());
    long[] all = IntStream.range(0, x.rank()).asLongStream().toArray();
    int[] axes = c.axes(c.has(3) ? Conversion.known(c.input(3)) : all, x.rank());
    int[][] stored = new int[x.rank()][2];
    for (int i = 0; i < axes.length; i++) {
      int[] both = {Math.toIntExact(pads[i]), Math.toIntExact(pads[axes.length + i])};
      if (both[0] < 0 || both[1] < 0 || (Batch.in(x.shape()[axes[i]]) && both[0] + both[1] > 0)) {
        throw new IllegalArgumentException("it cuts, or adds images");
      }
      stored[x.stored(axes[i])] = both;
    }
    double value = c.number(2, "value").orElse(0.0);
    Operand<TType> operand = Conversion.any(x.operand());
    return new Tensor(
        switch (c.node().text("mode", "constant")) {
          case "constant" ->
              c.tf().pad(operand, c.tf().constant(stored), c.network().constant(value, operand));
          case "reflect" -> c.tf().mirrorPad(operand, c.tf().constant(stored), "REFLECT");
          case "edge" -> edges(c, operand, stored);
          default -> throw new IllegalArgumentException("mode " + c.node().text("mode", ""));
        },
        x.channelsLast());
  }

  private static Operand<TType> edges(Call c, Operand<TType> x, int[][] pads) {
    Operand<TType> padded = x;
    for (int axis = 0; axis < pads.length; axis++) {
      if (pads[axis][0] + pads[axis][1] > 0) {
        int before = pads[axis][0];
        int size = Math.toIntExact(x.shape().get(axis));
        int[] places =
            IntStream.range(0, before + size + pads[axis][1])
                .map(i -> Math.max(0, Math.min(size - 1, i - before)))
                .toArray();
        padded = c.tf().gather(padded, c.tf().constant(places), c.tf().constant(axis));
      }
    }
    return padded;
  }

  private static Value gather(Call c) {
    Value x = c.input(0);
    HostArray places = c.weights(1);
    int axis = x.axis(c.node().integer("axis", 0));
    long size = x.shape()[axis];
    if (Batch.in(size)) {
      throw new IllegalArgumentException("it takes some of the images apart from others");
    }
    long[] wanted = places.integers();
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = wanted[i] < 0 ? wanted[i] + size : wanted[i];
      if (wanted[i] < 0 || wanted[i] >= size) {
        throw new IllegalArgumentException("place %d is outside".formatted(wanted[i]));
      }
    }
    if (places.rank() > 0) {
      Operand<TType> flat =
          c.tf().gather(c.network().plain(x), c.network().ints(wanted), c.tf().constant(axis));
      long[] from = x.shape();
      long[] to = new long[from.length - 1 + places.rank()];
      System.arraycopy(from, 0, to, 0, axis);
      System.arraycopy(places.shape(), 0, to, axis, places.rank());
      System.arraycopy(from, axis + 1, to, axis + places.rank(), from.length - axis - 1);
      return c.network().reshaped(Conversion.plain(flat), to);
    }
    long[] begin = new long[x.rank()];
    begin[axis] = wanted[0];
    long[] length = x.shape();
    length[axis] = 1;
    long[] steps = new long[x.rank()];
    Arrays.fill(steps, 1);
    long[] to =
        IntStream.range(0, x.rank()).filter(i -> i != axis).mapToLong(i -> x.shape()[i]).toArray();
    return c.network().reshaped(cut(c, x, begin, length, steps), to);
  }
}
