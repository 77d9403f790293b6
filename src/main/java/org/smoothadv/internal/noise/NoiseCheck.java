package org.smoothadv.internal.noise;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.smoothadv.device.Machine;
import org.smoothadv.input.InvalidInputException;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Whether the generator that a session of this machine uses is Philox, whether its words look
 * uniform, and whether discrete noise has its probabilities. The seeds are the check's own, so that
 * it says the same every time; the seed of an experiment is not looked at.
 */
public final class NoiseCheck {
  /** Below, counts are not those of the probabilities. */
  private static final double DOUBT = 1e-6;

  /** Cells of fewer are put together. */
  private static final double MIN_EXPECTED = 10;

  private static final long SEED = 0x1F83D9ABFB41BD6BL;
  private static final int SAMPLES = 256;
  private static final int VALUES = 4096;
  private static final int BYTE = 256;
  private static final float WHITE = 255;

  /**
   * Of Philox4x32-10: key, upper and lower half of the counter, and the words that it gives (test
   * vectors that Salmon et al. publish with Random123).
   */
  private record Known(long key, long stream, long position, List<Integer> words) {}

  private static final List<Known> KNOWN =
      List.of(
          new Known(0, 0, 0, List.of(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8)),
          new Known(-1, -1, -1, List.of(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd)),
          new Known(
              0x299f31d0a4093822L,
              0x0370734413198a2eL,
              0x85a308d3243f6a88L,
              List.of(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1)));

  private NoiseCheck() {}

  /**
   * Draws and compares.
   *
   * @throws InvalidInputException if something is not as it should be
   */
  public static void require(DiscreteNormal law, Machine machine) {
    try (Graph graph = new Graph();
        Session session = new Session(graph, machine.sessionConfiguration())) {
      Ops tf = Ops.create(graph);
      for (Known known : KNOWN) {
        requireWords(known, ints(session, words(tf, known, 1, known.words().size())));
      }
      requireUniform(ints(session, words(tf, new Known(SEED, 0, 0, List.of()), SAMPLES, VALUES)));
      requireNoise(law, floats(session, noise(tf, law)));
    }
  }

  private static Operand<TInt32> words(Ops tf, Known where, long samples, long values) {
    return new CountedNoise.Place(
            tf.constant(where.key()), tf.constant(where.stream()), tf.constant(where.position()))
        .words(tf, tf.constant(new long[] {samples}), Shape.of(values));
  }

  private static Operand<TFloat32> noise(Ops tf, DiscreteNormal law) {
    Operand<TInt64> seed = tf.constant(SEED);
    GridNoise.Asked black =
        new GridNoise.Asked(
            tf.zeros(tf.constant(new int[] {VALUES}), TFloat32.class),
            tf.constant((float) law.sigma()),
            seed,
            tf.constant(1L),
            tf.constant(0L));
    return new GridNoise(law).copies(tf, List.of(black), SAMPLES);
  }

  private static int[] ints(Session session, Operand<TInt32> output) {
    try (Result result = session.runner().fetch(output).run()) {
      TInt32 tensor = (TInt32) result.get(0);
      int[] values = new int[Math.toIntExact(tensor.size())];
      tensor.copyTo(DataBuffers.of(values));
      return values;
    }
  }

  private static float[] floats(Session session, Operand<TFloat32> output) {
    try (Result result = session.runner().fetch(output).run()) {
      TFloat32 tensor = (TFloat32) result.get(0);
      float[] values = new float[Math.toIntExact(tensor.size())];
      tensor.copyTo(DataBuffers.of(values));
      return values;
    }
  }

  private static void requireWords(Known known, int... drawn) {
    if (!known.words().equals(Arrays.stream(drawn).boxed().toList())) {
      throw refused("its words are not those of Philox");
    }
  }

  /** Each of the four bytes of a word. */
  static void requireUniform(int... words) {
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      long[] counts = new long[BYTE];
      for (int word : words) {
        counts[word >>> shift & BYTE - 1]++;
      }
      double[] expected = new double[BYTE];
      Arrays.fill(expected, (double) words.length / BYTE);
      double probability = probability(expected, counts);
      if (probability < DOUBT) {
        throw refused("its words are not uniform (chi-square, p = %.1e)".formatted(probability));
      }
    }
  }

  /** Noise around black, cut at the margin. */
  static void requireNoise(DiscreteNormal law, float... pixels) {
    int margin = law.margin();
    long[] counts = new long[2 * margin + 1];
    for (float pixel : pixels) {
      int level = Math.round(pixel * WHITE);
      if (level < -margin || level > margin || level / WHITE != pixel) {
        throw refused("noise around black is " + pixel);
      }
      counts[level + margin]++;
    }
    double[] expected = new double[counts.length];
    for (int k = -margin; k <= margin; k++) {
      expected[k + margin] = pixels.length * law.probability(k);
    }
    double probability = probability(expected, counts);
    if (probability < DOUBT) {
      throw refused(
          "discrete noise has not its probabilities (chi-square, p = %.1e)".formatted(probability));
    }
  }

  /** Of a chi-square statistic as large; neighbouring cells of few are put together. */
  private static double probability(double[] expected, long... counts) {
    double[] of = new double[expected.length];
    long[] seen = new long[expected.length];
    int cells = 0;
    for (int i = 0; i < expected.length; i++) {
      of[cells] += expected[i];
      seen[cells] += counts[i];
      if (of[cells] >= MIN_EXPECTED) {
        cells++;
      }
    }
    if (cells < of.length) { // What is left of too few.
      of[cells - 1] += of[cells];
      seen[cells - 1] += seen[cells];
    }
    return new ChiSquareTest().chiSquareTest(Arrays.copyOf(of, cells), Arrays.copyOf(seen, cells));
  }

  private static InvalidInputException refused(String what) {
    return new InvalidInputException(
        "this machine's random numbers are not what discrete noise needs: " + what);
  }
}
