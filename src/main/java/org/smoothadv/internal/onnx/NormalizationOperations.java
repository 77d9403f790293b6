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
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;

/** Normalisations in inference. */
final class NormalizationOperations {
  static final Map<String, Operation> TABLE =
      Map.ofEntries(
          entry("BatchNormalization", NormalizationOperations::batch),
          entry("InstanceNormalization", NormalizationOperations::instance),
          entry("LayerNormalization", NormalizationOperations::layer),
          entry("GroupNormalization", NormalizationOperations::group),
          entry("LRN", NormalizationOperations::localResponse));

  private NormalizationOperations() {}

  /** What a batch normalisation with known statistics does to each channel: y = scale x + shift. */
  record Scaling(List<Double> scale, List<Double> shift) {}

  /** The scaling of a batch normalisation node, whose input 0 is not looked at. */
  static Scaling known(Call c, int channels) {
    if (c.node().integer("training_mode", 0) != 0 || c.node().integer("spatial", 1) == 0) {
      throw new IllegalArgumentException(
          "its batch normalisation is not in inference mode for all pixels alike: export the network in eval mode");
    }
    HostArray[] p = new HostArray[4];
    for (int i = 0; i < 4; i++) {
      p[i] = c.weights(i + 1).reshaped(channels);
    }
    double epsilon = c.node().number("epsilon", 1e-5);
    List<Double> scale = new ArrayList<>();
    List<Double> shift = new ArrayList<>();
    for (int i = 0; i < channels; i++) {
      scale.add(p[0].at(i) / Math.sqrt(p[3].at(i) + epsilon));
      shift.add(p[1].at(i) - p[2].at(i) * scale.get(i));
    }
    return new Scaling(scale, shift);
  }

  private static Value batch(Call c) {
    c.requireOneResult();
    Tensor x = c.tensor(0);
    long[] along = alongChannels(x);
    Scaling s = known(c, (int) x.shape()[1]);
    Ops tf = c.tf();
    Operand<TFloat32> scale = c.network().batch().reshape(c.network().vector(s.scale()), along);
    Operand<TFloat32> shift = c.network().batch().reshape(c.network().vector(s.shift()), along);
    Operand<TFloat32> y = tf.math.mul(c.network().floats(x.operand()), scale);
    return new Tensor(tf.math.add(y, shift), x.channelsLast());
  }

  /** The stored shape of what has one number for each channel. */
  private static long[] alongChannels(Tensor x) {
    long[] shape = new long[x.rank()];
    Arrays.fill(shape, 1);
    shape[x.stored(1)] = x.shape()[1];
    return shape;
  }

  /** (x - mean) / sqrt(variance + epsilon), both over some dimensions of storage. */
  private static Operand<TFloat32> standardized(
      Ops tf, Operand<TFloat32> x, int[] axes, double epsilon) {
    Operand<TFloat32> mean = tf.math.mean(x, tf.constant(axes), Mean.keepDims(true));
    Operand<TFloat32> centred = tf.math.sub(x, mean);
    Operand<TFloat32> variance =
        tf.math.mean(tf.math.square(centred), tf.constant(axes), Mean.keepDims(true));
    return tf.math.mul(centred, tf.math.rsqrt(tf.math.add(variance, tf.constant((float) epsilon))));
  }

  private static Value instance(Call c) {
    Tensor x = c.tensor(0);
    int[] axes = IntStream.range(2, x.rank()).map(x::stored).toArray();
    long[] along = alongChannels(x);
    Operand<TFloat32> y =
        standardized(
            c.tf(), c.network().floats(x.operand()), axes, c.node().number("epsilon", 1e-5));
    return new Tensor(affine(c, y, along), x.channelsLast());
  }

  /** Times input 1, plus input 2 where there is one, both of a stored shape. */
  private static Operand<TFloat32> affine(Call c, Operand<TFloat32> x, long[] shape) {
    Conversion n = c.network();
    Operand<TFloat32> y = c.tf().math.mul(x, n.plainFloats(n.reshaped(c.input(1), shape)));
    return c.has(2) ? c.tf().math.add(y, n.plainFloats(n.reshaped(c.input(2), shape))) : y;
  }

  private static Value layer(Call c) {
    c.requireOneResult();
    Value x = c.input(0);
    int from = x.axis(c.node().integer("axis", -1));
    int[] axes = IntStream.range(from, x.rank()).toArray();
    Operand<TFloat32> y =
        standardized(c.tf(), c.network().plainFloats(x), axes, c.node().number("epsilon", 1e-5));
    return Conversion.plain(affine(c, y, Arrays.copyOfRange(x.shape(), from, x.rank())));
  }

  private static Value group(Call c) {
    Conversion n = c.network();
    long[] s = c.input(0).shape();
    Operand<TFloat32> x = n.featureMaps(c.input(0));
    long groups = c.node().integer("num_groups", 1);
    if (groups < 1 || s[1] % groups != 0) {
      throw new IllegalArgumentException("%d channels in %d groups".formatted(s[1], groups));
    }
    Operand<TFloat32> apart = n.batch().reshape(x, s[0], s[2], s[3], groups, s[1] / groups);
    Operand<TFloat32> y =
        standardized(c.tf(), apart, new int[] {1, 2, 4}, c.node().number("epsilon", 1e-5));
    if (c.input(1).shape()[0] == groups && n.opset() < 21) {
      // Until version 21 there was one scale for each group.
      Operand<TFloat32> scaled = affine(c, y, new long[] {groups, 1});
      return Conversion.channelsLast(n.batch().reshape(scaled, s[0], s[2], s[3], s[1]));
    }
    Operand<TFloat32> together = n.batch().reshape(y, s[0], s[2], s[3], s[1]);
    return Conversion.channelsLast(affine(c, together, new long[] {s[1]}));
  }

  /** x / (bias + alpha / size * sum of x^2 over neighbouring channels)^beta. */
  private static Value localResponse(Call c) {
    Ops tf = c.tf();
    Operand<TFloat32> x = c.network().featureMaps(c.input(0));
    int channels = (int) c.input(0).shape()[1];
    long size = c.node().integer("size", 1);
    double alpha = c.node().number("alpha", 1e-4);
    // The sum over a band of channels is a product with a matrix.
    HostArray band =
        HostArray.computed(
            HostArray.Kind.FLOAT,
            new long[] {1, 1, channels, channels},
            i -> {
              int apart = i / channels - i % channels;
              return apart >= -((size - 1) / 2) && apart <= size / 2 ? alpha / size : 0;
            });
    Operand<TFloat32> sums =
        tf.nn.conv2d(
            tf.math.square(x),
            c.network().floats(c.network().constant(band)),
            List.of(1L, 1L, 1L, 1L),
            "VALID");
    Operand<TFloat32> base = tf.math.add(sums, tf.constant(c.node().number("bias", 1)));
    Operand<TFloat32> power = tf.constant(-c.node().number("beta", 0.75));
    return Conversion.channelsLast(tf.math.mul(x, tf.math.pow(base, power)));
  }
}
