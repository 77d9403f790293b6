package org.smoothadv.internal.onnx;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.smoothadv.internal.onnx.SmallModel.Array;

/** Values move where ONNX says, whatever the order in which they lie, and sizes are computed. */
class ArrangementOperationsTest {
  private static final Array X = Array.random(2, 4, 3, 6);

  private static long[] ints(long... values) {
    return values;
  }

  @Test
  void reshapes() throws IOException {
    Array flat = new Array(X.values(), 2, 72);
    SmallModel.of(13, X, "Flatten", Map.of()).gives(flat);
    SmallModel.of(13, X, "Reshape", Map.of(), ints(0, -1)).gives(flat);
    SmallModel.of(13, X, "Reshape", Map.of(), ints(-1, 72)).gives(flat);
    SmallModel.of(13, X, "Reshape", Map.of(), ints(0, 2, 0, -1))
        .gives(new Array(X.values(), 2, 2, 3, 12));
    SmallModel.of(13, X, "Reshape", Map.of(), ints(-1, 6)).gives(new Array(X.values(), 24, 6));
    Array pixel = Array.random(3, 4, 1, 1);
    SmallModel.of(11, pixel, "Squeeze", Map.of("axes", ints(2, -1)))
        .gives(new Array(pixel.values(), 3, 4));
    SmallModel.of(13, pixel, "Squeeze", Map.of(), ints(3)).gives(new Array(pixel.values(), 3, 4));
    SmallModel.of(11, X, "Unsqueeze", Map.of("axes", ints(1, 5)))
        .gives(new Array(X.values(), 2, 1, 4, 3, 6, 1));
    SmallModel.of(13, X, "Unsqueeze", Map.of(), ints(-2))
        .gives(new Array(X.values(), 2, 4, 3, 1, 6));
  }

  @Test
  void reshapesToSizesComputedFromThoseOfTheImages() throws IOException {
    SmallModel.of(
            13,
            X,
            model ->
                model
                    .integers("0", 0)
                    .integers("-1", -1)
                    .initializer(OnnxWriter.integerTensor("first", new long[] {0}))
                    .initializer(OnnxWriter.integerTensor("second", new long[] {1}))
                    .node("Shape", List.of("x"), "s", Map.of())
                    .node("Gather", List.of("s", "first"), "n", Map.of())
                    .node("Gather", List.of("s", "second"), "c", Map.of())
                    .node("Mul", List.of("n", "c"), "nc", Map.of())
                    .node("Unsqueeze", List.of("nc", "0"), "rows", Map.of())
                    .node("Concat", List.of("rows", "-1"), "shape", Map.of("axis", 0))
                    .node("Reshape", List.of("x", "shape"), "y", Map.of()))
        .gives(new Array(X.values(), 8, 18));
  }

  @Test
  void transposes() throws IOException {
    SmallModel.of(13, X, "Transpose", Map.of("perm", ints(0, 2, 3, 1)))
        .gives(Array.computed(p -> X.at(p[0], p[3], p[1], p[2]), 2, 3, 6, 4));
    SmallModel.of(13, X, "Transpose", Map.of("perm", ints(0, 3, 1, 2)))
        .gives(Array.computed(p -> X.at(p[0], p[2], p[3], p[1]), 2, 6, 4, 3));
    SmallModel.of(13, X, "Transpose", Map.of("perm", ints(0, 1, 3, 2)))
        .gives(Array.computed(p -> X.at(p[0], p[1], p[3], p[2]), 2, 4, 6, 3));
  }

  @Test
  void shufflesChannels() throws IOException {
    SmallModel.of(
            13,
            X,
            model ->
                model
                    .integers("apart", 0, 2, 2, 3, 6)
                    .integers("together", 0, -1, 3, 6)
                    .node("Reshape", List.of("x", "apart"), "a", Map.of())
                    .node("Transpose", List.of("a"), "b", Map.of("perm", ints(0, 2, 1, 3, 4)))
                    .node("Reshape", List.of("b", "together"), "c", Map.of())
                    .node("GlobalAveragePool", List.of("c"), "y", Map.of()))
        .gives(
            Array.computed(
                p -> {
                  double sum = 0;
                  for (int i = 0; i < 18; i++) {
                    sum += X.at(p[0], p[1] / 2 + p[1] % 2 * 2, i / 6, i % 6);
                  }
                  return sum / 18;
                },
                2,
                4));
  }

