package org.smoothadv.internal.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures workloads against the matrix product. In every round each is run once, so that a machine
 * whose speed drifts slows all of them alike; the medians over the rounds are reported.
 */
public final class Bench {
  /**
   * A workload's speed.
   *
   * @param name of the workload
   * @param imagesPerSecond 0 where there are no images
   * @param gigaOperations floating-point operations per second, in 10^9
   * @param fractionOfPeak the median over the rounds of its speed over that of the matrix product
   *     in the same round
   */
  public record Speed(
      String name, double imagesPerSecond, double gigaOperations, double fractionOfPeak) {}

  private Bench() {}

  /**
   * Runs the rounds.
   *
   * @param peak the matrix product
   * @param rounds at least 1, after one that is not counted
   */
  public static List<Speed> measure(Workload peak, List<? extends Workload> workloads, int rounds) {
    List<Workload> all = new ArrayList<>(List.of(peak));
    all.addAll(workloads);
    double[][] seconds = new double[all.size()][rounds];
    for (int round = -1; round < rounds; round++) {
      for (int w = 0; w < all.size(); w++) {
        long start = System.nanoTime();
        all.get(w).run();
        if (round >= 0) {
          seconds[w][round] = (System.nanoTime() - start) / 1e9;
        }
      }
    }
    List<Speed> speeds = new ArrayList<>();
    for (int w = 0; w < all.size(); w++) {
      speeds.add(speed(peak, all.get(w), seconds[0], seconds[w]));
    }
    return speeds;
  }

  private static Speed speed(
      Workload peak, Workload workload, double[] peakSeconds, double[] seconds) {
    double[] fractions = new double[seconds.length];
    for (int i = 0; i < seconds.length; i++) {
      fractions[i] = workload.operations() / seconds[i] / (peak.operations() / peakSeconds[i]);
    }
    double median = median(seconds);
    return new Speed(
        workload.name(),
        workload.images() / median,
        workload.operations() / median / 1e9,
        median(fractions));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
