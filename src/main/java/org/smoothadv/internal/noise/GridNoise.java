package org.smoothadv.internal.noise;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.noise.CountedNoise.Place;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * {@link DiscreteNormal} noise inside a graph, as a function of (seed, stream, sample, place), like
 * {@link CountedNoise}. Of a word of 96 bits, 32 are drawn for every value. Sixteen of them index a
 * table; where a threshold lies among the words that begin so, all 32 are compared with the
 * thresholds, and where they are those of a threshold, 64 more are drawn. What comes out is what
 * comparing all 96 with all thresholds gives.
 *
 * @param law the noise's distribution
 */
public record GridNoise(DiscreteNormal law) {
  private static final int INDEX_BITS = 16;
  private static final int INDICES = 1 << INDEX_BITS;
  private static final int INDEX_MASK = INDICES - 1;
  private static final int FIRST_BITS = 32;
  private static final int MORE_BITS = DiscreteNormal.BITS - FIRST_BITS;

  /**
   * The index 0 stands for the words just above 1/2, whose noise is 0: so there is no noise where
   * the bits are masked.
   */
  private static final int TURNED = INDICES / 2;

  private static final int UNDECIDED = -1;
  private static final float WHITE = 255;

  /** What float32 numbers from 0 to 1 and their quotients are off by. */
  private static final float ROUNDING = 0x1p-23f;

  /** The further bits of a word have a key of their own. */
  private static final long MORE_KEY = 0x6A09E667F3BCC908L;

  /**
   * Images, and which noise they are under.
   *
   * @param pixels one image, multiples of 1/255 from 0 to 1
   * @param sigma a scalar; 0 for no noise, whatever else for that of the law
   * @param seed a scalar
   * @param stream what the noise belongs to, such as an image's number, a scalar
   * @param first the number of the first sample, a scalar
   */
  public record Asked(
      Operand<TFloat32> pixels,
      Operand<TFloat32> sigma,
      Operand<TInt64> seed,
      Operand<TInt64> stream,
      Operand<TInt64> first) {}

  /**
   * Checks that an image is of 8 bits.
   *
   * @param width of the image
   * @param channels of the image
   * @param pixels HWC, in [0, 1]
   * @throws InvalidSettingException if a pixel is no multiple of 1/255, rounded to float32
   */
  public static void requireOnGrid(int width, int channels, float[] pixels) {
    for (int i = 0; i < pixels.length; i++) {
      double level = Math.rint(pixels[i] * (double) WHITE);
      if (pixels[i] != (float) (level / WHITE)) {
        throw new InvalidSettingException(
            "noise",
            "{noise} discrete is for images of 8 bits, but an image has %s at row %s, column %s, channel %s, which is no multiple of 1/255; accepted is {noise} gaussian, or images rounded to them",
            pixels[i],
            i / (width * channels),
            i / channels % width,
            i % channels);
      }
    }
  }

  /** An image, of which a run fails that has a pixel other than a multiple of 1/255 in [0, 1]. */
  public static Operand<TFloat32> requireOnGrid(Ops tf, Operand<TFloat32> image) {
    Operand<TFloat32> level = tf.math.round(tf.math.mul(image, tf.constant(WHITE)));
    Operand<TFloat32> grid = tf.math.div(level, tf.constant(WHITE));
    Operand<TFloat32> off = tf.math.abs(tf.math.sub(image, grid));
    Operand<TBool> within =
        tf.math.logicalAnd(
            tf.math.greaterEqual(level, tf.constant(0f)),
            tf.math.lessEqual(level, tf.constant(WHITE)));
    Operand<TBool> on = tf.math.lessEqual(off, tf.constant(ROUNDING));
    Operand<TInt32> axes =
        tf.range(tf.constant(0), tf.constant(image.shape().numDimensions()), tf.constant(1));
    Operand<TBool> all = tf.reduceAll(tf.math.logicalAnd(within, on), axes);
    Op required =
        tf.assertThat(
            all,
            List.of(
                tf.constant(
                    "discrete noise is for images of 8 bits, whose pixels are multiples of 1/255 from 0 to 1")));
    return tf.withControlDependencies(List.of(required)).identity(image);
  }

