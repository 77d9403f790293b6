package org.smoothadv.internal.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * The number of images, which stays open, in arithmetic on sizes. It is a prime number that is no
 * size of anything, so that a size is k times the number of images exactly where that divides it.
 * TensorFlow infers all shapes with it; at the end the placeholder's number is left open.
 */
final class Batch {
  /** Stands for the number of images. */
  static final long SYMBOL = 998_244_353;

  private final Ops tf;
  private final Operand<? extends TType> images;

  /** The number that the file was written for; 0 where it leaves it open. */
  private final long inFile;

  /** The number of images at run time. */
  private Operand<TInt32> counted;

  Batch(Ops tf, Operand<? extends TType> images, long inFile) {
    this.tf = tf;
    this.images = images;
    this.inFile = inFile;
  }

  /** Whether a size is a multiple of the number of images. */
  static boolean in(long size) {
    return size != 0 && size % SYMBOL == 0;
  }

  /**
   * Fills in a shape that a tensor is to be given.
   *
   * @param from of the tensor
   * @param wanted with at most one -1
   * @return sizes without -1
   */
  long[] resolve(long[] from, long[] wanted) {
    int place = -1;
    for (int i = 0; i < from.length; i++) {
      place = place < 0 && in(from[i]) ? i : place;
    }
    boolean symbolic = Arrays.stream(wanted).anyMatch(Batch::in);
    if (inFile == 0 || place < 0 || symbolic) {
      return filled(wanted, HostArray.count(from));
    }
    // The file was written for a fixed number: find the dimension that it went into.
    long[] fixed = from.clone();
    fixed[place] = from[place] / SYMBOL * inFile;
    long[] to = filled(wanted, HostArray.count(fixed));
    long before = HostArray.count(Arrays.copyOf(from, place));
    for (int i = 0; i < to.length; i++) {
      if (HostArray.count(Arrays.copyOf(to, i)) == before && to[i] % inFile == 0) {
        to[i] = to[i] / inFile * SYMBOL;
        return to;
      }
    }
    throw new IllegalArgumentException(
        "it is made for %d image(s) at a time: export it with that number left open"
            .formatted(inFile));
  }

  private static long[] filled(long[] wanted, long count) {
    long[] filled = wanted.clone();
    for (int i = 0; i < filled.length; i++) {
      if (filled[i] == -1) {
        filled[i] = 1;
        long others = HostArray.count(filled);
        filled[i] = others == 0 ? 0 : count / others;
        break;
      }
    }
    if (HostArray.count(filled) != count) {
      throw new IllegalArgumentException(
          "%s does not take %s values".formatted(words(wanted), words(count)));
    }
    return filled;
  }

  /** Sizes for a message, with N for the number of images. */
  static String words(long... sizes) {
    String[] words = new String[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      long k = sizes[i] / SYMBOL;
      words[i] = !in(sizes[i]) ? Long.toString(sizes[i]) : k == 1 ? "N" : k + "N";
    }
    return sizes.length == 1 ? words[0] : Arrays.toString(words);
  }

  /** Gives a tensor a shape, one size of which may depend on the number of images. */
  <T extends TType> Operand<T> reshape(Operand<T> tensor, long... shape) {
    int[] sizes = new int[shape.length];
    int open = 0;
    for (int i = 0; i < shape.length; i++) {
      sizes[i] = in(shape[i]) ? -1 : Math.toIntExact(shape[i]);
      open += in(shape[i]) ? 1 : 0;
    }
    if (open > 1) {
      throw new IllegalArgumentException("the number of images twice in " + words(shape));
    }
    return tf.reshape(tensor, tf.constant(sizes));
  }

  /** A shape as a tensor, for operations that take no -1. */
  Operand<TInt32> dynamic(long... shape) {
    if (Arrays.stream(shape).noneMatch(Batch::in)) {
      return tf.constant(Arrays.stream(shape).mapToInt(Math::toIntExact).toArray());
    }
    if (counted == null) {
      counted = tf.slice(tf.shape(images), tf.constant(new int[] {0}), tf.constant(new int[] {1}));
    }
    List<Operand<TInt32>> parts = new ArrayList<>();
    for (long size : shape) {
      Operand<TInt32> times =
          tf.constant(new int[] {Math.toIntExact(in(size) ? size / SYMBOL : size)});
      parts.add(in(size) ? tf.math.mul(counted, times) : times);
    }
    return parts.size() == 1 ? parts.get(0) : tf.concat(parts, tf.constant(0));
  }
}
