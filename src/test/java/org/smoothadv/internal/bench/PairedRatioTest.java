package org.smoothadv.internal.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.smoothadv.internal.bench.PairedRatio.Interval;

class PairedRatioTest {
  private static PairedRatio ofRatios(Double... ratios) {
    return PairedRatio.of(List.of(ratios), Collections.nCopies(ratios.length, 1.0));
  }

  @Test
  void fiveRoundsAreTooFewForAnInterval() {
    assertEquals(new PairedRatio(3, Optional.empty()), ofRatios(1.0, 5.0, 3.0, 2.0, 4.0));
  }

  @Test
  void ofSixRoundsTheExtremesAreTheInterval() {
    assertEquals(
        new PairedRatio(3.5, Optional.of(new Interval(1, 6))),
        ofRatios(6.0, 1.0, 5.0, 3.0, 2.0, 4.0));
  }

  /** 2 P(B <= 1) is 0.039 where B counts heads in nine throws, 2 P(B <= 2) is 0.18. */
  @Test
  void ofNineRoundsOneIsLeftOutOnEitherSide() {
    assertEquals(
        new PairedRatio(5, Optional.of(new Interval(2, 8))),
        ofRatios(9.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0));
  }

  @Test
  void speedsAreComparedWithinTheirRounds() {
    PairedRatio ratio =
        PairedRatio.of(
            List.of(2.0, 20.0, 6.0, 2.0, 4.0, 8.0), List.of(1.0, 10.0, 3.0, 1.0, 2.0, 4.0));
    assertEquals(new PairedRatio(2, Optional.of(new Interval(2, 2))), ratio);
  }

  @Test
  void theIntervalHoldsTheMedianAtLeastAsOftenAsItSays() {
    SplittableRandom random = new SplittableRandom(1);
    int held = 0;
    for (int i = 0; i < 10_000; i++) {
      Double[] ratios =
          Stream.generate(() -> Math.exp(random.nextGaussian())).limit(9).toArray(Double[]::new);
      Interval interval = ofRatios(ratios).interval().orElseThrow();
      held += interval.low() <= 1 && 1 <= interval.high() ? 1 : 0;
    }
    assertTrue(held > 9_540 && held < 9_680, held + " of 10000, where 96.1% are expected");
  }
}
