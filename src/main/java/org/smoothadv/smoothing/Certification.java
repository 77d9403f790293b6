package org.smoothadv.smoothing;

import java.io.Serializable;
import org.smoothadv.results.LogRecord;
import org.smoothadv.smoothing.VoteCounts.NoisyVotes;

/**
 * What CERTIFY says of one image.
 *
 * @param predicted the class of the smoothed classifier, or {@link #ABSTAIN}
 * @param certifiedRadius g is constant within this L2 distance, pixel units, with probability 1 -
 *     alpha over the noise; 0 on abstention
 * @param samples how many were drawn, those that chose the candidate among them
 * @param candidate the class that the first samples chose; {@link #ABSTAIN} where most of them
 *     voted for none
 * @param votes of the other samples, from which the radius was computed; none where there is no
 *     candidate
 */
public record Certification(
    int predicted, double certifiedRadius, int samples, int candidate, VoteCounts votes)
    implements Serializable {
  /** Stands for no answer, here as in logs. */
  public static final int ABSTAIN = LogRecord.ABSTAIN;

  /**
   * An answer, or an abstention where the radius is not positive: a pABar of 1/2 is not above 1/2.
   *
   * @param radius pixel units, perhaps infinitely negative
   * @param n0 samples that chose the candidate
   */
  static Certification of(int candidate, VoteCounts votes, double radius, int n0) {
    int samples = n0 + votes.samples();
    return radius > 0
        ? new Certification(candidate, radius, samples, candidate, votes)
        : new Certification(ABSTAIN, 0, samples, candidate, votes);
  }

  /** No answer where so many samples chose no candidate. */
  public static Certification withoutCandidate(int n0) {
    return new Certification(ABSTAIN, 0, n0, ABSTAIN, new VoteCounts(new int[0], 0));
  }

  /** A way to certify an image by votes around it. */
  @FunctionalInterface
  public interface ImageCertifier {
    /**
     * Certifies one image.
     *
     * @return a class and a radius that are right with probability at least 1 - alpha over the
     *     noise, or an abstention
     */
    Certification certify(NoisyVotes votes);
  }
}
