package org.smoothadv.internal.onnx;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.smoothadv.internal.onnx.Call.Operation;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Images made larger or smaller. Each side is a product with a matrix known in advance, or takes
 * known pixels: so all rules of ONNX for where pixels lie are one.
 */
final class ResizeOperations {
  static final Map<String, Operation> TABLE =
      Map.ofEntries(
          entry("Resize", c -> resize(c, c.network().opset() < 11 ? 1 : 2)),
          entry("Upsample", c -> resize(c, 1)));

  private ResizeOperations() {}

  /** How a side of n pixels becomes one of m. */
  private record Side(Call call, int from, int to, double scale) {
    /** Where a pixel of the result lies in the image. */
    double place(int pixel) {
      String rule =
          call.node()
              .text(
                  "coordinate_transformation_mode",
                  call.network().opset() < 11 || call.node().operation().equals("Upsample")
                      ? "asymmetric"
                      : "half_pixel");
      return switch (rule) {
        case "half_pixel" -> (pixel + 0.5) / scale - 0.5;
        case "pytorch_half_pixel" -> to > 1 ? (pixel + 0.5) / scale - 0.5 : 0;
        case "asymmetric" -> pixel / scale;
        case "align_corners" -> to > 1 ? pixel * (from - 1.0) / (to - 1.0) : 0;
        default -> throw new IllegalArgumentException("rule " + rule);
      };
    }

    int[] nearest() {
      String rule =
          call.node()
              .text("nearest_mode", call.network().opset() < 11 ? "floor" : "round_prefer_floor");
      int[] places = new int[to];
      for (int i = 0; i < to; i++) {
        double place = place(i);
        double chosen =
            switch (rule) {
              case "round_prefer_floor" -> Math.ceil(place - 0.5);
              case "round_prefer_ceil" -> Math.floor(place + 0.5);
              case "floor" -> Math.floor(place);
              case "ceil" -> Math.ceil(place);
              default -> throw new IllegalArgumentException("rule " + rule);
            };
        places[i] = (int) Math.max(0, Math.min(from - 1.0, chosen));
      }
      return places;
    }

    /** Weights [to, from] of linear interpolation. */
    HostArray linear() {
      float[] weights = new float[Math.multiplyExact(to, from)];
      for (int i = 0; i < to; i++) {
        double place = Math.max(0, Math.min(from - 1.0, place(i)));
        int low = (int) Math.floor(place);
        int high = Math.min(from - 1, low + 1);
        weights[i * from + low] += (float) (1 - (place - low));
        weights[i * from + high] += (float) (place - low);
      }
      return HostArray.floats(weights, to, from);
    }
  }

  private static Value resize(Call c, int scalesAt) {
    long[] from = c.input(0).shape();
    if (from.length != 4
        || c.node().integer("antialias", 0) != 0
        || c.node().integers("axes").isPresent()) {
      throw new IllegalArgumentException("only plain resizing of images is supported");
    }
    double[] scales = scales(c, scalesAt);
    long[] sizes = scales == null ? Conversion.known(c.input(3)) : new long[4];
    Side[] sides = new Side[2];
    requireImages(
        scales == null
            ? sizes.length == 4 && sizes[1] == from[1]
            : scales.length == 4 && scales[0] == 1 && scales[1] == 1);
    for (int i = 0; i < 2; i++) {
      int pixels = Math.toIntExact(from[2 + i]);
      double scale = scales == null ? (double) sizes[2 + i] / pixels : scales[2 + i];
      long to = scales == null ? sizes[2 + i] : (long) Math.floor(pixels * scale);
      sides[i] = new Side(c, pixels, Math.toIntExact(to), scale);
    }
    return resized(c, sides);
  }

  /** By how much each dimension grows; null where the sizes are given. */
  private static double[] scales(Call c, int scalesAt) {
    if (c.has(scalesAt) && c.input(scalesAt).shape()[0] > 0) {
      HostArray scales = c.weights(scalesAt);
      return IntStream.range(0, scales.size()).mapToDouble(scales::at).toArray();
    }
    return c.node()
        .numbers("scales")
        .map(scales -> scales.stream().mapToDouble(Float::doubleValue).toArray())
        .orElse(null);
  }

  private static void requireImages(boolean ofPixels) {
    if (!ofPixels) {
      throw new IllegalArgumentException("it resizes more than height and width");
    }
  }

  private static Value resized(Call c, Side[] sides) {
    Ops tf = c.tf();
    Operand<TFloat32> x = c.network().featureMaps(c.input(0));
    String[] equations = {"nhwc,oh->nowc", "nhwc,ow->nhoc"};
    for (int i = 0; i < 2; i++) {
      if (sides[i].to() < 1 || sides[i].to() > 1 << 16) {
        throw new IllegalArgumentException("a side of %d pixels".formatted(sides[i].to()));
      }
      switch (c.node().text("mode", "nearest")) {
        case "nearest" -> {
          int[] places = sides[i].nearest();
          int[] same = new int[sides[i].from()];
          Arrays.setAll(same, p -> p);
          x =
              Arrays.equals(places, same)
                  ? x
                  : tf.gather(x, tf.constant(places), tf.constant(1 + i));
        }
        case "linear", "bilinear" ->
            x =
                tf.linalg.einsum(
                    List.of(x, c.network().floats(c.network().constant(sides[i].linear()))),
                    equations[i]);
        default -> throw new IllegalArgumentException("mode " + c.node().text("mode", ""));
      }
    }
    return Conversion.channelsLast(x);
  }
}