  /**
   * Noisy copies of images: grey levels cut to [-margin, 255 + margin], as multiples of 1/255.
   *
   * @param asked of one size
   * @param samples of each, consecutive ones
   * @return [asked * samples, image]
   */
  public Operand<TFloat32> copies(Ops tf, List<Asked> asked, int samples) {
    Shape image = asked.get(0).pixels().shape();
    long values = image.size();
    Shape flat = Shape.of((long) asked.size() * samples, values);
    Operand<TInt64> rows = tf.constant(new long[] {samples});
    List<Operand<TInt32>> words = new ArrayList<>();
    List<Operand<TInt32>> indices = new ArrayList<>();
    for (Asked each : asked) {
      Operand<TInt32> word = place(each, each.seed()).words(tf, rows, Shape.of(values));
      words.add(word);
      indices.add(tf.bitwise.bitwiseAnd(word, mask(tf, each)));
    }
    Operand<TInt32> noise =
        reached(
            tf,
            joined(tf, words, flat),
            joined(tf, indices, flat),
            any -> moreBits(tf, asked, tf.math.mul(rows, any), values));
    Operand<TInt32> levels = levels(tf, asked, values);
    Operand<TInt32> bySlot =
        tf.reshape(noise, tf.constant(new long[] {asked.size(), samples, values}));
    Operand<TFloat32> pixels =
        tf.gather(tf.constant(pixels()), tf.math.add(bySlot, levels), tf.constant(0));
    long[] shape = Shape.of(flat.get(0)).append(image).asArray();
    return tf.reshape(pixels, tf.constant(shape));
  }

  private static Place place(Asked asked, Operand<TInt64> seed) {
    return new Place(seed, asked.stream(), asked.first());
  }

  private static Operand<TInt32> mask(Ops tf, Asked asked) {
    Operand<TBool> noisy = tf.math.greater(asked.sigma(), tf.constant(0f));
    return tf.select(noisy, tf.constant(INDEX_MASK), tf.constant(0));
  }

  /** Grey levels, [asked, 1, values]. */
  private static Operand<TInt32> levels(Ops tf, List<Asked> asked, long values) {
    List<Operand<TFloat32>> pixels = asked.stream().map(Asked::pixels).toList();
    Operand<TFloat32> all =
        tf.reshape(tf.stack(pixels), tf.constant(new long[] {asked.size(), 1, values}));
    return tf.dtypes.cast(tf.math.round(tf.math.mul(all, tf.constant(WHITE))), TInt32.class);
  }

  /** The remaining bits of all words, or of none. */
  private static Operand<TInt64> moreBits(
      Ops tf, List<Asked> asked, Operand<TInt64> rows, long values) {
    List<Operand<TInt64>> bits = new ArrayList<>();
    for (Asked each : asked) {
      Operand<TInt64> key = tf.bitwise.bitwiseXor(each.seed(), tf.constant(MORE_KEY));
      bits.add(place(each, key).longWords(tf, rows, Shape.of(values)));
    }
    return bits.size() == 1 ? bits.get(0) : tf.concat(bits, tf.constant(0));
  }

  private static <T extends TType> Operand<T> joined(Ops tf, List<Operand<T>> parts, Shape shape) {
    Operand<T> all = parts.size() == 1 ? parts.get(0) : tf.concat(parts, tf.constant(0));
    return tf.ensureShape(all, shape);
  }

  /**
   * How many thresholds words have reached.
   *
   * @param words the first 32 bits, [rows, values]
   * @param indices those that index the table, [rows, values]
   * @param moreBits gives the other 64 bits of all words if the argument is 1, of none if it is 0
   * @return [rows, values]; the noise is as much less the reach
   */
  Operand<TInt32> reached(
      Ops tf,
      Operand<TInt32> words,
      Operand<TInt32> indices,
      Function<Operand<TInt64>, Operand<TInt64>> moreBits) {
    Operand<TInt32> decided = tf.gather(tf.constant(table()), indices, tf.constant(0));
    Operand<TInt64> open = tf.where(tf.math.less(decided, tf.constant(0)));
    Operand<TInt64> first = firstBits(tf, tf.gatherNd(words, open));
    Operand<TInt64> thresholds = tf.constant(firstBits());
    Operand<TInt32> below = bound(tf, tf.lowerBound(row(tf, thresholds), row(tf, first)));
    Operand<TInt32> upTo = bound(tf, tf.upperBound(row(tf, thresholds), row(tf, first)));
    Operand<TBool> ties = tf.math.notEqual(below, upTo);
    Operand<TInt64> tied = tf.where(ties);
    Operand<TInt64> any = tf.dtypes.cast(tf.reduceAny(ties, tf.constant(0)), TInt64.class);
    Operand<TInt64> more = tf.gatherNd(moreBits.apply(any), tf.gatherNd(open, tied));
    Operand<TInt32> compared = compared(tf, tf.gatherNd(first, tied), thresholds, more);
    Operand<TInt32> found = tf.tensorScatterNdUpdate(below, tied, compared);
    return tf.tensorScatterNdUpdate(decided, open, found);
  }

