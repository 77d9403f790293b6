package org.smoothadv.internal.onnx;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.smoothadv.internal.onnx.Call.Operation;
import org.smoothadv.internal.onnx.HostArray.Kind;

/**
 * What is computed in advance, as nothing in it depends on the images' pixels: the arithmetic on
 * sizes, and weights that are cast or combined.
 */
final class FoldedOperations {
  /** Those that always give known numbers. */
  static final Map<String, Operation> ALWAYS =
      Map.ofEntries(
          entry("Constant", FoldedOperations::constant),
          entry("Shape", FoldedOperations::shape),
          entry("Size", c -> HostArray.integers(new long[] {count(c.input(0))})),
          entry("ConstantOfShape", FoldedOperations::constantOfShape),
          entry("Range", FoldedOperations::range));

  /** Those that do so where all of their inputs are known; null where they leave it to others. */
  static final Map<String, Operation> OF_KNOWN =
      Map.ofEntries(
          entry("Add", c -> binary(c, Double::sum)),
          entry("Sub", c -> binary(c, (a, b) -> a - b)),
          entry("Mul", c -> binary(c, (a, b) -> a * b)),
          entry("Div", FoldedOperations::divide),
          entry("Mod", c -> binary(c, (a, b) -> a - b * Math.floor(a / b))),
          entry("Pow", c -> binary(c, Math::pow)),
          entry("Min", c -> binary(c, Math::min)),
          entry("Max", c -> binary(c, Math::max)),
          entry("Equal", c -> compared(c, (a, b) -> a == b ? 1 : 0)),
          entry("Greater", c -> compared(c, (a, b) -> a > b ? 1 : 0)),
          entry("GreaterOrEqual", c -> compared(c, (a, b) -> a >= b ? 1 : 0)),
          entry("Less", c -> compared(c, (a, b) -> a < b ? 1 : 0)),
          entry("LessOrEqual", c -> compared(c, (a, b) -> a <= b ? 1 : 0)),
          entry("And", c -> compared(c, (a, b) -> a * b)),
          entry("Or", c -> compared(c, Math::max)),
          entry("Not", c -> unary(c, a -> 1 - a)),
          entry("Neg", c -> unary(c, a -> -a)),
          entry("Abs", c -> unary(c, Math::abs)),
          entry("Floor", c -> unary(c, Math::floor)),
          entry("Ceil", c -> unary(c, Math::ceil)),
          entry("Round", c -> unary(c, Math::rint)),
          entry("Sqrt", c -> unary(c, Math::sqrt)),
          entry("Exp", c -> unary(c, Math::exp)),
          entry("Log", c -> unary(c, Math::log)),
          entry("Reciprocal", c -> unary(c, a -> 1 / a)),
          entry("Where", FoldedOperations::where),
          entry("Expand", FoldedOperations::expand),
          entry("Gather", FoldedOperations::gather),
          entry("Concat", FoldedOperations::concat),
          entry("Transpose", FoldedOperations::transpose),
          entry("ReduceProd", c -> reduce(c, 1, (a, b) -> a * b)),
          entry("ReduceSum", c -> reduce(c, 0, Double::sum)),
          entry("ReduceMax", c -> reduce(c, Double.NEGATIVE_INFINITY, Math::max)),
          entry("ReduceMin", c -> reduce(c, Double.POSITIVE_INFINITY, Math::min)),
          entry("DequantizeLinear", FoldedOperations::dequantize));

  private FoldedOperations() {}

  private static Value constant(Call c) {
    if (c.node().tensor("value").isPresent()) {
      return c.node().tensor("value").get();
    }
    Map<String, OnnxModel.Attribute> attributes = c.node().attributes();
    if (attributes.containsKey("value_float")) {
      return HostArray.floats(new float[] {c.node().number("value_float", 0)});
    }
    if (attributes.containsKey("value_int")) {
      return HostArray.integers(new long[] {c.node().integer("value_int", 0)});
    }
    if (c.node().integers("value_ints").isPresent()) {
      return HostArray.vector(c.node().integers("value_ints").get());
    }
    if (c.node().numbers("value_floats").isPresent()) {
      List<Float> values = c.node().numbers("value_floats").get();
      return HostArray.computed(Kind.FLOAT, new long[] {values.size()}, values::get);
    }
    throw new IllegalArgumentException("a constant of text or of another kind");
  }

