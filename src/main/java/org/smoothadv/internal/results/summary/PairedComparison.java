package org.smoothadv.internal.results.summary;

import java.math.BigDecimal;
import java.util.BitSet;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.smoothadv.internal.results.summary.DescribedLog.CertifiedLog;
import org.smoothadv.internal.results.summary.Proportion.ConfidenceLevel;
import org.smoothadv.smoothing.BinomialTest;

/**
 * Two models on the same images at one radius. What both or neither certify says nothing about
 * their difference, which is therefore known better than the accuracy of either.
 *
 * @param onlyModel images that the model certifies and the baseline does not
 * @param onlyBaseline images that the baseline certifies and the model does not
 * @param images all images, at least 1
 */
public record PairedComparison(int onlyModel, int onlyBaseline, int images) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value lies outside of its range
   */
  public PairedComparison {
    if (images < 1 || onlyModel < 0 || onlyBaseline < 0 || onlyModel > images - onlyBaseline) {
      throw new IllegalArgumentException(
          "%d and %d of %d images".formatted(onlyModel, onlyBaseline, images));
    }
  }

  /**
   * Compares two logs.
   *
   * @param radius L2, in pixel units, inclusive
   * @throws IllegalArgumentException if the logs are not about the same images
   */
  public static PairedComparison of(CertifiedLog model, CertifiedLog baseline, BigDecimal radius) {
    if (!model.images().equals(baseline.images())) {
      throw new IllegalArgumentException(model.images() + " are not " + baseline.images());
    }
    BitSet ofModel = model.summary().models().get(0).certifiedAt(radius);
    BitSet ofBaseline = baseline.summary().models().get(0).certifiedAt(radius);
    int both = both(ofModel, ofBaseline);
    return new PairedComparison(
        ofModel.cardinality() - both, ofBaseline.cardinality() - both, model.summary().images());
  }

  private static int both(BitSet first, BitSet second) {
    BitSet both = (BitSet) first.clone();
    both.and(second);
    return both.cardinality();
  }

  /** Certified accuracy of the model less that of the baseline, in [-1, 1]. */
  public double difference() {
    return (double) (onlyModel - onlyBaseline) / images;
  }

  /**
   * The probability of counts at least as far apart, were both models equally good: McNemar's test
   * (1947) in its exact, two-sided form. Where no image tells the models apart it is 1.
   */
  public double pValue() {
    return onlyModel == 0 && onlyBaseline == 0 ? 1 : BinomialTest.pValue(onlyModel, onlyBaseline);
  }

  /**
   * An interval for the difference: Wald's, with half an image added to each of the four cells
   * (Agresti and Min 2005), within [-1, 1].
   */
  public ConfidenceLevel.Interval interval(ConfidenceLevel level) {
    double total = images + 2.0;
    double centre = (onlyModel - onlyBaseline) / total;
    double variance = ((onlyModel + onlyBaseline + 1) / total - centre * centre) / total;
    double z = new NormalDistribution().inverseCumulativeProbability((1 + level.value()) / 2);
    double halfWidth = z * Math.sqrt(variance);
    return new ConfidenceLevel.Interval(
        Math.max(-1, centre - halfWidth), Math.min(1, centre + halfWidth));
  }
}
