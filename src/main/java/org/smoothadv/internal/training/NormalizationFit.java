package org.smoothadv.internal.training;

import java.util.Arrays;
import java.util.List;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.network.Normalization;

/**
 * How well the running statistics of a network's batch normalisations fit what reaches these behind
 * a normalisation. Behind the one that the network was trained with, they are the mean and the
 * variance of that; behind another, the first convolution already scales with its error.
 *
 * @param normalization the first layer that was tried
 * @param layers from the first to the last convolution
 */
public record NormalizationFit(Normalization normalization, List<Layer> layers) {
  /** In the variance, as batch normalisation adds it: a channel that is always 0 fits. */
  private static final double EPSILON = 1e-5;

  /** A network that is still learning, or learned on attacked images, is not further off. */
  private static final double GOOD = 1;

  /** How many times better another normalisation must fit, and by how much. */
  private static final double TIMES_BETTER = 2;

  private static final double MUCH_BETTER = 0.25;

  /** Where the better one is not good either (another sigma, say), nor hopeless. */
  private static final double POOR = 4;

  private static final double TIMES_BETTER_OF_POOR = 4;

  /**
   * The input of one batch normalisation. Numbers are medians over its channels.
   *
   * @param varianceRatio its variance over the running one
   * @param logRatio the magnitude of that ratio's logarithm
   * @param shift the distance of its mean from the running one, in running standard deviations
   */
  public record Layer(double varianceRatio, double logRatio, double shift) {
    /**
     * Compares moments with running statistics, channel by channel.
     *
     * @param mean of the input
     * @param variance of the input
     */
    static Layer of(
        float[] mean, float[] variance, FloatTensor runningMean, FloatTensor runningVariance) {
      double[] ratios = new double[mean.length];
      double[] logs = new double[mean.length];
      double[] shifts = new double[mean.length];
      for (int i = 0; i < mean.length; i++) {
        double expected = runningVariance.values().get(i) + EPSILON;
        ratios[i] = (variance[i] + EPSILON) / expected;
        logs[i] = Math.abs(Math.log(ratios[i]));
        shifts[i] = Math.abs(mean[i] - runningMean.values().get(i)) / Math.sqrt(expected);
      }
      return new Layer(median(ratios), median(logs), median(shifts));
    }

    /** 0 where the statistics fit. */
    public double deviation() {
      return logRatio + shift;
    }
  }

  public NormalizationFit {
    layers = List.copyOf(layers);
  }

  /** The first convolution, where errors of the layers before do not add up. */
  public Layer first() {
    return layers.get(0);
  }

  /** The deviation of the first layer or of the median one, whichever is larger; 0 is best. */
  public double deviation() {
    return Math.max(
        first().deviation(), median(layers.stream().mapToDouble(Layer::deviation).toArray()));
  }

  /** Whether the network may have been trained behind this normalisation. */
  public boolean isGood() {
    return deviation() <= GOOD;
  }

  /** Whether this normalisation rather than the other is the one of training. */
  public boolean isClearlyBetterThan(NormalizationFit other) {
    double times = isGood() ? TIMES_BETTER : TIMES_BETTER_OF_POOR;
    return deviation() <= POOR
        && other.deviation() > times * deviation()
        && other.deviation() > deviation() + MUCH_BETTER;
  }

  /** The upper one of two middle values; what is not a number counts as infinitely far off. */
  private static double median(double... values) {
    double[] sorted =
        Arrays.stream(values).map(v -> Double.isNaN(v) ? Double.POSITIVE_INFINITY : v).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