  private static Value shape(Call c) {
    long[] shape = c.input(0).shape();
    int from = clamped(c.node().integer("start", 0), shape.length);
    int to = clamped(c.node().integer("end", shape.length), shape.length);
    return HostArray.vector(Arrays.copyOfRange(shape, from, Math.max(from, to)));
  }

  private static int clamped(long place, int length) {
    return (int) Math.max(0, Math.min(length, place < 0 ? place + length : place));
  }

  private static long count(Value value) {
    return HostArray.count(value.shape());
  }

  private static Value constantOfShape(Call c) {
    long[] shape = Conversion.known(c.input(0));
    HostArray value = c.node().tensor("value").orElse(HostArray.floats(new float[] {0}, 1));
    if (Arrays.stream(shape).noneMatch(Batch::in)) {
      return value.reshaped().broadcast(shape);
    }
    return Conversion.plain(
        c.tf().fill(c.network().batch().dynamic(shape), c.network().plain(value.reshaped())));
  }

  private static Value range(Call c) {
    double start = c.weights(0).scalar();
    double step = c.weights(2).scalar();
    long length = (long) Math.max(0, Math.ceil((c.weights(1).scalar() - start) / step));
    return HostArray.computed(c.weights(0).kind(), new long[] {length}, i -> start + i * step);
  }

  private static Value unary(Call c, DoubleUnaryOperator f) {
    HostArray x = c.weights(0);
    return HostArray.computed(x.kind(), x.shape(), i -> f.applyAsDouble(x.at(i)));
  }

  private static HostArray binary(Call c, DoubleBinaryOperator f) {
    HostArray result = c.weights(0);
    for (int i = 1; i < c.node().inputs().size(); i++) {
      result = combined(result, c.weights(i), result.kind(), f);
    }
    return result;
  }

  private static HostArray combined(HostArray a, HostArray b, Kind kind, DoubleBinaryOperator f) {
    long[] shape = broadcastShape(a.shape(), b.shape());
    HostArray left = a.broadcast(shape);
    HostArray right = b.broadcast(shape);
    return HostArray.computed(kind, shape, i -> f.applyAsDouble(left.at(i), right.at(i)));
  }

  /** Whole numbers are divided as Java does; a multiple of the number of images stays one. */
  private static HostArray divide(Call c) {
    return binary(c, (a, b) -> a / b);
  }

  private static HostArray compared(Call c, DoubleBinaryOperator f) {
    return combined(c.weights(0), c.weights(1), Kind.BOOLEAN, f);
  }

  /** The shape that tensors have in an operation element by element. */
  static long[] broadcastShape(long[] a, long[] b) {
    long[] shape = new long[Math.max(a.length, b.length)];
    for (int i = 1; i <= shape.length; i++) {
      long left = i <= a.length ? a[a.length - i] : 1;
      long right = i <= b.length ? b[b.length - i] : 1;
      if (left != right && left != 1 && right != 1) {
        throw new IllegalArgumentException(
            "%s and %s do not go together".formatted(Batch.words(a), Batch.words(b)));
      }
      shape[shape.length - i] = left == 1 ? right : left;
    }
    return shape;
  }

  private static Value where(Call c) {
    HostArray a = c.weights(1);
    long[] shape =
        broadcastShape(c.input(0).shape(), broadcastShape(a.shape(), c.input(2).shape()));
    HostArray condition = c.weights(0).broadcast(shape);
    HostArray left = a.broadcast(shape);
    HostArray right = c.weights(2).broadcast(shape);
    return HostArray.computed(
        a.kind(), shape, i -> condition.at(i) != 0 ? left.at(i) : right.at(i));
  }

  private static Value expand(Call c) {
    long[] shape = broadcastShape(c.input(0).shape(), Conversion.known(c.input(1)));
    return Arrays.stream(shape).anyMatch(Batch::in)
        ? c.network().broadcast(c.input(0), shape)
        : c.weights(0).broadcast(shape);
  }

