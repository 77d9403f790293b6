package org.smoothadv.smoothing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.smoothadv.input.InvalidSettingException;

/** PREDICT on votes that are laid down beforehand. P-values: scipy.stats.binomtest. */
class PredictorTest {
  @Test
  void abstainsUnlessTheTestIsSignificant() {
    // binomtest(60, 100).pvalue = 0.05689
    assertEquals(0, predict(0.057, 60, 40));
    assertEquals(Certification.ABSTAIN, predict(0.0568, 60, 40));
  }

  @Test
  void comparesTheTopTwoClassesOnly() {
    // 64 against 36, p = 0.0066, whatever the rest has.
    assertEquals(3, predict(0.007, 36, 30, 20, 64));
    assertEquals(Certification.ABSTAIN, predict(0.006, 36, 30, 20, 64));
  }

  @Test
  void unanimousVotesAreAnswered() {
    assertEquals(1, predict(0.001, 0, 100));
  }

  @Test
  void equalVotesAreNot() {
    assertEquals(Certification.ABSTAIN, predict(0.999, 50, 50));
  }

  @Test
  void asksOnceForAllSamples() {
    List<String> asked = new ArrayList<>();
    new Predictor(new SmoothingParameters(0.25, 1, 70, 0.001))
        .predict(
            (first, samples) -> {
              asked.add(first + "+" + samples);
              return new VoteCounts(new int[] {samples, 0}, samples);
            });
    assertEquals(List.of("0+70"), asked);
  }

  @Test
  void samplesWithoutAVoteCanBeTheSecondOfTheTwo() {
    // binomtest(60, 100).pvalue = 0.05689
    assertEquals(0, predictOf(100, 0.057, 60, 0));
    assertEquals(Certification.ABSTAIN, predictOf(100, 0.0568, 60, 0));
    assertEquals(0, predictOf(100, 0.057, 60, 1));
  }

  @Test
  void abstainsWhereMostSamplesHaveNoVote() {
    assertEquals(Certification.ABSTAIN, predictOf(100, 0.999, 0, 1));
    assertEquals(Certification.ABSTAIN, predictOf(100, 0.999, 0, 0));
    assertEquals(Certification.ABSTAIN, predictOf(100, 0.999, 49, 0));
  }

  /** 2 * 0.5^10 = 0.00195, 2 * 0.5^11 = 0.00098. */
  @Test
  void refusesAnAlphaThatUnanimousVotesCannotReach() {
    new Predictor(new SmoothingParameters(0.25, 1, 11, 0.001)).requireAnswers();
    Predictor none = new Predictor(new SmoothingParameters(0.25, 1, 10, 0.001));
    var error = assertThrows(InvalidSettingException.class, none::requireAnswers);
    assertTrue(error.getMessage().contains("n from 11 up"), error.getMessage());
  }

  private static int predict(double alpha, int... counts) {
    return predictOf(IntStream.of(counts).sum(), alpha, counts);
  }

  private static int predictOf(int n, double alpha, int... counts) {
    return new Predictor(new SmoothingParameters(0.25, 1, n, alpha))
        .predict((first, samples) -> new VoteCounts(counts, samples))
        .predicted();
  }
}