  @Test
  void concatenatesAndSplits() throws IOException {
    SmallModel.of(
            13,
            X,
            model ->
                model
                    .node("Relu", List.of("x"), "r", Map.of())
                    .node("Concat", List.of("x", "r"), "y", Map.of("axis", 1)))
        .gives(
            Array.computed(
                p -> p[1] < 4 ? X.at(p) : Math.max(0, X.at(p[0], p[1] - 4, p[2], p[3])),
                2,
                8,
                3,
                6));
    SmallModel.of(13, X, "Concat", Map.of("axis", -1)).gives(X);
    Array swapped = Array.computed(p -> X.at(p[0], (p[1] + 1) % 4, p[2], p[3]), 2, 4, 3, 6);
    SmallModel.of(
            13,
            X,
            model ->
                model
                    .integers("sizes", 1, 3)
                    .node("Split", List.of("x", "sizes"), List.of("a", "b"), Map.of("axis", 1))
                    .node("Concat", List.of("b", "a"), "y", Map.of("axis", 1)))
        .gives(swapped);
    SmallModel.of(
            11,
            X,
            model ->
                model
                    .node("Split", List.of("x"), List.of("a", "b", "c"), Map.of("axis", 3))
                    .node("Sub", List.of("c", "a"), "y", Map.of()))
        .gives(
            Array.computed(
                p -> X.at(p[0], p[1], p[2], p[3] + 4) - X.at(p[0], p[1], p[2], p[3]), 2, 4, 3, 2));
  }

  @Test
  void repeats() throws IOException {
    Array x = Array.random(2, 1, 3);
    SmallModel.of(13, x, "Expand", Map.of(), ints(4, 1))
        .gives(Array.computed(p -> x.at(p[0], 0, p[2]), 2, 4, 3));
    SmallModel.of(13, x, "Tile", Map.of(), ints(1, 2, 2))
        .gives(Array.computed(p -> x.at(p[0], 0, p[2] % 3), 2, 2, 6));
  }

  @Test
  void putsAConstantBesideEachImage() throws IOException {
    Array x = Array.random(3, 2, 5);
    Array expected = Array.computed(p -> p[1] == 0 ? 7 : x.at(p[0], p[1] - 1, p[2]), 3, 3, 5);
    SmallModel.of(
            13,
            x,
            model ->
                model
                    .constant("token", new float[] {7, 7, 7, 7, 7}, 1, 1, 5)
                    .initializer(OnnxWriter.integerTensor("first", new long[] {0}))
                    .integers("0", 0)
                    .integers("rest", -1, -1)
                    .integers("3", 3)
                    .integers("-1", -1)
                    .node("Shape", List.of("x"), "s", Map.of())
                    .node("Gather", List.of("s", "first"), "n", Map.of())
                    .node("Unsqueeze", List.of("n", "0"), "rows", Map.of())
                    .node("Concat", List.of("rows", "rest"), "wanted", Map.of("axis", 0))
                    .node(
                        "ConstantOfShape",
                        List.of("3"),
                        "ones",
                        Map.of("value", OnnxWriter.integerTensor("", new long[] {1}, 1)))
                    .node("Equal", List.of("wanted", "-1"), "open", Map.of())
                    .node("Where", List.of("open", "ones", "wanted"), "shape", Map.of())
                    .node("Expand", List.of("token", "shape"), "tokens", Map.of())
                    .node("Concat", List.of("tokens", "x"), "y", Map.of("axis", 1)))
        .gives(expected);
    SmallModel.of(
            13,
            x,
            model ->
                model
                    .constant("token", new float[] {7, 7, 7, 7, 7}, 1, 1, 5)
                    .node("Concat", List.of("token", "x"), "y", Map.of("axis", 1)))
        .forOneImage()
        .gives(expected);
  }

  @Test
  void takesAnyNumberOfImagesWhereTheFileWasMadeForOne() throws IOException {
    SmallModel.of(13, X, "Reshape", Map.of(), ints(1, -1))
        .forOneImage()
        .gives(new Array(X.values(), 2, 72));
    SmallModel.of(13, X, "Reshape", Map.of(), ints(1, 72))
        .forOneImage()
        .gives(new Array(X.values(), 2, 72));
    Array x = Array.random(2, 3, 4);
    // As attention does: places first, heads beside the images.
    SmallModel.of(
            13,
            x,
            model ->
                model
                    .integers("heads", 3, 2, 2)
                    .integers("back", 3, 1, 4)
                    .node("Transpose", List.of("x"), "a", Map.of("perm", ints(1, 0, 2)))
                    .node("Reshape", List.of("a", "heads"), "b", Map.of())
                    .node("Tanh", List.of("b"), "c", Map.of())
                    .node("Reshape", List.of("c", "back"), "d", Map.of())
                    .node("Transpose", List.of("d"), "y", Map.of("perm", ints(1, 0, 2))))
        .forOneImage()
        .gives(x.map(Math::tanh));
  }

  @Test
  void exchangesPixelsAndChannels() throws IOException {
    SmallModel.of(13, X, "DepthToSpace", Map.of("blocksize", 2))
        .gives(
            Array.computed(
                p -> X.at(p[0], p[2] % 2 * 2 + p[3] % 2, p[2] / 2, p[3] / 2), 2, 1, 6, 12));
    Array even = Array.random(2, 3, 4, 6);
    SmallModel.of(13, even, "SpaceToDepth", Map.of("blocksize", 2))
        .gives(
            Array.computed(
                p -> even.at(p[0], p[1] % 3, p[2] * 2 + p[1] / 6, p[3] * 2 + p[1] / 3 % 2),
                2,
                12,
                2,
                3));
  }
}
