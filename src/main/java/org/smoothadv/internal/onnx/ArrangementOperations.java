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
          entry("Expand", ArrangementOperations::expand),
          entry("Tile", ArrangementOperations::tile),
          entry("DepthToSpace", ArrangementOperations::depthToSpace),
          entry("SpaceToDepth", ArrangementOperations::spaceToDepth));

  private ArrangementOperations() {}

  private static Value dropout(Call c) {
    boolean training = c.has(2) && c.weights(2).scalar() != 0;
    if (training && (!c.has(1) || c.weights(1).scalar() != 0)) {
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
