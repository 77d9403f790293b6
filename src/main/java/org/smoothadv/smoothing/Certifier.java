package org.smoothadv.smoothing;

/**
 * CERTIFY of Cohen et al. 2019:
 *
 * <pre>
 * function CERTIFY(f, sigma, x, n0, n, alpha)
 *   counts0 &lt;- SAMPLEUNDERNOISE(f, x, n0, sigma)
 *   cA      &lt;- top index in counts0
 *   counts  &lt;- SAMPLEUNDERNOISE(f, x, n, sigma)
 *   pABar   &lt;- LOWERCONFBOUND(counts[cA], n, 1 - alpha)
 *   if pABar &gt; 1/2 return prediction cA and radius sigma * Phi^-1(pABar)
 *   else return ABSTAIN
 * </pre>
 *
 * <p>With probability at least 1 - alpha over the noise, if it returns a class and a radius R, the
 * smoothed classifier g returns that class within L2 distance R of the image: equation (2) with pB
 * bounded by 1 - pA. With {@link RadiusBound#TOP_TWO} pB has a bound of its own.
 */
public record Certifier(SmoothingParameters parameters, RadiusBound bound)
    implements ImageCertifier {
  /** CERTIFY as published. */
  public Certifier(SmoothingParameters parameters) {
    this(parameters, RadiusBound.ONE_VS_REST);
  }

  @Override
  public Certification certify(NoisyVotes votes) {
    int[] counts0 = votes.count(0, parameters.n0());
    int candidate = top(counts0);
    // Fresh samples: choosing the class and estimating its probability must be independent.
    int[] counts = votes.count(parameters.n0(), parameters.n());
    double radius =
        parameters.sigma()
            * bound.standardRadius(
                Tally.of(counts, candidate), ClopperPearson::lowerBound, parameters.alpha());
    return Certification.of(candidate, radius, parameters.n0() + parameters.n());
  }

  /** The class with most votes; the smallest index among equals. */
  public static int top(int[] counts) {
    int best = 0;
    for (int c = 1; c < counts.length; c++) {
      if (counts[c] > counts[best]) {
        best = c;
      }
    }
    return best;
  }
}
