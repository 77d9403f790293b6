package org.smoothadv.internal.onnx;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.smoothadv.internal.onnx.Call.Operation;
import org.smoothadv.internal.onnx.Value.Tensor;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Prod;
import org.tensorflow.op.core.ReduceMax;
import org.tensorflow.op.core.Sum;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Products of matrices, and operations that bring the values along some dimensions together. */
final class MatrixOperations {
  /** A reduction of stored dimensions. */
  private interface Reduction {
    Operand<TFloat32> of(Ops tf, Operand<TFloat32> x, int[] axes, boolean keep);
  }

  private static final Reduction SUM =
      (tf, x, axes, keep) -> tf.sum(x, tf.constant(axes), Sum.keepDims(keep));
  private static final Reduction MEAN =
      (tf, x, axes, keep) -> tf.math.mean(x, tf.constant(axes), Mean.keepDims(keep));
  private static final Reduction MAX =
      (tf, x, axes, keep) -> tf.reduceMax(x, tf.constant(axes), ReduceMax.keepDims(keep));

  static final Map<String, Operation> TABLE =
      Map.ofEntries(
          entry("Gemm", MatrixOperations::gemm),
          entry("MatMul", MatrixOperations::matMul),
          entry("Einsum", MatrixOperations::einsum),
          entry("Softmax", c -> softmax(c, false)),
          entry("LogSoftmax", c -> softmax(c, true)),
          entry("LpNormalization", MatrixOperations::unitLength),
          entry("ArgMax", MatrixOperations::argMax),
          entry("GlobalAveragePool", c -> global(c, MEAN)),
          entry("GlobalMaxPool", c -> global(c, MAX)),
          entry("ReduceSum", c -> reduced(c, SUM)),
          entry("ReduceMean", c -> reduced(c, MEAN)),
          entry("ReduceMax", c -> reduced(c, MAX)),
          entry(
              "ReduceMin",
              c ->
                  reduced(
                      c,
                      (tf, x, axes, keep) -> tf.math.neg(MAX.of(tf, tf.math.neg(x), axes, keep)))),
          entry(
              "ReduceProd",
              c ->
                  reduced(
                      c,
                      (tf, x, axes, keep) -> tf.prod(x, tf.constant(axes), Prod.keepDims(keep)))),
          entry(
              "ReduceL1",
              c -> reduced(c, (tf, x, axes, keep) -> SUM.of(tf, tf.math.abs(x), axes, keep))),
          entry("ReduceL2", c -> reduced(c, MatrixOperations::length)),
          entry(
              "ReduceSumSquare",
              c -> reduced(c, (tf, x, axes, keep) -> SUM.of(tf, tf.math.square(x), axes, keep))),
          entry("ReduceLogSumExp", c -> reduced(c, MatrixOperations::logSumExp)));

  private MatrixOperations() {}

  private static Value gemm(Call c) {
    Conversion n = c.network();
    if (c.input(0).rank() != 2 || c.input(1).rank() != 2) {
      throw new IllegalArgumentException("it multiplies matrices only");
    }
    Ops tf = c.tf();
    Operand<TFloat32> y =
        tf.linalg.matMul(
            n.plainFloats(c.input(0)),
            n.plainFloats(c.input(1)),
            MatMul.transposeA(c.node().integer("transA", 0) != 0),
            MatMul.transposeB(c.node().integer("transB", 0) != 0));
    float alpha = c.node().number("alpha", 1);
    float beta = c.node().number("beta", 1);
    y = alpha == 1 ? y : tf.math.mul(y, tf.constant(alpha));
    if (!c.has(2) || beta == 0) {
      return Conversion.plain(y);
    }
    Operand<TFloat32> bias = n.plainFloats(c.input(2));
    return Conversion.plain(
        tf.math.add(y, beta == 1 ? bias : tf.math.mul(bias, tf.constant(beta))));
  }