  /** The first 32 bits as a number: those that index the table, turned, and the others. */
  private static Operand<TInt64> firstBits(Ops tf, Operand<TInt32> words) {
    Operand<TInt64> word = tf.dtypes.cast(words, TInt64.class);
    Operand<TInt64> mask = tf.constant((long) INDEX_MASK);
    Operand<TInt64> bits = tf.constant((long) INDEX_BITS);
    Operand<TInt64> index =
        tf.bitwise.bitwiseXor(tf.bitwise.bitwiseAnd(word, mask), tf.constant((long) TURNED));
    Operand<TInt64> rest = tf.bitwise.bitwiseAnd(tf.bitwise.rightShift(word, bits), mask);
    return tf.bitwise.bitwiseOr(tf.bitwise.leftShift(index, bits), rest);
  }

  /** All 96 bits with all thresholds: a few words at most. */
  private Operand<TInt32> compared(
      Ops tf, Operand<TInt64> first, Operand<TInt64> thresholds, Operand<TInt64> more) {
    Operand<TInt64> word = tf.expandDims(first, tf.constant(1));
    // Signed numbers, in the order of the unsigned ones.
    Operand<TInt64> rest =
        tf.bitwise.bitwiseXor(tf.expandDims(more, tf.constant(1)), tf.constant(Long.MIN_VALUE));
    Operand<TBool> above = tf.math.less(thresholds, word);
    Operand<TBool> same = tf.math.equal(thresholds, word);
    Operand<TBool> reached = tf.math.lessEqual(tf.constant(otherBits()), rest);
    Operand<TBool> all = tf.math.logicalOr(above, tf.math.logicalAnd(same, reached));
    return tf.reduceSum(tf.dtypes.cast(all, TInt32.class), tf.constant(1));
  }

  private static Operand<TInt64> row(Ops tf, Operand<TInt64> vector) {
    return tf.expandDims(vector, tf.constant(0));
  }

  private static Operand<TInt32> bound(Ops tf, Operand<TInt32> row) {
    return tf.reshape(row, tf.constant(new int[] {-1}));
  }

  /** By index: how many thresholds the words have reached that begin so, or that it differs. */
  private int[] table() {
    int[] table = new int[INDICES];
    BigInteger last = BigInteger.ONE.shiftLeft(DiscreteNormal.BITS - INDEX_BITS);
    for (int i = 0; i < INDICES; i++) {
      BigInteger first = last.multiply(BigInteger.valueOf(i ^ TURNED));
      int least = law.of(first);
      int most = law.of(first.add(last).subtract(BigInteger.ONE));
      table[i] = least == most ? least + law.reach() : UNDECIDED;
    }
    return table;
  }

  /** Of each threshold; that of 1 is above all words. */
  private long[] firstBits() {
    long[] bits = new long[2 * law.reach()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = law.upTo(i - law.reach()).shiftRight(MORE_BITS).longValueExact();
    }
    return bits;
  }

  private long[] otherBits() {
    long[] bits = new long[2 * law.reach()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = law.upTo(i - law.reach()).longValue() ^ Long.MIN_VALUE;
    }
    return bits;
  }

  /** Of a grey level and the number of thresholds, added up. */
  private float[] pixels() {
    float[] pixels = new float[2 * law.reach() + 256];
    for (int i = 0; i < pixels.length; i++) {
      int level = i - law.reach();
      pixels[i] = Math.max(-law.margin(), Math.min(level, 255 + law.margin())) / WHITE;
    }
    return pixels;
  }
}
