package org.smoothadv.input;

/**
 * Seeds derived from the one seed that a user gives, so that independent uses of randomness never
 * share a stream.
 */
public final class Seeds {
  private Seeds() {}

  /**
   * Derives the seed of one use. Equal arguments give equal seeds; different ones give unrelated
   * seeds (the finaliser of SplitMix64, Steele et al. 2014, applied to each part in turn).
   *
   * @param seed the user's seed
   * @param parts what the randomness is for, such as a constant of the caller and an epoch
   */
  public static long derive(long seed, long... parts) {
    long state = mix(seed + 0x9E3779B97F4A7C15L);
    for (long part : parts) {
      state = mix(state ^ mix(part + 0x9E3779B97F4A7C15L));
    }
    return state;
  }

  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }
}