  private static Value matMul(Call c) {
    Conversion n = c.network();
    Value a = c.input(0);
    Value b = c.input(1);
    if (a.rank() == 0 || b.rank() == 0) {
      throw new IllegalArgumentException("it multiplies no single numbers");
    }
    if (a.rank() == 1) {
      a = n.reshaped(a, 1, a.shape()[0]);
    }
    if (b.rank() == 1) {
      b = n.reshaped(b, b.shape()[0], 1);
    }
    long[] shape = product(a.shape(), b.shape());
    int rank = shape.length;
    Operand<TFloat32> y;
    if (b.rank() == 2) {
      // All rows at once.
      long width = a.shape()[a.rank() - 1];
      Value rows = a.rank() == 2 ? a : n.reshaped(a, HostArray.count(a.shape()) / width, width);
      y = c.tf().linalg.matMul(n.plainFloats(rows), n.plainFloats(b));
    } else {
      y = batches(c.tf(), n.plainFloats(a), n.plainFloats(b));
    }
    boolean row = c.input(0).rank() == 1;
    boolean column = c.input(1).rank() == 1;
    long[] result =
        IntStream.range(0, rank)
            .filter(i -> !(row && i == rank - 2) && !(column && i == rank - 1))
            .mapToLong(i -> shape[i])
            .toArray();
    return n.reshaped(Conversion.plain(y), result);
  }

  private static long[] product(long[] a, long[] b) {
    if (a[a.length - 1] != b[b.length - 2]) {
      throw new IllegalArgumentException("%s times %s".formatted(Batch.words(a), Batch.words(b)));
    }
    long[] front =
        FoldedOperations.broadcastShape(
            Arrays.copyOf(a, a.length - 2), Arrays.copyOf(b, b.length - 2));
    long[] shape = Arrays.copyOf(front, front.length + 2);
    shape[front.length] = a[a.length - 2];
    shape[front.length + 1] = b[b.length - 1];
    return shape;
  }

  /** The operation whose types are all the same, so that it can be given another precision. */
  private static Operand<TFloat32> batches(Ops tf, Operand<TFloat32> a, Operand<TFloat32> b) {
    Output<TFloat32> product =
        tf.scope()
            .env()
            .opBuilder("BatchMatMulV2", tf.scope().makeOpName("BatchMatMulV2"), tf.scope())
            .addInput(a.asOutput())
            .addInput(b.asOutput())
            .build()
            .output(0);
    return product;
  }

  private static Value einsum(Call c) {
    String equation = c.node().text("equation", "").replace(" ", "");
    if (!equation.contains("->")) {
      String out =
          equation
              .chars()
              .filter(i -> Character.isLetter(i) && equation.indexOf(i) == equation.lastIndexOf(i))
              .sorted()
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      return einsum(c, equation + "->" + out);
    }
    return einsum(c, equation);
  }

  private static Value einsum(Call c, String equation) {
    List<Operand<TFloat32>> inputs = c.inputs().stream().map(c.network()::plainFloats).toList();
    return Conversion.plain(c.tf().linalg.einsum(inputs, equation));
  }

  private static Value softmax(Call c, boolean log) {
    Conversion n = c.network();
    Value x = c.input(0);
    boolean flat = n.opset() < 13;
    int axis = x.axis(c.node().integer("axis", flat ? 1 : -1));
    if (flat
        && HostArray.count(x.shape())
            != x.shape()[axis] * HostArray.count(Arrays.copyOf(x.shape(), axis))) {
      // Before version 13 all dimensions from this one on were one.
      long[] shape = x.shape();
      long before = HostArray.count(Arrays.copyOf(shape, axis));
      Value rows = n.reshaped(x, before, HostArray.count(shape) / before);
      return n.reshaped(Conversion.plain(softmax(c, n.plainFloats(rows), log)), shape);
    }
    if (axis == x.rank() - 1) {
      return Conversion.plain(softmax(c, n.plainFloats(x), log));
    }
    if (x instanceof Tensor t && t.channelsLast() && axis == 1) {
      return Conversion.channelsLast(softmax(c, n.floats(t.operand()), log));
    }
    int[] swap = IntStream.range(0, x.rank()).toArray();
    swap[axis] = x.rank() - 1;
    swap[x.rank() - 1] = axis;
    Ops tf = c.tf();
    Operand<TFloat32> last = tf.linalg.transpose(n.plainFloats(x), tf.constant(swap));
    return Conversion.plain(tf.linalg.transpose(softmax(c, last, log), tf.constant(swap)));
  }

