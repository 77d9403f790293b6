package org.smoothadv.smoothing;

import java.io.Serializable;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.smoothing.VoteCounts.NoisyVotes;
import org.smoothadv.smoothing.VoteCounts.Tally;

/**
 * PREDICT of Cohen et al. 2019:
 *
 * <pre>
 * function PREDICT(f, sigma, x, n, alpha)
 *   counts &lt;- SAMPLEUNDERNOISE(f, x, n, sigma)
 *   cA, cB &lt;- top two indices in counts
 *   nA, nB &lt;- counts[cA], counts[cB]
 *   if BINOMPVALUE(nA, nA + nB, 1/2) &lt;= alpha return cA
 *   else return ABSTAIN
 * </pre>
 *
 * <p>With probability at least 1 - alpha over the noise, it abstains or returns g(x). Samples that
 * vote for no class count as one more class, which may be cB; where it is cA, PREDICT abstains.
 */
public record Predictor(SmoothingParameters parameters) {
  /**
   * What PREDICT says of one image.
   *
   * @param predicted g(x), or {@link Certification#ABSTAIN}
   * @param votes of all samples
   */
  public record Prediction(int predicted, VoteCounts votes) implements Serializable {}

  /**
   * Checks that there are votes which it answers.
   *
   * @throws InvalidSettingException if it would always abstain
   */
  public void requireAnswers() {
    parameters.requireAnswers(this::answers);
  }

  private boolean answers(int n) {
    return BinomialTest.pValue(n, 0) <= parameters.alpha();
  }

  /** Draws n samples and answers. */
  public Prediction predict(NoisyVotes votes) {
    return predict(votes.count(0, parameters.n()));
  }

  /** Answers by the votes of n samples that were counted already. */
  public Prediction predict(VoteCounts counts) {
    int first = counts.top();
    if (first == Certification.ABSTAIN) {
      return new Prediction(Certification.ABSTAIN, counts);
    }
    Tally tally = counts.tally(first);
    double pValue = BinomialTest.pValue(tally.top(), tally.runnerUp());
    return new Prediction(pValue <= parameters.alpha() ? first : Certification.ABSTAIN, counts);
  }
}
