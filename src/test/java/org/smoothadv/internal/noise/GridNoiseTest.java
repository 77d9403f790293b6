package org.smoothadv.internal.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.noise.GridNoise.Asked;
import org.smoothadv.support.SmallGraph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

class GridNoiseTest {
  private static final Shape IMAGE = Shape.of(3, 3, 1);
  private static final int SIZE = 9;

  /** Words next to thresholds and at them, and many others; what the graph looks up is searched. */
  @ParameterizedTest
  @ValueSource(doubles = {0.0005, 0.12, 0.25, 1, 15})
  void theGraphComparesAll96Bits(double sigma) {
    DiscreteNormal law = DiscreteNormal.of(sigma);
    List<BigInteger> words = new ArrayList<>();
    BigInteger end = BigInteger.TWO.pow(DiscreteNormal.BITS);
    for (int k = -law.reach(); k < law.reach(); k += sigma > 1 ? 97 : 1) {
      for (long next : new long[] {-(1L << 40), -1, 0, 1, 1L << 62}) {
        BigInteger word = law.upTo(k).add(BigInteger.valueOf(next));
        if (word.signum() >= 0 && word.compareTo(end) < 0) {
          words.add(word);
        }
      }
    }
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 50_000; i++) {
      words.add(
          new BigInteger(1, bytes(random.nextLong(), Integer.BYTES))
              .shiftLeft(64)
              .or(new BigInteger(1, bytes(random.nextLong(), Long.BYTES))));
    }
    int[] expected = words.stream().mapToInt(word -> law.of(word) + law.reach()).toArray();
    assertArrayEquals(expected, reached(law, words));
  }

  private static byte[] bytes(long value, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (value >>> (8 * i));
    }
    return bytes;
  }

  private static int[] reached(DiscreteNormal law, List<BigInteger> words) {
    int[] first = new int[words.size()];
    int[] indices = new int[words.size()];
    long[] more = new long[words.size()];
    for (int i = 0; i < first.length; i++) {
      int bits = words.get(i).shiftRight(64).intValue();
      // The upper half of the number is the lower one of the word, with its first bit turned.
      indices[i] = bits >>> 16 ^ 0x8000;
      first[i] = bits << 16 | indices[i];
      more[i] = words.get(i).longValue();
    }
    try (SmallGraph graph = new SmallGraph()) {
      Ops tf = graph.tf();
      Operand<TInt32> reached =
          new GridNoise(law)
              .reached(
                  tf,
                  tf.expandDims(tf.constant(first), tf.constant(0)),
                  tf.expandDims(tf.constant(indices), tf.constant(0)),
                  any ->
                      tf.slice(
                          tf.expandDims(tf.constant(more), tf.constant(0)),
                          tf.constant(new long[2]),
                          tf.stack(List.of(any, tf.constant(-1L)))));
      float[] values = graph.values(tf.dtypes.cast(reached, TFloat32.class));
      int[] counts = new int[values.length];
      Arrays.setAll(counts, i -> (int) values[i]);
      return counts;
    }
  }

  @Test
  void noiseHangsOnSeedStreamAndSampleOnly() {
    float[] together = copies(7, 3, 0, 20, 0.25f, 0.5f);
    for (int k : new int[] {0, 1, 7, 19}) {
      float[] alone = copies(7, 3, k, 1, 0.25f, 0.5f);
      assertArrayEquals(Arrays.copyOfRange(together, k * SIZE, (k + 1) * SIZE), alone);
    }
    assertTrue(!Arrays.equals(together, copies(8, 3, 0, 20, 0.25f, 0.5f)), "another seed");
    assertTrue(!Arrays.equals(together, copies(7, 4, 0, 20, 0.25f, 0.5f)), "another stream");
  }

  @Test
  void anImageIsOnTheGridToTheLastBit() {
    for (int level = 0; level < 256; level++) {
      float on = level / 255f;
      GridNoise.requireOnGrid(1, 1, new float[] {on});
      for (float off : new float[] {Math.nextUp(on), Math.nextDown(on), Float.NaN, 5.9e-8f}) {
        assertThrows(
            InvalidSettingException.class,
            () -> GridNoise.requireOnGrid(1, 1, new float[] {off}),
            () -> "" + off);
      }
    }
  }

  @Test
  void noisyPixelsAreMultiplesOfOneGreyLevel() {
    float[] pixels = copies(7, 3, 0, 200, 0.25f, 51 / 255f);
    double sum = 0;
    for (float pixel : pixels) {
      assertEquals(Math.round(pixel * 255) / 255f, pixel);
      sum += pixel;
    }
    assertEquals(0.2, sum / pixels.length, 5 * 0.25 / Math.sqrt(pixels.length));
  }

  @Test
  void withoutNoiseThePixelsComeBack() {
    for (int level = 0; level < 256; level++) {
      float[] pixels = copies(7, 3, 0, 2, 0, level / 255f);
      for (float pixel : pixels) {
        assertEquals(level / 255f, pixel);
      }
    }
  }

  /** The same noise around white as around black: 255 grey levels apart, but where it is cut. */
  @Test
  void noiseDoesNotHangOnTheImage() {
    float[] black = copies(7, 3, 0, 200, 0.25f, 0);
    float[] white = copies(7, 3, 0, 200, 0.25f, 1);
    for (int i = 0; i < black.length; i++) {
      assertEquals(255, Math.round(white[i] * 255) - Math.round(black[i] * 255));
    }
  }

  @Test
  void imagesThatShareABatchHaveTheirOwnNoise() {
    float[] both;
    try (SmallGraph graph = new SmallGraph()) {
      Ops tf = graph.tf();
      List<Asked> asked = List.of(asked(tf, 7, 3, 5, 0.25f, 0.2f), asked(tf, 9, 4, 0, 0.25f, 0.6f));
      both = graph.values(new GridNoise(DiscreteNormal.of(0.25)).copies(tf, asked, 8));
    }
    float[] first = copies(7, 3, 5, 8, 0.25f, 0.2f);
    assertArrayEquals(first, Arrays.copyOf(both, 8 * SIZE));
    assertArrayEquals(
        copies(9, 4, 0, 8, 0.25f, 0.6f), Arrays.copyOfRange(both, 8 * SIZE, 16 * SIZE));
  }

  private static Asked asked(Ops tf, long seed, long stream, long first, float sigma, float level) {
    float[] pixels = new float[SIZE];
    Arrays.fill(pixels, level);
    Operand<TInt64> place = tf.constant(first);
    return new Asked(
        tf.constant(IMAGE, DataBuffers.of(pixels)),
        tf.constant(sigma),
        tf.constant(seed),
        tf.constant(stream),
        place);
  }

  private static float[] copies(
      long seed, long stream, long first, int samples, float sigma, float level) {
    try (SmallGraph graph = new SmallGraph()) {
      Ops tf = graph.tf();
      return graph.values(
          new GridNoise(DiscreteNormal.of(0.25))
              .copies(tf, List.of(asked(tf, seed, stream, first, sigma, level)), samples));
    }
  }
}
