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

  /** Returns {@link VoteCounts#top}: a class, or that more samples have no vote. */
  int winner(NoisyVotes votes) {
    VoteCounts counts = votes.count(0, unanimous());
    for (int more = missing(counts); more > 0; more = missing(counts)) {
      counts = counts.plus(votes.count(counts.samples(), more));
    }
    return counts.top();
  }

  /** How many votes decide if all of them go to the leader; 0 if it is decided. */
  private int missing(VoteCounts counts) {
    Tally tally = counts.tally(counts.top());
    int lead = tally.top() - tally.runnerUp();
    int left = n - counts.samples();
    return left == 0 || lead > left ? 0 : (left - lead) / 2 + 1;
  }
}
