package org.smoothadv.internal.results.summary;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;
import org.smoothadv.internal.results.summary.Proportion.ConfidenceLevel;
import org.smoothadv.internal.results.summary.Proportion.ConfidenceLevel.Interval;

/**
 * A share of images, of one model ({@link Proportion}) or the mean over several ({@link
 * OverModels}).
 */
public sealed interface Estimate extends Comparable<Estimate>
    permits Proportion, Estimate.OverModels {
  /** All answers that are counted, of all models. */
  Proportion pooled();

  /** The share, in [0, 1]; the mean over the models. */
  default double value() {
    return pooled().value();
  }

  /** Standard deviation (n - 1) between the shares of the models; none of a single model. */
  default OptionalDouble standardDeviation() {
    return OptionalDouble.empty();
  }

  /** Bounds of the share among all images and models like these, in [0, 1]. */
  Interval interval(ConfidenceLevel level);

  /** Compares the exact fractions; shares that compare as equal may have different totals. */
  @Override
  default int compareTo(Estimate other) {
    Proportion left = pooled();
    Proportion right = other.pooled();
    return Long.compare((long) left.count() * right.total(), (long) right.count() * left.total());
  }

  /**
   * The mean share of M models that were all asked about the same N images: models of the same
   * training with different seeds.
   *
   * <p>Of y<sub>ij</sub>, 1 where image j counts for model i and else 0, the models and the images
   * are each a sample of a population, crossed with each other: y<sub>ij</sub> = mu + a<sub>i</sub>
   * + b<sub>j</sub> + e<sub>ij</sub>, with independent effects of variances
   * sigma<sub>a</sub><sup>2</sup> (models), sigma<sub>b</sub><sup>2</sup> (images) and
   * sigma<sub>e</sub><sup>2</sup> (interaction, and whatever else chance does). The mean of all has
   *
   * <pre>
   * Var = sigma_a^2 / M + sigma_b^2 / N + sigma_e^2 / (M N).
   * </pre>
   *
   * The mean squares of the two-way layout without replication (Scheffe 1959, The Analysis of
   * Variance, section 7.4) are MS<sub>a</sub> = N sum<sub>i</sub> (y<sub>i.</sub> -
   * y<sub>..</sub>)<sup>2</sup> / (M - 1), MS<sub>b</sub> = M sum<sub>j</sub> (y<sub>.j</sub> -
   * y<sub>..</sub>)<sup>2</sup> / (N - 1), and MS<sub>e</sub>, what is left of the sum of squares,
   * over (M - 1)(N - 1). They have the expectations N sigma_a<sup>2</sup> + sigma_e<sup>2</sup>, M
   * sigma_b<sup>2</sup> + sigma_e<sup>2</sup> and sigma_e<sup>2</sup>, so that
   *
   * <pre>
   * Var = E[MS_a] / (M N) + E[MS_b - MS_e] / (M N),
   * </pre>
   *
   * of which the first part is estimated with M - 1 degrees of freedom and the second with about N.
   * Each gets the quantile of its own (Banerjee 1960, Sankhya 22): the half-width h is the root of
   *
   * <pre>
   * h^2 = t(M - 1)^2 MS_a / (M N) + z^2 max(0, MS_b - MS_e) / (M N),
   * </pre>
   *
   * which covers at least as often as it says whatever the ratio of the variances; one quantile
   * with Satterthwaite's degrees of freedom covers too seldom where two or three models happen to
   * agree. Models and images never make a mean surer than M N independent answers would.
   *
   * <p>So that bounds stay in [0, 1], h enters Wilson's interval by way of the number of
   * independent answers that it is worth (Korn and Graubard 1998, Survey Methodology 24): z<sup>2
   * </sup> / n is replaced by h<sup>2</sup> / (p (1 - p)). Where all answers agree nothing tells
   * the variances apart: they are taken for those of N images. Of one model it is Wilson's interval
   * of its images.
   *
   * @param models M, at least 1
   * @param images N, at least 1
   * @param sum of all y<sub>ij</sub>
   * @param squaresOfModels sum over the models of (sum over the images)<sup>2</sup>
   * @param squaresOfImages sum over the images of (sum over the models)<sup>2</sup>
   */
  record OverModels(int models, int images, int sum, long squaresOfModels, long squaresOfImages)
      implements Estimate {
    private static final Map<List<Number>, Double> T_QUANTILES = new ConcurrentHashMap<>();

    @Override
    public Proportion pooled() {
      return new Proportion(sum, Math.multiplyExact(models, images));
    }

    private double answers() {
      return (double) models * images;
    }

    /** (y.. M N)^2 / (M N), which all sums of squares lack. */
    private double correction() {
      return (double) sum * sum / answers();
    }

    private double sumOfSquaresOfModels() {
      return Math.max(0, (double) squaresOfModels / images - correction());
    }

    @Override
    public OptionalDouble standardDeviation() {
      return models == 1
          ? OptionalDouble.empty()
          : OptionalDouble.of(Math.sqrt(sumOfSquaresOfModels() / images / (models - 1)));
    }

    @Override
    public Interval interval(ConfidenceLevel level) {
      if (sum == 0 || sum == answers()) {
        return new Proportion(sum == 0 ? 0 : images, images).interval(level);
      }
      if (models == 1) {
        return pooled().interval(level);
      }
      double p = value();
      double ratio = squaredHalfWidth(level.value()) / (p * (1 - p));
      double centre = (p + ratio / 2) / (1 + ratio);
      double half = Math.sqrt(p * (1 - p) * ratio + ratio * ratio / 4) / (1 + ratio);
      return new Interval(Math.max(0, centre - half), Math.min(1, centre + half));
    }

    private double squaredHalfWidth(double level) {
      double upper = (1 + level) / 2;
      double z = new NormalDistribution().inverseCumulativeProbability(upper);
      double t =
          T_QUANTILES.computeIfAbsent(
              List.of(models, level),
              unused -> new TDistribution(models - 1).inverseCumulativeProbability(upper));
      double certain = z * z * value() * (1 - value());
      double ofModels = sumOfSquaresOfModels();
      double squares = t * t * ofModels / (models - 1);
      if (images == 1) {
        squares += models * certain; // As of one answer: nothing is known of other images.
      } else {
        double ofImages = Math.max(0, (double) squaresOfImages / models - correction());
        double rest = Math.max(0, sum - correction() - ofModels - ofImages);
        squares += z * z * Math.max(0, ofImages - rest / (models - 1)) / (images - 1);
      }
      return Math.max(squares, certain) / answers();
    }
  }
}
