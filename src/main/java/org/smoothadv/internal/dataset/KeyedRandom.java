package org.smoothadv.internal.dataset;

import org.apache.commons.math3.random.MersenneTwister;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * Random numbers that are a pure function of a key, such as (seed, epoch, image index), so that
 * what is drawn for one image does not depend on what was drawn before it, on thread timing or on
 * the Java version.
 */
final class KeyedRandom {
  /** What the numbers are for; equal keys of different purposes give unrelated numbers. */
  enum Purpose {
    SHUFFLING(1),
    AUGMENTATION(2),
    DRAWING(3),
    INTERLEAVING(4);

    private final int number;

    Purpose(int number) {
      this.number = number;
    }
  }

  private KeyedRandom() {}

  /**
   * Returns a generator that starts anew at every call. The whole key enters the Mersenne twister's
   * {@code init_by_array}, which is made to keep similar keys apart (Matsumoto and Nishimura 2002).
   */
  static RandomGenerator of(Purpose purpose, long seed, int... key) {
    int[] words = new int[3 + key.length];
    words[0] = purpose.number;
    words[1] = (int) (seed >>> 32);
    words[2] = (int) seed;
    System.arraycopy(key, 0, words, 3, key.length);
    return new MersenneTwister(words);
  }
}