  private static Value gather(Call c) {
    HostArray x = c.weights(0);
    HostArray places = c.weights(1);
    int axis = x.axis(c.node().integer("axis", 0));
    long[] from = x.shape();
    long inner = HostArray.count(Arrays.copyOfRange(from, axis + 1, from.length));
    List<Long> shape = new ArrayList<>();
    Arrays.stream(from, 0, axis).forEach(shape::add);
    Arrays.stream(places.shape()).forEach(shape::add);
    Arrays.stream(from, axis + 1, from.length).forEach(shape::add);
    int count = places.size();
    return HostArray.computed(
        x.kind(),
        shape.stream().mapToLong(Long::longValue).toArray(),
        i -> {
          long place = (long) places.at((int) (i / inner % count));
          long counted = place < 0 ? place + from[axis] : place;
          if (counted < 0 || counted >= from[axis]) {
            throw new IllegalArgumentException("place %d is outside".formatted(place));
          }
          return x.at((int) ((i / inner / count * from[axis] + counted) * inner + i % inner));
        });
  }

  private static Value concat(Call c) {
    HostArray first = c.weights(0);
    int axis = first.axis(c.node().integer("axis", 0));
    long[] shape = first.shape();
    long inner = HostArray.count(Arrays.copyOfRange(shape, axis + 1, shape.length));
    List<HostArray> parts = new ArrayList<>();
    shape[axis] = 0;
    for (int i = 0; i < c.node().inputs().size(); i++) {
      parts.add(c.weights(i));
      shape[axis] += c.weights(i).shape()[axis];
    }
    return HostArray.computed(
        first.kind(),
        shape,
        i -> {
          long along = i / inner % shape[axis];
          long outer = i / inner / shape[axis];
          int part = 0;
          while (along >= parts.get(part).shape()[axis]) {
            along -= parts.get(part).shape()[axis];
            part++;
          }
          HostArray from = parts.get(part);
          return from.at((int) ((outer * from.shape()[axis] + along) * inner + i % inner));
        });
  }

  private static Value transpose(Call c) {
    HostArray x = c.weights(0);
    return x.transposed(order(c, x.rank()));
  }

  /** The order of dimensions that Transpose asks for: reversed where it does not say. */
  static int[] order(Call c, int rank) {
    int[] order = new int[rank];
    Arrays.setAll(order, i -> rank - 1 - i);
    int[] asked = c.node().integers("perm").map(perm -> c.axes(perm, rank)).orElse(order);
    if (asked.length != rank) {
      throw new IllegalArgumentException("its perm has another length than the shape");
    }
    return asked;
  }

  private static Value reduce(Call c, double start, DoubleBinaryOperator f) {
    HostArray x = c.weights(0);
    if (x.rank() > 1 || c.node().integer("noop_with_empty_axes", 0) != 0) {
      return null;
    }
    double result = start;
    for (int i = 0; i < x.size(); i++) {
      result = f.applyAsDouble(result, x.at(i));
    }
    double reduced = result;
    long[] shape =
        c.node().integer("keepdims", 1) != 0 && x.rank() == 1 ? new long[] {1} : new long[0];
    return HostArray.computed(x.kind(), shape, i -> reduced);
  }

  private static Value dequantize(Call c) {
    HostArray x = c.weights(0);
    HostArray scale = c.weights(1);
    HostArray zero = c.has(2) ? c.weights(2) : HostArray.integers(new long[] {0});
    long[] along = new long[x.rank()];
    Arrays.fill(along, 1);
    if (scale.size() > 1) {
      along[x.axis(c.node().integer("axis", 1))] = scale.size();
    }
    HostArray scales = scale.reshaped(along).broadcast(x.shape());
    HostArray zeros = zero.size() == 1 ? zero.reshaped() : zero.reshaped(along);
    HostArray shifts = zeros.broadcast(x.shape());
    return HostArray.computed(Kind.FLOAT, x.shape(), i -> (x.at(i) - shifts.at(i)) * scales.at(i));
  }
}
