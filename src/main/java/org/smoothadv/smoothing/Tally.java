package org.smoothadv.smoothing;

/**
 * What a certificate for one class depends on.
 *
 * @param top votes for the class to be certified
 * @param runnerUp the most votes that any other class has
 * @param samples all votes
 */
record Tally(int top, int runnerUp, int samples) {
  /**
   * The tally of a class.
   *
   * @param counts the votes for each class
   * @param candidate the class to be certified
   */
  static Tally of(int[] counts, int candidate) {
    int runnerUp = 0;
    int samples = 0;
    for (int c = 0; c < counts.length; c++) {
      samples += counts[c];
      if (c != candidate) {
        runnerUp = Math.max(runnerUp, counts[c]);
      }
    }
    return new Tally(counts[candidate], runnerUp, samples);
  }
}
