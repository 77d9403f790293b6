package org.smoothadv.smoothing;

import org.smoothadv.results.LogRecord;

/**
 * What CERTIFY says of one image.
 *
 * @param predicted the class of the smoothed classifier, or {@link #ABSTAIN}
 * @param certifiedRadius g is constant within this L2 distance, pixel units, with probability 1 -
 *     alpha over the noise; 0 on abstention
 * @param samples the votes that it took, those that chose the class among them
 */
public record Certification(int predicted, double certifiedRadius, int samples) {
  /** Stands for no answer, here as in logs. */
  public static final int ABSTAIN = LogRecord.ABSTAIN;

  /**
   * An answer, or an abstention where the radius is not positive: a pABar of 1/2 is not above 1/2.
   *
   * @param radius pixel units, perhaps infinitely negative
   */
  static Certification of(int candidate, double radius, int samples) {
    return radius > 0 ? new Certification(candidate, radius, samples) : abstention(samples);
  }

  /** No answer, after so many votes. */
  static Certification abstention(int samples) {
    return new Certification(ABSTAIN, 0, samples);
  }
}
