package org.smoothadv.smoothing;

/**
 * The votes of a base classifier around one image: what it answers under Gaussian noise. The sample
 * with number k is the same whenever it is asked for.
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
