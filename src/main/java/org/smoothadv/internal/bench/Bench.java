package org.smoothadv.internal.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Measures processes in turns: in every round each does its work once, and alone, so that a machine
 * whose speed drifts slows all of them alike. Every second round goes through them from the last to
 * the first.
 */
public final class Bench {
  private static final double STEADY = 0.05;
  private static final int MOST_WARM_UP = 10;

  /**
   * The rounds of one process.
   *
   * @param seconds of the counted rounds, in order
   * @param warmUpRounds rounds that were not counted
   * @param unsteady by how much the last two of these differ, as a share of the shorter one; empty
   *     where they agree within 5%
   */
  public record Measurement(List<Double> seconds, int warmUpRounds, OptionalDouble unsteady) {}

  /**
   * A workload's speed.
   *
   * @param imagesPerSecond 0 where there are no images
   * @param gigaOperations floating-point operations per second, in 10^9
   * @param fractionOfPeak the median over the rounds of its speed over that of the matrix product
   *     in the same round
   */
  public record Speed(double imagesPerSecond, double gigaOperations, double fractionOfPeak) {
    /** That of a workload in some rounds, beside the matrix product in the same ones. */
    public static Speed of(
        Prepared work, List<Double> seconds, Prepared peak, List<Double> peakSeconds) {
      double[] fractions = new double[seconds.size()];
      for (int i = 0; i < fractions.length; i++) {
        fractions[i] =
            work.operations() / seconds.get(i) / (peak.operations() / peakSeconds.get(i));
      }
      double median = median(seconds.stream().mapToDouble(s -> s).toArray());
      return new Speed(work.images() / median, work.operations() / median / 1e9, median(fractions));
    }
  }

  private Bench() {}

  /**
   * Lets all processes warm up, until two rounds of each agree, and measures them.
   *
   * @param rounds counted ones, at least 1
   */
  public static List<Measurement> measure(List<WorkProcess> processes, int rounds)
      throws IOException {
    List<List<Double>> warmUp = warmUp(processes);
    List<List<Double>> counted = new ArrayList<>();
    processes.forEach(process -> counted.add(new ArrayList<>()));
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < processes.size(); i++) {
        int next = round % 2 == 0 ? i : processes.size() - 1 - i;
        counted.get(next).add(processes.get(next).round());
      }
    }
    List<Measurement> measurements = new ArrayList<>();
    for (int i = 0; i < processes.size(); i++) {
      double difference = lastDifference(warmUp.get(i));
      measurements.add(
          new Measurement(
              counted.get(i),
              warmUp.get(i).size(),
              difference <= STEADY ? OptionalDouble.empty() : OptionalDouble.of(difference)));
    }
    return measurements;
  }

  private static List<List<Double>> warmUp(List<WorkProcess> processes) throws IOException {
    List<List<Double>> seconds = new ArrayList<>();
    processes.forEach(process -> seconds.add(new ArrayList<>()));
    for (int round = 0; round < MOST_WARM_UP; round++) {
      for (int i = 0; i < processes.size(); i++) {
        if (lastDifference(seconds.get(i)) > STEADY) {
          seconds.get(i).add(processes.get(i).round());
        }
      }
    }
    return seconds;
  }

  private static double lastDifference(List<Double> seconds) {
    int rounds = seconds.size();
    if (rounds < 2) {
      return Double.POSITIVE_INFINITY;
    }
    double last = seconds.get(rounds - 1);
    double before = seconds.get(rounds - 2);
    return Math.abs(last - before) / Math.min(last, before);
  }

  static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
