package org.smoothadv.internal.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * How many times as fast one workload is as another, from rounds that both did.
 *
 * @param median of the ratios of the rounds
 * @param interval where the ratio is with at least 95% confidence; empty where the rounds are too
 *     few to say
 */
public record PairedRatio(double median, Optional<Interval> interval) {
  private static final double CONFIDENCE = 0.95;

  /** The fewest rounds that give an interval. */
  public static final int FEWEST_ROUNDS = 6;

  /** From one number to another. */
  public record Interval(double low, double high) {}

  /**
   * Compares speeds round by round. The interval is that of the sign test: two order statistics of
   * the ratios, which enclose the median of their distribution, whatever it is, if the rounds are
   * independent.
   *
   * @param speeds of the workload, one per round
   * @param others those of the other one in the same rounds
   */
  public static PairedRatio of(List<Double> speeds, List<Double> others) {
    double[] ratios = new double[speeds.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = speeds.get(i) / others.get(i);
    }
    Arrays.sort(ratios);
    int left = leftOut(ratios.length);
    return new PairedRatio(
        Bench.median(ratios),
        left < 0
            ? Optional.empty()
            : Optional.of(new Interval(ratios[left], ratios[ratios.length - 1 - left])));
  }

  /** How many of the smallest and of the largest ratios are outside; -1 where all are too few. */
  private static int leftOut(int rounds) {
    BinomialDistribution below = new BinomialDistribution(null, rounds, 0.5);
    int left = -1;
    while (2 * below.cumulativeProbability(left + 1) <= 1 - CONFIDENCE) {
      left++;
    }
    return left;
  }
}
