package org.smoothadv.internal.onnx;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.smoothadv.internal.onnx.SmallModel.Array;

/** Parts and edges are those that ONNX says, whatever the order in which values lie. */
class SlicingOperationsTest {
  private static final Array X = Array.random(2, 4, 3, 6);

  private static long[] ints(long... values) {
    return values;
  }

  @Test
  void slicesWithStepsInBothDirections() throws IOException {
    Array part = Array.computed(p -> X.at(p[0], p[1] + 1, p[2], 5 - 2 * p[3]), 2, 2, 3, 3);
    SmallModel.of(
            13, X, "Slice", Map.of(), ints(1, -1), ints(3, Long.MIN_VALUE), ints(1, 3), ints(1, -2))
        .gives(part);
    SmallModel.of(
            9,
            X,
            "Slice",
            Map.of("starts", ints(0, -2), "ends", ints(2, Integer.MAX_VALUE), "axes", ints(2, 3)))
        .gives(Array.computed(p -> X.at(p[0], p[1], p[2], p[3] + 4), 2, 4, 2, 2));
    SmallModel.of(13, X, "Slice", Map.of(), ints(0), ints(Long.MAX_VALUE), ints(0)).gives(X);
  }

  @Test
  void gathers() throws IOException {
    SmallModel.of(13, X, "Gather", Map.of("axis", 1), ints(3, 0, 0))
        .gives(Array.computed(p -> X.at(p[0], new int[] {3, 0, 0}[p[1]], p[2], p[3]), 2, 3, 3, 6));
    SmallModel.of(
            13,
            X,
            model ->
                model
                    .initializer(OnnxWriter.integerTensor("last", new long[] {-1}))
                    .node("Gather", List.of("x", "last"), "y", Map.of("axis", 2)))
        .gives(Array.computed(p -> X.at(p[0], p[1], 2, p[2]), 2, 4, 6));
  }

  @Test
  void pads() throws IOException {
    long[] pads = {0, 0, 1, 2, 0, 1, 0, 1};
    SmallModel.of(13, X, "Pad", Map.of(), pads, new Array(new float[] {3}))
        .gives(Array.computed(p -> X.at(3.0, p[0], p[1], p[2] - 1, p[3] - 2), 2, 5, 4, 9));
    SmallModel.of(9, X, "Pad", Map.of("pads", pads))
        .gives(Array.computed(p -> X.at(0.0, p[0], p[1], p[2] - 1, p[3] - 2), 2, 5, 4, 9));
    SmallModel.of(13, X, "Pad", Map.of("mode", "reflect"), ints(0, 0, 0, 2, 0, 0, 0, 0))
        .gives(Array.computed(p -> X.at(p[0], p[1], p[2], Math.abs(p[3] - 2)), 2, 4, 3, 8));
    SmallModel.of(13, X, "Pad", Map.of("mode", "edge"), ints(0, 0, 0, 2, 0, 0, 0, 0))
        .gives(Array.computed(p -> X.at(p[0], p[1], p[2], Math.max(0, p[3] - 2)), 2, 4, 3, 8));
  }
}
