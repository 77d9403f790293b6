package org.smoothadv.smoothing;

import java.util.SplittableRandom;

/** Votes drawn from known class probabilities: a base classifier without a network. */
final class SimulatedVotes implements NoisyVotes {
  private final double[] probabilities;
  private final SplittableRandom random;

  SimulatedVotes(double[] probabilities, SplittableRandom random) {
    this.probabilities = probabilities;
    this.random = random;
  }

  @Override
  public int[] count(int first, int samples) {
    int[] counts = new int[probabilities.length];
    for (int i = 0; i < samples; i++) {
      double u = random.nextDouble();
      int c = 0;
      while (c < counts.length - 1 && u >= probabilities[c]) {
        u -= probabilities[c];
        c++;
      }
      counts[c]++;
    }
    return counts;
  }

  /** The radius within which the smoothed classifier answers this class, by equation (2). */
  double trueRadius(int predicted, double sigma) {
    double runnerUp = 0;
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
