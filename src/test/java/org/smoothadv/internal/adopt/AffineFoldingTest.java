package org.smoothadv.internal.adopt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.internal.savedmodel.Networks;
import org.smoothadv.internal.savedmodel.SavedModelImport;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Batch normalisation becomes part of the convolution before it, whoever wrote it. */
class AffineFoldingTest {
  private static final List<Long> ONE = List.of(1L, 1L, 1L, 1L);
  private static final Shape IMAGES = Shape.of(-1, 6, 6, 3);

  @TempDir Path folder;

  private static Operand<TFloat32> convolved(Ops tf, Operand<TFloat32> images) {
    return tf.nn.conv2d(images, BuiltNetwork.constant(tf, 1, 3, 3, 3, 4), ONE, "SAME");
  }

  private static void assertSameWithout(FlatNetwork network, int factors, int biases) {
    FlatNetwork folded = AffineFolding.of(network);
    Map<String, Integer> operations = BuiltNetwork.operations(folded);
    assertEquals(factors, operations.getOrDefault("Mul", 0), operations.toString());
    assertEquals(biases, operations.getOrDefault("BiasAdd", 0), operations.toString());
    assertArrayEquals(
        BuiltNetwork.result(network, 2, 6, 6, 3), BuiltNetwork.result(folded, 2, 6, 6, 3), 2e-5f);
  }

  @Test
  void aNormalisationOfKerasIsFoldedWithTheBiasBeforeIt() throws IOException {
    FlatNetwork read =
        SavedModelImport.read(
                Networks.convolutional().write(folder),
                Optional.empty(),
                Optional.empty(),
                Optional.empty())
            .network();
    FlatNetwork folded = AffineFolding.of(read);
    Map<String, Integer> operations = BuiltNetwork.operations(folded);
    assertEquals(1, operations.get("BiasAdd"), operations.toString());
    for (String gone : List.of("Mul", "AddV2", "Rsqrt", "Sub")) {
      assertEquals(null, operations.get(gone), gone + " in " + operations);
    }
    assertArrayEquals(
        BuiltNetwork.result(read, 2, 4, 4, 3), BuiltNetwork.result(folded, 2, 4, 4, 3), 2e-6f);
  }

  @Test
  void productsSumsAndQuotientsOfChannelsAreFolded() {
    assertSameWithout(
        BuiltNetwork.of(
            IMAGES,
            (tf, images) -> {
              Operand<TFloat32> y =
                  tf.math.mul(BuiltNetwork.constant(tf, 2, 4), convolved(tf, images));
              y = tf.math.sub(y, BuiltNetwork.constant(tf, 3, 1, 1, 1, 4));
              y = tf.math.div(y, tf.constant(3f));
              return tf.nn.relu(tf.math.add(y, BuiltNetwork.constant(tf, 4, 4)));
            }),
        0,
        1);
  }

  @Test
  void channelsOfDepthwiseConvolutionsAreThoseOfTheirInputTimesTheMultiplier() {
    assertSameWithout(
        BuiltNetwork.of(
            IMAGES,
            (tf, images) -> {
              Operand<TFloat32> y =
                  tf.nn.depthwiseConv2dNative(
                      images, BuiltNetwork.constant(tf, 1, 3, 3, 3, 2), ONE, "SAME");
              y = tf.math.mul(y, BuiltNetwork.constant(tf, 2, 6));
              return tf.nn.relu(tf.math.add(y, BuiltNetwork.constant(tf, 3, 6)));
            }),
        0,
        1);
  }

  @Test
  void aResultThatSomethingElseReadsStaysAsItIs() {
    assertSameWithout(
        BuiltNetwork.of(
            IMAGES,
            (tf, images) -> {
              Operand<TFloat32> y = convolved(tf, images);
              return tf.math.add(tf.math.mul(y, BuiltNetwork.constant(tf, 2, 4)), tf.nn.relu(y));
            }),
        1,
        0);
  }

  @Test
  void whatDiffersFromPixelToPixelStaysBehindWhatIsFolded() {
    assertSameWithout(
        BuiltNetwork.of(
            IMAGES,
            (tf, images) -> {
              Operand<TFloat32> y = tf.math.mul(convolved(tf, images), tf.constant(0.5f));
              y = tf.math.mul(y, BuiltNetwork.constant(tf, 2, 6, 6, 4));
              return tf.math.mul(y, BuiltNetwork.constant(tf, 3, 4));
            }),
        2,
        1);
  }

  @Test
  void aNumberMinusAConvolutionIsNotFolded() {
    assertSameWithout(
        BuiltNetwork.of(
            IMAGES,
            (tf, images) ->
                tf.math.mul(
                    tf.math.sub(BuiltNetwork.constant(tf, 2, 4), convolved(tf, images)),
                    tf.constant(2f))),
        1,
        0);
  }

  @Test
  void matrixProductsAreFoldedByTheirColumns() {
    assertSameWithout(
        BuiltNetwork.of(
            IMAGES,
            (tf, images) -> {
              Operand<TFloat32> rows = tf.reshape(images, tf.constant(new int[] {-1, 108}));
              Operand<TFloat32> y = tf.linalg.matMul(rows, BuiltNetwork.constant(tf, 1, 108, 5));
              y = tf.math.mul(y, BuiltNetwork.constant(tf, 2, 5));
              return tf.math.add(y, BuiltNetwork.constant(tf, 3, 1, 5));
            }),
        0,
        1);
  }
}
