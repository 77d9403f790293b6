package org.smoothadv.smoothing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.results.LogRecord.CertificationRecord;
import org.smoothadv.smoothing.Certification.ImageCertifier;
import org.smoothadv.smoothing.RadiusBound.LowerConfidenceBound;
import org.smoothadv.smoothing.VoteCounts.NoisyVotes;
import org.smoothadv.smoothing.VoteCounts.Tally;

/**
 * CERTIFY that stops as soon as every listed radius is certified or out of reach (Voracek 2024;
 * Horvath et al. 2022 with the same aim):
 *
 * <pre>
 * function ADAPTIVECERTIFY(f, sigma, x, n0, n, alpha, radii)
 *   counts0 &lt;- SAMPLEUNDERNOISE(f, x, n0, sigma)
 *   cA      &lt;- top index in counts0, or return ABSTAIN as CERTIFY does
 *   repeat
 *     counts &lt;- counts + SAMPLEUNDERNOISE(f, x, some more, sigma)
 *     R      &lt;- max(R, radius of counts by the confidence sequence at alpha/2)
 *   until n samples are drawn, or no radius is larger than R, or the smallest that is larger is out
 *     of reach
 *   if n samples are drawn
 *     R      &lt;- max(R, radius of counts by CERTIFY's bound at alpha/2)
 *   if R &gt; 0 return prediction cA and radius R
 *   else return ABSTAIN
 * </pre>
 *
 * <p>With probability at least 1 - alpha over the noise, if it returns a class and a radius R, the
 * smoothed classifier returns that class within R: the sequence is wrong at some time with
 * probability at most alpha/2 ({@link BettingSequence}), the bound at n with at most alpha/2. When
 * and why it stops is of no matter to that, so giving up costs nothing of alpha.
 *
 * <p>A radius is out of reach when even the best final counts to be expected would not certify it:
 * those of pA at its upper confidence bound (and pB at its lower one), from the same kind of
 * sequence. An image whose expected final counts do certify the radius is given up with probability
 * at most {@link #GIVE_UP} for each of these bounds. The other images that n samples would certify
 * do so by luck.
 *
 * <p>R may exceed the listed radii. About radii that are not listed it says less than CERTIFY.
 */
public final class AdaptiveCertifier implements ImageCertifier {
  /**
   * The probability of missing a radius that the full number of samples would be likely to reach.
   */
  private static final double GIVE_UP = 0.01;

  /** Votes between looks at the counts, at least: what the vote graph computes at once. */
  private static final int STEP = 64;

  /** The votes between looks are this fraction of those before, in multiples of the step. */
  private static final double GROWTH = 1.0 / 16;

  private final SmoothingParameters parameters;
  private final RadiusBound bound;
  private final ListedRadii radii;
  private final LowerConfidenceBound sequence;
  private final LowerConfidenceBound exact;

  /**
   * Validates.
   *
   * @param radii to be decided, pixel units, at least one, not negative, increasing
   * @throws InvalidInputException if a radius is larger than n unanimous votes certify
   */
  public AdaptiveCertifier(
      SmoothingParameters parameters, RadiusBound bound, List<BigDecimal> radii) {
    this(parameters, bound, radii, BettingSequence::lowerBound, ClopperPearson::lowerBound);
  }

  /** With other implementations of both bounds. */
  AdaptiveCertifier(
      SmoothingParameters parameters,
      RadiusBound bound,
      List<BigDecimal> radii,
      LowerConfidenceBound sequence,
      LowerConfidenceBound exact) {
    this.parameters = parameters;
    this.bound = bound;
    this.radii = new ListedRadii(radii);
    this.sequence = sequence;
    this.exact = exact;
    Tally unanimous = new Tally(parameters.n(), 0, parameters.n());
    double most = Math.max(radius(unanimous, sequence), radius(unanimous, exact));
    this.radii.requireWithin(most, parameters);
  }

