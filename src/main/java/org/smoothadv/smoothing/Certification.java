package org.smoothadv.smoothing;

/**
 * What CERTIFY says of one image.
 *
 * @param predicted the class of the smoothed classifier, or {@link #ABSTAIN}
 * @param certifiedRadius g is constant within this L2 distance, pixel units, with probability 1 -
 *     alpha over the noise; 0 on abstention
 */
public record Certification(int predicted, double certifiedRadius) {
  /** Stands for no answer. */
  public static final int ABSTAIN = -1;

  /** The answer that is none. */
  static Certification abstention() {
    return new Certification(ABSTAIN, 0);
  }
}
