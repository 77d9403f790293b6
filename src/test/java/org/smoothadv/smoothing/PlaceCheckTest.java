package org.smoothadv.smoothing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.smoothadv.device.Machine;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.network.ImageShape;
import org.smoothadv.network.Precision;
import org.smoothadv.smoothing.VoteQueue.Piece;
import org.smoothadv.support.SmallGraph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

class PlaceCheckTest {
  private static final ImageShape SHAPE = new ImageShape(2, 2, 1);

  /** Logits that are a function of image and sample, and of what a place adds. */
  private static PlaceCheck check(int slots, int rows, int[] offAt) {
    return new PlaceCheck(
        SHAPE,
        slots,
        rows,
        0.25,
        pieces -> {
          List<float[]> logits = new ArrayList<>();
          for (Piece piece : pieces) {
            for (int row = 0; row < rows; row++) {
              float value =
                  new SplittableRandom(31 * piece.query().image() + piece.first() + row)
                      .nextInt(1000);
              boolean off = offAt.length > 0 && logits.size() == offAt[0];
              logits.add(new float[] {off ? Math.nextUp(value) : value, 1});
            }
          }
          return logits.toArray(float[][]::new);
        });
  }

  @ParameterizedTest
  @CsvSource({"4, 16", "1, 64", "1, 1", "4, 1", "1, 7", "4, 128"})
  void functionsPass(int slots, int rows) {
    check(slots, rows, new int[0]).require();
  }

  /** One bit, in one row of the batch. */
  @ParameterizedTest
  @CsvSource({"4, 16, 0", "4, 16, 63", "4, 16, 21", "1, 64, 0", "1, 64, 63", "4, 1, 2", "1, 7, 6"})
  void whatDependsOnThePlaceIsRefused(int slots, int rows, int place) {
    PlaceCheck check = check(slots, rows, new int[] {place});
    InvalidInputException refused = assertThrows(InvalidInputException.class, check::require);
    assertTrue(refused.getMessage().contains("on its place in the batch"), refused.getMessage());
  }

  /** The real network: a row at every place of a batch of one shape, among any neighbours. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void logitsOfARowAreTheSameAtEveryPlace(Precision precision) {
    FrozenClassifier classifier =
        FoldedClassifier.of(UntrainedNetwork.NETWORK, UntrainedNetwork.balancedState(), precision);
    int rows = 16;
    int size = classifier.shape().values();
    SplittableRandom random = new SplittableRandom(1);
    float[] row = floats(random, size);
    try (SmallGraph graph = new SmallGraph()) {
      var images =
          graph.tf().placeholder(TFloat32.class, Placeholder.shape(Shape.of(rows, 32, 32, 3)));
      var logits = classifier.logits(graph.tf(), images);
      float[] expected = null;
      for (int place = 0; place < rows; place++) {
        float[] batch = floats(random, rows * size);
        System.arraycopy(row, 0, batch, place * size, size);
        float[] all = graph.values(logits, images, batch, rows, 32, 32, 3);
        float[] here = Arrays.copyOfRange(all, place * 10, place * 10 + 10);
        expected = expected == null ? here : expected;
        assertArrayEquals(expected, here, "place " + place);
      }
    }
  }

  private static float[] floats(SplittableRandom random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextDouble(-1, 2);
    }
    return values;
  }

  @Test
  void aClassifierThatPassesIsOpened() {
    SmoothingParameters discrete = new SmoothingParameters(0.25, 1, 1, 0.5, NoiseKind.DISCRETE);
    FrozenClassifier classifier =
        FoldedClassifier.of(
            UntrainedNetwork.NETWORK, UntrainedNetwork.balancedState(), Precision.FLOAT32);
    for (int batch : new int[] {1, 6, 16, 64}) {
      new BaseClassifier(classifier, batch, discrete, Machine.current()).close();
    }
  }
}
