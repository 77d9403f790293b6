package org.smoothadv.smoothing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.smoothadv.smoothing.UntrainedNetwork.NETWORK;

import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.smoothadv.device.Machine;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.Precision;
import org.smoothadv.smoothing.VoteCounts.NoisyVotes;

/** The votes of a network that is not trained, around a black image: they hang on the noise. */
class BaseClassifierTest {
  private static final float[] IMAGE = new float[32 * 32 * 3];

  private static BaseClassifier classifier;

  @BeforeAll
  static void freeze() {
    classifier = classifier(Precision.FLOAT32);
  }

  private static BaseClassifier classifier(Precision precision) {
    return new BaseClassifier(
        FoldedClassifier.of(NETWORK, UntrainedNetwork.balancedState(), precision),
        16,
        Machine.current());
  }

  @AfterAll
  static void close() {
    classifier.close();
  }

  @Test
  void everySampleVotesOnce() {
    int[] counts = votes(0).count(0, 50).byClass();
    assertEquals(10, counts.length);
    assertEquals(50, Arrays.stream(counts).sum());
    assertTrue(Arrays.stream(counts).filter(c -> c > 0).count() > 1, Arrays.toString(counts));
  }

  @Test
  void votesDoNotDependOnWhereTheSamplesAreCut() {
    int[] whole = votes(0).count(0, 50).byClass();
    int[] pieces = new int[10];
    for (int[] piece : new int[][] {{0, 1}, {1, 30}, {31, 16}, {47, 3}}) {
      int[] counts = votes(0).count(piece[0], piece[1]).byClass();
      Arrays.setAll(pieces, c -> pieces[c] + counts[c]);
    }
    assertArrayEquals(whole, pieces);
  }

  @Test
  void singleSamplesVoteAsTheyDoInTheirBatch() {
    int[] pieces = new int[10];
    for (int k = 100; k < 120; k++) {
      int[] vote = votes(3).count(k, 1).byClass();
      Arrays.setAll(pieces, c -> pieces[c] + vote[c]);
    }
    assertArrayEquals(votes(3).count(100, 20).byClass(), pieces);
  }

  @Test
  void anotherImageNumberOrSeedVotesOtherwise() {
    int[] counts = votes(0).count(0, 200).byClass();
    assertFalse(Arrays.equals(counts, votes(1).count(0, 200).byClass()));
    assertFalse(Arrays.equals(counts, classifier.votes(IMAGE, 0, 1, 6).count(0, 200).byClass()));
  }

  @Test
  void withoutNoiseAllSamplesAgree() {
    int[] counts = classifier.votes(IMAGE, 0, 0, 5).count(0, 20).byClass();
    assertEquals(20, Arrays.stream(counts).max().orElse(0));
  }

  @Test
  void bfloat16VotesMostlyAgreeWithFloat32() {
    try (BaseClassifier rounded = classifier(Precision.BFLOAT16)) {
      int agreed = 0;
      for (int k = 0; k < 200; k++) {
        int top = votes(0).count(k, 1).top();
        agreed += rounded.votes(IMAGE, 0, 1, 5).count(k, 1).of(top);
      }
      // Even this network, whose logits are nearly equal, seldom changes its mind.
      assertTrue(agreed >= 180 && agreed < 200, agreed + " of 200 votes");
    }
  }

  private static int usualBatch(String name, int classes, int size) {
    return BaseClassifier.usualBatch(Architectures.named(name, classes, size).largestActivation());
  }

  @Test
  void batchesOfLargeImagesAreSmaller() {
    assertEquals(64, usualBatch("cifar-resnet-110", 10, 32));
    assertEquals(64, usualBatch("resnet50", 1000, 64));
    assertEquals(8, usualBatch("resnet50", 1000, 224));
    assertEquals(4, usualBatch("resnet50", 1000, 1024));
  }

  private static NoisyVotes votes(long image) {
    return classifier.votes(IMAGE, image, 1, 5);
  }
}
