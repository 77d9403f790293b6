package org.smoothadv.internal.onnx;

import static java.util.Map.entry;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.smoothadv.internal.onnx.Call.Operation;
import org.smoothadv.internal.onnx.OnnxModel.Node;
import org.smoothadv.internal.onnx.Window.Side;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Convolution and pooling. */
final class LayerOperations {
  /**
   * Fewer input channels are padded with zeros: oneDNN's convolutions of three channels were
   * reported wrong on some processors.
   */
  private static final int MIN_CHANNELS = 4;

  /** Groups of a convolution are computed together up to so many input channels. */
  private static final int MAX_CHANNELS_TOGETHER = 64;

  static final Map<String, Operation> TABLE =
      Map.ofEntries(
          entry("Conv", LayerOperations::convolution),
          entry("MaxPool", LayerOperations::maxPool),
          entry("AveragePool", LayerOperations::averagePool));

  private LayerOperations() {}

  /** A kernel [out, in / groups, height, width] and a bias, in float64 while they are scaled. */
  private record Filter(HostArray kernel, List<Double> bias) {
    /** With the normalisation that follows. */
    Filter then(NormalizationOperations.Scaling n) {
      int each = kernel.size() / bias.size();
      HostArray scaled =
          HostArray.computed(
              HostArray.Kind.FLOAT, kernel.shape(), i -> kernel.at(i) * n.scale().get(i / each));
      return new Filter(
          scaled,
          IntStream.range(0, bias.size())
              .mapToObj(o -> bias.get(o) * n.scale().get(o) + n.shift().get(o))
              .toList());
    }
  }

  private static Value convolution(Call c) {
    HostArray kernel = c.weights(1);
    if (kernel.rank() != 4 || c.input(0).rank() != 4) {
      throw new IllegalArgumentException("only images in two dimensions are convolved");
    }
    int out = Math.toIntExact(kernel.shape()[0]);
    HostArray bias = c.has(2) ? c.weights(2).reshaped(out) : null;
    Filter filter =
        new Filter(
            kernel, IntStream.range(0, out).mapToObj(o -> bias == null ? 0 : bias.at(o)).toList());
    Node next = c.network().onlyConsumer(c.node().outputs().get(0));
    boolean normalized = next != null && next.operation().equals("BatchNormalization");
    if (normalized) {
      filter = filter.then(NormalizationOperations.known(new Call(c.network(), next), out));
      c.network().alreadyApplied(next);
    }
    Operand<TFloat32> y = convolved(c, filter.kernel());
    if (normalized || bias != null) {
      y = c.tf().nn.biasAdd(y, c.network().vector(filter.bias()));
    }
    return Conversion.channelsLast(y);
  }

  private static Operand<TFloat32> convolved(Call c, HostArray kernel) {
    long[] k = kernel.shape();
    long groups = c.node().integer("group", 1);
    long channels = c.input(0).shape()[1];
    if (groups < 1 || k[0] % groups != 0 || k[1] * groups != channels) {
      throw new IllegalArgumentException(
          "%d channels in %d groups do not fit kernels %s"
              .formatted(channels, groups, Arrays.toString(k)));
    }
    Window window = Window.of(c, new long[] {k[2], k[3]});
    boolean depthwise = groups > 1 && k[1] == 1;
    int more = groups == 1 ? (int) Math.max(0, MIN_CHANNELS - channels) : 0;
    HostArray taps =
        depthwise
            ? kernel.reshaped(groups, k[0] / groups, k[2], k[3]).transposed(2, 3, 0, 1)
            : widened(kernel.transposed(2, 3, 1, 0), more);
    Operand<TFloat32> x = c.network().featureMaps(c.input(0));
    if (groups > 1 && !depthwise) {
      return grouped(c, window, taps, (int) groups, x);
    }
    Operand<TFloat32> weights = c.network().floats(c.network().constant(taps));
    return new Convolution(c.tf(), window, weights, depthwise).of(x, more);
  }

  /**
   * Some groups at a time, with zeros between them: TensorFlow has no gradients of convolutions in
   * groups on CPUs, and small convolutions one by one are slow.
   *
   * @param taps [height, width, in / groups, out]
   */
  private static Operand<TFloat32> grouped(
      Call c, Window window, HostArray taps, int groups, Operand<TFloat32> x) {
    long[] k = taps.shape();
    int in = (int) k[2];
    int out = (int) k[3] / groups;
    int together = 1;
    for (int i = 2; i <= groups; i++) {
      together = groups % i == 0 && i * in <= MAX_CHANNELS_TOGETHER ? i : together;
    }
    int width = together * out;
    int each = together;
    int parts = groups / together;
    List<Operand<TFloat32>> results = new ArrayList<>();
    List<? extends Operand<TFloat32>> images =
        parts == 1 ? List.of(x) : c.tf().split(c.tf().constant(3), x, (long) parts).output();
    for (int part = 0; part < parts; part++) {
      int first = part * width;
      HostArray block =
          HostArray.computed(
              HostArray.Kind.FLOAT,
              new long[] {k[0], k[1], (long) each * in, width},
              i -> {
                int to = i % width;
                int from = i / width % (each * in);
                int tap = i / width / (each * in);
                boolean same = from / in == to / out;
                return same ? taps.at((tap * in + from % in) * (int) k[3] + first + to) : 0;
              });
      Operand<TFloat32> weights = c.network().floats(c.network().constant(block));
      results.add(new Convolution(c.tf(), window, weights, false).of(images.get(part), 0));
    }
    return parts == 1 ? results.get(0) : c.tf().concat(results, c.tf().constant(3));
  }

