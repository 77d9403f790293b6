package org.smoothadv.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.smoothadv.support.SmallGraph;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * A kernel that is 1 in its centre and 0 elsewhere shows which pixels it is centred on. With {@code
 * kernel / 2} zeros on every side these are pixels 0, 2, ... at stride 2; "SAME" would take 1, 3,
 * ... .
 */
class PaddingTest {
  private static final float[] IMAGE = {
    0, 1, 2, 3,
    4, 5, 6, 7,
    8, 9, 10, 11,
    12, 13, 14, 15
  };

  @Test
  void stridedConvolutionIsPaddedOnEverySide() {
    assertArrayEquals(new float[] {0, 2, 8, 10}, convolved(3, 2));
    assertArrayEquals(new float[] {0, 2, 8, 10}, convolved(7, 2));
  }

  @Test
  void strideOneKeepsEveryPixel() {
    assertArrayEquals(IMAGE, convolved(3, 1));
  }

  @Test
  void projectionTakesEverySecondPixel() {
    assertArrayEquals(new float[] {0, 2, 8, 10}, convolved(1, 2));
  }

  @Test
  void stridedConvolutionHasAGradient() {
    // Each output is one pixel: the gradient of their sum is 1 there and 0 elsewhere.
    try (SmallGraph graph = new SmallGraph()) {
      Operand<TFloat32> image = image(graph);
      Operand<TFloat32> sum =
          graph
              .tf()
              .reduceSum(convolve(graph, image, 3, 2), graph.tf().constant(new int[] {0, 1, 2, 3}));
      assertArrayEquals(
          new float[] {1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0},
          graph.values(graph.tf().gradients(sum, List.of(image)).dy(0)));
    }
  }

  /** Windows centred on pixels 0, 2, ...; what is outside of the image is never the largest. */
  @Test
  void maxPoolingIsPaddedOnEverySide() {
    try (SmallGraph graph = new SmallGraph()) {
      Operand<TFloat32> image = image(graph);
      assertArrayEquals(
          new float[] {5, 7, 13, 15}, graph.values(Padding.maxPool(graph.tf(), image)));
      assertArrayEquals(
          new float[] {-15, -13, -7, -5},
          graph.values(
              Padding.maxPool(graph.tf(), graph.tf().math.sub(image, graph.tf().constant(20f)))));
    }
  }

  @Test
  void maxPoolingHasAGradient() {
    try (SmallGraph graph = new SmallGraph()) {
      Operand<TFloat32> image = image(graph);
      Operand<TFloat32> pooled = Padding.maxPool(graph.tf(), image);
      Operand<TFloat32> sum =
          graph.tf().reduceSum(pooled, graph.tf().constant(new int[] {0, 1, 2, 3}));
      assertArrayEquals(
          new float[] {0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1},
          graph.values(graph.tf().gradients(sum, List.of(image)).dy(0)));
    }
  }

  private static float[] convolved(int kernel, int stride) {
    try (SmallGraph graph = new SmallGraph()) {
      return graph.values(convolve(graph, image(graph), kernel, stride));
    }
  }

  private static Operand<TFloat32> image(SmallGraph graph) {
    return graph.constant(IMAGE, 1, 4, 4, 1);
  }

  private static Operand<TFloat32> convolve(
      SmallGraph graph, Operand<TFloat32> image, int kernel, int stride) {
    float[] centre = new float[kernel * kernel];
    centre[centre.length / 2] = 1;
    Convolution convolution =
        Convolution.normalized("c", "bn", new ImageShape(4, 4, 1), 1, kernel, stride);
    return Padding.convolve(
        graph.tf(), convolution, image, graph.constant(centre, kernel, kernel, 1, 1));
  }
}