  /** Along the last dimension. */
  private static Operand<TFloat32> softmax(Call c, Operand<TFloat32> x, boolean log) {
    if (!log) {
      return c.tf().nn.softmax(x);
    }
    // The native gradient of LogSoftmax is right for matrices only.
    long[] shape = x.shape().asArray();
    if (shape.length == 2) {
      return c.tf().nn.logSoftmax(x);
    }
    long width = shape[shape.length - 1];
    Batch batch = c.network().batch();
    Operand<TFloat32> rows = batch.reshape(x, HostArray.count(shape) / width, width);
    return batch.reshape(c.tf().nn.logSoftmax(rows), shape);
  }

  private static Value unitLength(Call c) {
    Tensor x = c.tensor(0);
    if (c.node().integer("p", 2) != 2) {
      throw new IllegalArgumentException("only the Euclidean norm is supported");
    }
    int[] axes = {x.stored(x.axis(c.node().integer("axis", -1)))};
    Operand<TFloat32> floats = c.network().floats(x.operand());
    Operand<TFloat32> length = length(c.tf(), floats, axes, true);
    return new Tensor(c.tf().math.div(floats, length), x.channelsLast());
  }

  private static Operand<TFloat32> length(Ops tf, Operand<TFloat32> x, int[] axes, boolean keep) {
    return tf.math.sqrt(SUM.of(tf, tf.math.square(x), axes, keep));
  }

  private static Operand<TFloat32> logSumExp(
      Ops tf, Operand<TFloat32> x, int[] axes, boolean keep) {
    Operand<TFloat32> max = tf.stopGradient(MAX.of(tf, x, axes, true));
    Operand<TFloat32> sum = SUM.of(tf, tf.math.exp(tf.math.sub(x, max)), axes, true);
    Operand<TFloat32> result = tf.math.add(tf.math.log(sum), max);
    return keep ? result : SUM.of(tf, result, axes, false);
  }

  private static Value argMax(Call c) {
    Value x = c.input(0);
    int axis = x.axis(c.node().integer("axis", 0));
    if (c.node().integer("select_last_index", 0) != 0) {
      throw new IllegalArgumentException("select_last_index is not supported");
    }
    Operand<TInt64> places = c.tf().math.argMax(c.network().plainFloats(x), c.tf().constant(axis));
    if (c.node().integer("keepdims", 1) == 0) {
      return Conversion.plain(places);
    }
    long[] shape = x.shape();
    shape[axis] = 1;
    return c.network().reshaped(Conversion.plain(places), shape);
  }

  private static Value global(Call c, Reduction reduction) {
    Operand<TFloat32> x = c.network().featureMaps(c.input(0));
    return Conversion.channelsLast(reduction.of(c.tf(), x, new int[] {1, 2}, true));
  }

  private static Value reduced(Call c, Reduction reduction) {
    Tensor x = c.tensor(0);
    int rank = x.rank();
    int[] axes = c.integers(1, "axes").map(given -> c.axes(given, rank)).orElse(new int[0]);
    if (axes.length == 0) {
      if (c.node().integer("noop_with_empty_axes", 0) != 0) {
        return x;
      }
      axes = IntStream.range(0, rank).toArray();
    }
    for (int axis : axes) {
      if (Batch.in(x.shape()[axis])) {
        throw new IllegalArgumentException("it brings the images together");
      }
    }
    boolean keep = c.node().integer("keepdims", 1) != 0;
    boolean pixels = Arrays.equals(Arrays.stream(axes).sorted().toArray(), new int[] {2, 3});
    if (x.channelsLast() && (keep || pixels)) {
      int[] stored = Arrays.stream(axes).map(x::stored).toArray();
      Operand<TFloat32> y = reduction.of(c.tf(), c.network().floats(x.operand()), stored, keep);
      return new Tensor(y, keep);
    }
    return Conversion.plain(reduction.of(c.tf(), c.network().plainFloats(x), axes, keep));
  }
}