  /** With kernels of zeros for channels that are added to the images. */
  private static HostArray widened(HostArray taps, int more) {
    if (more == 0) {
      return taps;
    }
    long[] shape = taps.shape();
    long[] wide = shape.clone();
    wide[2] += more;
    int block = (int) (wide[2] * wide[3]);
    int filled = (int) (shape[2] * shape[3]);
    return HostArray.computed(
        HostArray.Kind.FLOAT,
        wide,
        i -> i % block < filled ? taps.at(i / block * filled + i % block) : 0);
  }

  /**
   * A convolution of feature maps, without dilation in TensorFlow's own: the native library's
   * gradient forgets it, and oneDNN stops the process where it is not the same along both sides.
   */
  private record Convolution(Ops tf, Window window, Operand<TFloat32> weights, boolean depthwise) {
    Operand<TFloat32> of(Operand<TFloat32> x, int moreChannels) {
      Side rows = window.rows();
      Side columns = window.columns();
      if (rows.dilation() > 1 || columns.dilation() > 1) {
        return dilated(window.padded(tf, x, 0, moreChannels));
      }
      if (depthwise && rows.stride() != columns.stride()) {
        // Depthwise kernels of TensorFlow move by the same number of pixels along both sides.
        Operand<TFloat32> dense = applied(window.padded(tf, x, 0, moreChannels), "VALID", 1, 1);
        return Window.every(tf, dense, rows.stride(), columns.stride());
      }
      boolean same = rows.isSame() && columns.isSame();
      Window explicit = same ? window.withoutPads() : window;
      return applied(
          explicit.padded(tf, x, 0, moreChannels),
          same ? "SAME" : "VALID",
          rows.stride(),
          columns.stride());
    }

    private Operand<TFloat32> applied(Operand<TFloat32> x, String padding, long down, long right) {
      List<Long> strides = List.of(1L, down, right, 1L);
      return depthwise
          ? tf.nn.depthwiseConv2dNative(x, weights, strides, padding)
          : tf.nn.conv2d(x, weights, strides, padding);
    }

    /** Pixels at a distance of the dilation from each other become images of their own. */
    private Operand<TFloat32> dilated(Operand<TFloat32> x) {
      int[] block = {(int) window.rows().dilation(), (int) window.columns().dilation()};
      int[][] more = new int[2][2];
      for (int i = 0; i < 2; i++) {
        more[i][1] = (int) Math.floorMod(-x.shape().get(i + 1), (long) block[i]);
      }
      Operand<TFloat32> apart = tf.spaceToBatchNd(x, tf.constant(block), tf.constant(more));
      Operand<TFloat32> y = applied(apart, "VALID", 1, 1);
      Operand<TFloat32> together = tf.batchToSpaceNd(y, tf.constant(block), tf.constant(more));
      return Window.every(tf, together, window.rows().stride(), window.columns().stride());
    }
  }

  private static Value maxPool(Call c) {
    c.requireOneResult();
    Window window = Window.of(c, null);
    if (window.rows().dilation() > 1 || window.columns().dilation() > 1) {
      throw new IllegalArgumentException("dilated pooling is not supported");
    }
    Operand<TFloat32> x =
        window.padded(c.tf(), c.network().featureMaps(c.input(0)), Float.NEGATIVE_INFINITY, 0);
    return Conversion.channelsLast(
        c.tf()
            .nn
            .maxPool(
                x, c.network().ints(window.size()), c.network().ints(window.steps()), "VALID"));
  }

  private static Value averagePool(Call c) {
    Window window = Window.of(c, null);
    if (window.rows().dilation() > 1 || window.columns().dilation() > 1) {
      throw new IllegalArgumentException("dilated pooling is not supported");
    }
    Ops tf = c.tf();
    Operand<TFloat32> x = window.padded(tf, c.network().featureMaps(c.input(0)), 0, 0);
    Operand<TFloat32> mean =
        tf.nn.avgPool(
            x,
            Arrays.stream(window.size()).boxed().toList(),
            Arrays.stream(window.steps()).boxed().toList(),
            "VALID");
    HostArray factors = window.factors(c.node().integer("count_include_pad", 0) != 0);
    FloatBuffer values = factors.floats();
    boolean plain = true;
    while (values.hasRemaining()) {
      plain &= values.get() == 1;
    }
    return Conversion.channelsLast(
        plain ? mean : tf.math.mul(mean, c.network().floats(c.network().constant(factors))));
  }
}
