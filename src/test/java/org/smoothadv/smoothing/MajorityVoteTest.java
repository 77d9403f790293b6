package org.smoothadv.smoothing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.smoothing.Labeller.MajorityVote;
import org.smoothadv.smoothing.VoteCounts.NoisyVotes;

class MajorityVoteTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 99, 100})
  void isTheTopOfAllVotesWithoutAskingForAll(int n) {
    SplittableRandom random = new SplittableRandom(n);
    long asked = 0;
    for (int trial = 0; trial < 2000; trial++) {
      Ballot ballot = new Ballot(random.split(), n, random.nextDouble(), trial % 2);
      assertEquals(ballot.tally(0, n).top(), new MajorityVote(n).winner(ballot));
      asked += ballot.asked;
      assertTrue(ballot.asked <= n, ballot.asked + " of " + n);
    }
    assertTrue(n < 10 || asked < 0.9 * 2000 * n, asked + " votes in all");
  }

  @Test
  void halfOfTheVotesDecideWhenAllAgree() {
    Ballot ballot = new Ballot(new SplittableRandom(0), 100, 1, 0);
    new MajorityVote(100).winner(ballot);
    assertEquals(51, ballot.asked);
  }

  @Test
  void samplesWithoutAVoteCanWin() {
    NoisyVotes votes = (first, samples) -> new VoteCounts(new int[] {samples / 3, 0}, samples);
    assertEquals(Certification.ABSTAIN, new MajorityVote(100).winner(votes));
  }

  /**
   * Votes that were cast before anybody asks; one class has a share, two share the rest, or one and
   * the samples without a vote.
   */
  private static final class Ballot implements NoisyVotes {
    private final int[] votes;
    private int asked;

    Ballot(SplittableRandom random, int n, double share, int least) {
      votes = new int[n];
      for (int i = 0; i < n; i++) {
        votes[i] = random.nextDouble() < share ? 2 : random.nextInt(2) - least;
      }
    }

    @Override
    public VoteCounts count(int first, int samples) {
      assertEquals(asked, first, "no vote is asked for twice");
      asked += samples;
      return tally(first, samples);
    }

    VoteCounts tally(int first, int samples) {
      int[] counts = new int[3];
      for (int i = first; i < first + samples; i++) {
        if (votes[i] >= 0) {
          counts[votes[i]]++;
        }
      }
      return new VoteCounts(counts, samples);
    }
  }
}
