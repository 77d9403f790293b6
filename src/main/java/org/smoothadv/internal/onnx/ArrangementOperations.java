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

/** Operations that move values and compute nothing. */
final class ArrangementOperations {
  static final Map<String, Operation> TABLE =
      Map.ofEntries(
          entry("Identity", c -> c.input(0)),
          entry("Dropout", ArrangementOperations::dropout),
          entry("Reshape", ArrangementOperations::reshape),
          entry("Flatten", ArrangementOperations::flatten),
          entry("Squeeze", ArrangementOperations::squeeze),
          entry("Unsqueeze", ArrangementOperations::unsqueeze),
          entry("Transpose", ArrangementOperations::transpose),
          entry("Concat", ArrangementOperations::concat),
          entry("Slice", ArrangementOperations::slice),
          entry("Pad", ArrangementOperations::pad),
          entry("Gather", ArrangementOperations::gather),
          entry("Expand", ArrangementOperations::expand),
          entry("Tile", ArrangementOperations::tile),
          entry("DepthToSpace", ArrangementOperations::depthToSpace),
          entry("SpaceToDepth", ArrangementOperations::spaceToDepth));

  private ArrangementOperations() {}

  private static Value dropout(Call c) {
    if (c.has(2) && c.weights(2).scalar() != 0) {
      throw new IllegalArgumentException("it drops values: export the network in eval mode");
    }
    return c.input(0);
  }

  private static Value reshape(Call c) {
    long[] from = c.input(0).shape();
    long[] to = c.integers(1, "shape").orElseThrow();
    if (c.node().integer("allowzero", 0) == 0) {
      for (int i = 0; i < to.length; i++) {
        if (to[i] == 0) {
          to[i] = from[i];
        }
      }
    }
    return c.network().reshaped(c.input(0), to);
  }

  private static Value flatten(Call c) {
    long[] from = c.input(0).shape();
    long axis = c.node().integer("axis", 1);
    int cut = axis == from.length ? from.length : c.input(0).axis(axis);
    return c.network()
        .reshaped(
            c.input(0),
            HostArray.count(Arrays.copyOf(from, cut)),
            HostArray.count(Arrays.copyOfRange(from, cut, from.length)));
  }

  private static Value squeeze(Call c) {
    long[] from = c.input(0).shape();
    int[] axes =
        c.integers(1, "axes")
            .map(given -> c.axes(given, from.length))
            .orElseGet(() -> IntStream.range(0, from.length).filter(i -> from[i] == 1).toArray());
    List<Long> to = new ArrayList<>();
    for (int i = 0; i < from.length; i++) {
      int dimension = i;
      if (Arrays.stream(axes).noneMatch(axis -> axis == dimension)) {
        to.add(from[i]);
      }
    }
    return c.network().reshaped(c.input(0), to.stream().mapToLong(Long::longValue).toArray());
  }

  private static Value unsqueeze(Call c) {
    long[] from = c.input(0).shape();
    long[] given = c.integers(1, "axes").orElseThrow();
    long[] to = new long[from.length + given.length];
    for (int axis : c.axes(given, to.length)) {
      to[axis] = 1;
    }
    int next = 0;
    for (int i = 0; i < to.length; i++) {
      to[i] = to[i] == 1 ? 1 : from[next++];
    }
    return c.network().reshaped(c.input(0), to);
  }

  /** Where only the order of feature maps changes, nothing is to be done. */
  private static Value transpose(Call c) {
    Tensor x = c.tensor(0);
    int[] order = FoldedOperations.order(c, x.rank());
    if (x.channelsLast() && Arrays.equals(order, Tensor.TO_CHANNELS_LAST)) {
      return Conversion.plain(x.operand());
    }
    if (!x.channelsLast() && Arrays.equals(order, Tensor.TO_CHANNELS_FIRST)) {
      return Conversion.channelsLast(x.operand());
    }
    return Conversion.plain(c.tf().linalg.transpose(c.network().plain(x), c.tf().constant(order)));
  }

  private static Value concat(Call c) {
    List<Value> inputs = new ArrayList<>(c.inputs());
    int axis = inputs.get(0).axis(c.node().integer("axis", 0));
    // A constant of a file that was made for one image at a time goes with each image.
    long[] images = {1};
    inputs.forEach(v -> images[0] = Batch.in(v.shape()[0]) ? v.shape()[0] : images[0]);
    for (int i = 0; i < inputs.size() && axis > 0; i++) {
      long[] shape = inputs.get(i).shape();
      if (shape[0] == 1 && images[0] != 1) {
        shape[0] = images[0];
        inputs.set(i, c.network().broadcast(inputs.get(i), shape));
      }
    }
    if (inputs.size() == 1) {
      return inputs.get(0);
    }
    Conversion.Aligned parts = c.network().aligned(inputs);
    int stored = parts.channelsLast() ? Tensor.TO_CHANNELS_FIRST[axis] : axis;
    return parts.result(c.tf().concat(parts.operands(), c.tf().constant(stored)));
  }

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

  private static Value expand(Call c) {
    long[] wanted = Conversion.known(c.input(1));
    long[] from = c.input(0).shape();
    // A file for a fixed number of images asks for that number.
    if (wanted.length == from.length && Batch.in(from[0]) && !Batch.in(wanted[0])) {
      wanted[0] = 1;
    }
    return c.network().broadcast(c.input(0), FoldedOperations.broadcastShape(from, wanted));
  }

  private static Value tile(Call c) {
    Value x = c.input(0);
    long[] repeats = Conversion.known(c.input(1));
    if (repeats.length > 0 && Batch.in(x.shape()[0]) && repeats[0] != 1) {
      throw new IllegalArgumentException("it repeats the images");
    }
    return Conversion.plain(
        c.tf().tile(c.network().plain(x), c.network().batch().dynamic(repeats)));
  }

  private static Value depthToSpace(Call c) {
    long[] s = c.input(0).shape();
    long b = c.node().integer("blocksize", 1);
    boolean rowsFirst = c.node().text("mode", "DCR").equals("DCR");
    Value apart =
        rowsFirst
            ? c.network().reshaped(c.input(0), s[0], b, b, s[1] / (b * b), s[2], s[3])
            : c.network().reshaped(c.input(0), s[0], s[1] / (b * b), b, b, s[2], s[3]);
    int[] order = rowsFirst ? new int[] {0, 3, 4, 1, 5, 2} : new int[] {0, 1, 4, 2, 5, 3};
    return moved(c, apart, order, s[0], s[1] / (b * b), s[2] * b, s[3] * b);
  }

  private static Value spaceToDepth(Call c) {
    long[] s = c.input(0).shape();
    long b = c.node().integer("blocksize", 1);
    Value apart = c.network().reshaped(c.input(0), s[0], s[1], s[2] / b, b, s[3] / b, b);
    return moved(c, apart, new int[] {0, 3, 5, 1, 2, 4}, s[0], s[1] * b * b, s[2] / b, s[3] / b);
  }

  private static Value moved(Call c, Value x, int[] order, long... shape) {
    Operand<TType> moved = c.tf().linalg.transpose(c.network().plain(x), c.tf().constant(order));
    return c.network().reshaped(Conversion.plain(moved), shape);
  }
}
