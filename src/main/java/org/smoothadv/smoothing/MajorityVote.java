package org.smoothadv.smoothing;

/**
 * The class that most of n noisy votes name, without a guarantee: what CERTIFY does with its n0
 * votes to choose the class, and PREDICT before it tests. It ends as soon as the votes that are
 * left cannot change the winner: half of them when all agree. The answer is that of all n votes.
 *
 * @param n the most votes of an image, at least 1; 1 is enough where there is no noise
 */
record MajorityVote(int n) {
  /** How many votes decide when all agree. */
  int unanimous() {
    return n / 2 + 1;
  }

  /** Returns the class; of classes with equally many votes the one with the smallest index. */
  int winner(NoisyVotes votes) {
    int[] counts = votes.count(0, unanimous());
    int done = unanimous();
    for (int more = missing(counts, done); more > 0; more = missing(counts, done)) {
      int[] further = votes.count(done, more);
      for (int c = 0; c < counts.length; c++) {
        counts[c] += further[c];
      }
      done += more;
    }
    return Certifier.top(counts);
  }

  /** How many votes decide if all of them go to the leader; 0 if it is decided. */
  private int missing(int[] counts, int done) {
    Tally tally = Tally.of(counts, Certifier.top(counts));
    int lead = tally.top() - tally.runnerUp();
    int left = n - done;
    return left == 0 || lead > left ? 0 : (left - lead) / 2 + 1;
  }
}
