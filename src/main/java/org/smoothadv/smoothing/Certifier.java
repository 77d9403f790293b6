package org.smoothadv.smoothing;

import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.smoothing.Certification.ImageCertifier;
import org.smoothadv.smoothing.VoteCounts.NoisyVotes;
import org.smoothadv.smoothing.VoteCounts.Tally;

/**
 * CERTIFY of Cohen et al. 2019:
 *
 * <pre>
 * function CERTIFY(f, sigma, x, n0, n, alpha)
 *   counts0 &lt;- SAMPLEUNDERNOISE(f, x, n0, sigma)
 *   cA      &lt;- top index in counts0
 *   if more samples of counts0 have no vote than vote for cA return ABSTAIN
 *   counts  &lt;- SAMPLEUNDERNOISE(f, x, n, sigma)
 *   pABar   &lt;- LOWERCONFBOUND(counts[cA], n, 1 - alpha)
 *   if pABar &gt; 1/2 return prediction cA and radius sigma * Phi^-1(pABar)
 *   else return ABSTAIN
 * </pre>
 *
 * <p>With probability at least 1 - alpha over the noise, if it returns a class and a radius R, the
 * smoothed classifier g returns that class within L2 distance R of the image: equation (2) with pB
 * bounded by 1 - pA. With {@link RadiusBound#TOP_TWO} pB has a bound of its own. Samples that vote
 * for no class count as one more class ({@link VoteCounts}): n stays the number of samples.
 */
public record Certifier(SmoothingParameters parameters, RadiusBound bound)
    implements ImageCertifier {
  /** CERTIFY as published. */
  public Certifier(SmoothingParameters parameters) {
    this(parameters, RadiusBound.ONE_VS_REST);
  }

  /**
   * Checks that there are votes which certify a class.
   *
   * @throws InvalidSettingException if every answer would be an abstention
   */
  public void requireAnswers() {
    parameters.requireAnswers(this::answers);
  }

  private boolean answers(int n) {
    Tally unanimous = new Tally(n, 0, n);
    return bound.standardRadius(unanimous, ClopperPearson::lowerBound, parameters.alpha()) > 0;
  }

  @Override
  public Certification certify(NoisyVotes votes) {
    int candidate = votes.count(0, parameters.n0()).top();
    // Fresh samples: choosing the class and estimating its probability must be independent.
    return candidate == Certification.ABSTAIN
        ? Certification.withoutCandidate(parameters.n0())
        : certify(candidate, votes.count(parameters.n0(), parameters.n()));
  }

  /**
   * Certifies a class by votes that were counted already.
   *
   * @param candidate the class that n0 other samples chose
   * @param counts of n samples
   */
  public Certification certify(int candidate, VoteCounts counts) {
    double radius =
        parameters.sigma()
            * bound.standardRadius(
                counts.tally(candidate), ClopperPearson::lowerBound, parameters.alpha());
    return Certification.of(candidate, counts, radius, parameters.n0());
  }
}