  @Override
  public Certification certify(NoisyVotes votes) {
    int candidate = votes.count(0, parameters.n0()).top();
    if (candidate == Certification.ABSTAIN) {
      return Certification.withoutCandidate(parameters.n0());
    }
    VoteCounts counts = null;
    int drawn = 0;
    double radius = Double.NEGATIVE_INFINITY;
    Tally tally;
    do {
      int more = nextLook(drawn) - drawn;
      VoteCounts further = votes.count(parameters.n0() + drawn, more);
      counts = counts == null ? further : counts.plus(further);
      drawn += more;
      tally = counts.tally(candidate);
      radius = Math.max(radius, radius(tally, sequence));
    } while (drawn < parameters.n() && isOpen(radius, tally));
    if (drawn == parameters.n()) {
      radius = Math.max(radius, radius(tally, exact));
    }
    return Certification.of(candidate, counts, radius, parameters.n0());
  }

  /** Whether a listed radius is neither certified nor out of reach. */
  private boolean isOpen(double radius, Tally tally) {
    Optional<BigDecimal> next = radii.firstBeyond(radius);
    return next.isPresent() && ListedRadii.certifies(radius(bestFinal(tally), exact), next.get());
  }

  private double radius(Tally tally, LowerConfidenceBound by) {
    return parameters.sigma() * bound.standardRadius(tally, by, parameters.alpha() / 2);
  }

  /** The tally of n samples that is the best to be expected after this one. */
  private Tally bestFinal(Tally now) {
    int n = parameters.n();
    int others = now.samples() - now.top();
    double top = n * (1 - sequence.of(others, now.samples(), GIVE_UP));
    double runnerUp = n * sequence.of(now.runnerUp(), now.samples(), GIVE_UP);
    return new Tally(
        Math.min((int) Math.ceil(top), n - others),
        Math.max((int) Math.floor(runnerUp), now.runnerUp()),
        n);
  }

  private int nextLook(int drawn) {
    int more = Math.max(STEP, (int) (drawn * GROWTH) / STEP * STEP);
    return Math.min(parameters.n(), drawn + more);
  }

  /**
   * Radii to be decided, pixel units. They are compared as tables do: inclusively and as decimals,
   * with the radius as it is logged.
   *
   * @param radii at least one, not negative, increasing
   */
  record ListedRadii(List<BigDecimal> radii) {
    /**
     * Keeps an unmodifiable copy.
     *
     * @throws IllegalArgumentException if there is none, or one is negative or not larger than the
     *     one before
     */
    ListedRadii {
      radii = List.copyOf(radii);
      BigDecimal before = new BigDecimal(-1);
      for (BigDecimal radius : radii) {
        if (radius.signum() < 0 || radius.compareTo(before) <= 0) {
          throw new IllegalArgumentException("not increasing from 0 up: " + radii);
        }
        before = radius;
      }
      if (radii.isEmpty()) {
        throw new IllegalArgumentException("there must be a radius to decide");
      }
    }

    /**
     * Whether this radius certifies a listed one. A radius that is not positive certifies none: it
     * is that of an abstention.
     *
     * @param radius pixel units, perhaps infinitely negative
     */
    static boolean certifies(double radius, BigDecimal listed) {
      return radius > 0 && CertificationRecord.roundedDown(radius).compareTo(listed) >= 0;
    }

    /** The smallest that this radius does not certify. */
    Optional<BigDecimal> firstBeyond(double radius) {
      return radii.stream().filter(listed -> !certifies(radius, listed)).findFirst();
    }

    /**
     * Checks that all can be certified.
     *
     * @param most the largest radius that there can be
     * @throws InvalidInputException naming the first that cannot, and what is accepted
     */
    void requireWithin(double most, SmoothingParameters parameters) {
      Optional<BigDecimal> beyond = firstBeyond(most);
      if (beyond.isPresent()) {
        throw new InvalidSettingException(
            "radii",
            "{radii}: %s is beyond what {n} %s and {alpha} %s can certify at sigma %s; %s",
            beyond.get().toPlainString(),
            parameters.n(),
            parameters.alpha(),
            parameters.sigma(),
            !(most > 0)
                ? "they certify no radius at all"
                : "accepted are radii up to "
                    + new BigDecimal(most).setScale(4, RoundingMode.FLOOR).toPlainString());
      }
    }
  }
}
