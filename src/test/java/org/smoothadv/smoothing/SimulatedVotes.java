package org.smoothadv.smoothing;

import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.smoothadv.smoothing.VoteCounts.NoisyVotes;

/**
 * Votes drawn from known class probabilities: a base classifier without a network. What they leave
 * of 1 is the probability of no vote, as that of a network that overflows.
 */
final class SimulatedVotes implements NoisyVotes {
  private final double[] probabilities;
  private final SplittableRandom random;

  SimulatedVotes(double[] probabilities, SplittableRandom random) {
    this.probabilities = probabilities;
    this.random = random;
  }

  @Override
  public VoteCounts count(int first, int samples) {
    int[] counts = new int[probabilities.length];
    for (int i = 0; i < samples; i++) {
      double u = random.nextDouble();
      int c = 0;
      while (c < counts.length && u >= probabilities[c]) {
        u -= probabilities[c];
        c++;
      }
      if (c < counts.length) {
        counts[c]++;
      }
    }
    return new VoteCounts(counts, samples);
  }

  /** The probability of no vote. */
  double withoutVote() {
    return Math.max(0, 1 - DoubleStream.of(probabilities).sum());
  }

  /** Whether the smoothed classifier answers this class at the image itself. */
  boolean isAnswer(int predicted) {
    return probabilities[predicted]
        >= Math.max(withoutVote(), DoubleStream.of(probabilities).max().orElse(0));
  }

  /** The radius within which the smoothed classifier answers this class, by equation (2). */
  double trueRadius(int predicted, double sigma) {
    double runnerUp = withoutVote();
    for (int c = 0; c < probabilities.length; c++) {
      if (c != predicted) {
        runnerUp = Math.max(runnerUp, probabilities[c]);
      }
    }
    return sigma
        / 2
        * (StandardNormal.quantile(probabilities[predicted]) - StandardNormal.quantile(runnerUp));
  }
}
