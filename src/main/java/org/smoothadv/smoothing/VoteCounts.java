package org.smoothadv.smoothing;

import java.io.Serializable;
import java.util.Arrays;
import org.smoothadv.results.Votes;

/**
 * The votes that a number of samples gave. A sample whose logits are not all finite, as in a
 * network that overflows, votes for no class. It still counts as a sample: whatever is computed
 * from votes treats these samples as those of one more class, the last one, which is never the
 * answer. So they count against every class, and the guarantees hold for such networks too.
 */
public final class VoteCounts implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int[] byClass;
  private final int samples;

  /**
   * Copies the counts.
   *
   * @param byClass the votes for each class, at least 0
   * @param samples how many samples were asked, at least the sum of their votes
   * @throws IllegalArgumentException if there are more votes than samples, or fewer than none
   */
  public VoteCounts(int[] byClass, int samples) {
    long votes = Arrays.stream(byClass).asLongStream().sum();
    if (votes > samples || Arrays.stream(byClass).anyMatch(count -> count < 0)) {
      throw new IllegalArgumentException(
          "votes %s are not those of %d samples".formatted(Arrays.toString(byClass), samples));
    }
    this.byClass = byClass.clone();
    this.samples = samples;
  }

  /** The number of samples asked, those without a vote among them. */
  public int samples() {
    return samples;
  }

  /** A copy of the votes for each class; their sum may be below {@link #samples}. */
  public int[] byClass() {
    return byClass.clone();
  }

  /**
   * The votes for a class.
   *
   * @param candidate from 0, or {@link Certification#ABSTAIN} for the samples without a vote
   */
  public int of(int candidate) {
    return candidate == Certification.ABSTAIN
        ? samples - Arrays.stream(byClass).sum()
        : byClass[candidate];
  }

  /**
   * The class with most votes; the smallest index among equals. {@link Certification#ABSTAIN} where
   * more samples than that have no vote.
   */
  public int top() {
    int best = Certification.ABSTAIN;
    int most = of(best);
    for (int c = byClass.length - 1; c >= 0; c--) {
      if (byClass[c] >= most) {
        best = c;
        most = byClass[c];
      }
    }
    return best;
  }

  /** As a log keeps them. */
  public Votes logged() {
    return Votes.of(byClass, of(Certification.ABSTAIN));
  }

  /**
   * What a log has kept.
   *
   * @param classes how many there are, more than {@link Votes#lastClass}
   */
  public static VoteCounts of(Votes votes, int classes) {
    return new VoteCounts(votes.byClass(classes), votes.samples());
  }

  /** The votes of these samples and of others, which answer about as many classes. */
  VoteCounts plus(VoteCounts others) {
    int[] sum = byClass.clone();
    Arrays.setAll(sum, c -> sum[c] + others.byClass[c]);
    return new VoteCounts(sum, Math.addExact(samples, others.samples));
  }

  /**
   * What a certificate for a class depends on.
   *
   * @param candidate from 0, or {@link Certification#ABSTAIN} for the samples without a vote
   */
  Tally tally(int candidate) {
    int runnerUp = candidate == Certification.ABSTAIN ? 0 : of(Certification.ABSTAIN);
    for (int c = 0; c < byClass.length; c++) {
      if (c != candidate) {
        runnerUp = Math.max(runnerUp, byClass[c]);
      }
    }
    return new Tally(of(candidate), runnerUp, samples);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VoteCounts counts
        && samples == counts.samples
        && Arrays.equals(byClass, counts.byClass);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(byClass) + samples;
  }

  @Override
  public String toString() {
    return "%s of %d samples".formatted(Arrays.toString(byClass), samples);
  }

  /**
   * What a certificate for one class depends on.
   *
   * @param top votes for the class to be certified
   * @param runnerUp the most votes that any other class has; samples without a vote are one of them
   * @param samples all samples
   */
  record Tally(int top, int runnerUp, int samples) {}

  /**
   * The votes of a base classifier around one image: what it answers under Gaussian noise. The
   * sample with number k is the same whenever it is asked for.
   */
  @FunctionalInterface
  public interface NoisyVotes {
    /**
     * Counts the votes of consecutive samples (SampleUnderNoise of Cohen et al. 2019).
     *
     * @param first the number of the first sample, from 0
     * @param samples how many, at least 1
     * @return the votes of exactly so many samples
     */
    VoteCounts count(int first, int samples);
  }
}
