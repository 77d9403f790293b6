package org.smoothadv.smoothing;

import java.io.IOException;
import java.util.Optional;
import java.util.function.IntFunction;
import org.smoothadv.checkpoint.GraphDescription;
import org.smoothadv.device.Machine;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.smoothing.VoteCounts.NoisyVotes;
import org.smoothadv.smoothing.VoteCounts.Tally;
import org.tensorflow.proto.GraphDef;

/**
 * Finds the classes of many images, by a majority of noisy votes on each or, without noise, by one
 * look at each. Votes are what {@link BaseClassifier#votes} gives: a label depends on the image,
 * its number and the seed, not on the batch. Owns native memory until closed.
 */
public final class Labeller implements AutoCloseable {
  /** A batch is divided into so many parts at least, so that few rows are left over. */
  private static final int PARTS = 4;

  private final MajorityVote vote;
  private final double sigma;
  private final long seed;
  private final int slots;
  private final BaseClassifier classifier;

  /**
   * Prepares a classifier to vote.
   *
   * @param batch rows per run of the graph, about; at least 1
   * @param sigma the noise's standard deviation, pixel units; 0 for none
   * @param n the most votes of an image, at least 1; 1 where there is no noise
   * @param seed of the noise
   */
  public Labeller(
      FrozenClassifier frozen, int batch, Machine machine, double sigma, int n, long seed) {
    vote = new MajorityVote(n);
    this.sigma = sigma;
    this.seed = seed;
    // The votes that decide most images fill whole slots, and the slots a batch.
    int pieces = quotientRoundedUp(vote.unanimous(), Math.max(1, batch / PARTS));
    int rows = quotientRoundedUp(vote.unanimous(), pieces);
    slots = Math.max(1, batch / rows);
    classifier = new BaseClassifier(frozen, slots, rows, Optional.empty(), machine);
  }

  private static int quotientRoundedUp(int dividend, int divisor) {
    return (dividend + divisor - 1) / divisor;
  }

  /** Takes note of the images that are done. */
  @FunctionalInterface
  public interface Progress {
    /** One more image is done. */
    void step();
  }

  /**
   * Labels images, several at a time.
   *
   * @param images how many there are
   * @param pixels gives an image by its number from 0: HWC, in [0, 1]; called by several threads
   * @return the class of each image
   * @throws InvalidInputException if the network has no finite logits for most votes on an image
   * @throws IOException if the calling thread is interrupted
   */
  public int[] labels(int images, IntFunction<float[]> pixels, Progress progress)
      throws IOException {
    int[] labels = new int[images];
    // Twice as many as share a batch: two batches run at once.
    try (ImagesInFlight<Integer> inFlight =
        new ImagesInFlight<>(2 * slots, answered -> progress.step())) {
      for (int i = 0; i < images; i++) {
        int image = i;
        inFlight.give(() -> labels[image] = label(pixels.apply(image), image));
      }
      inFlight.finish();
    }
    return labels;
  }

  private int label(float[] pixels, int image) {
    int label = vote.winner(classifier.votes(pixels, image, sigma, seed));
    if (label == Certification.ABSTAIN) {
      throw new InvalidInputException(
          "image %d gets no label: for more of its votes than any class has, the classifier's logits are infinite or not numbers; use another run"
              .formatted(image));
    }
    return label;
  }

  /** The graph, to be stored. */
  public GraphDef graphDef() {
    return classifier.graphDef();
  }

  /** As {@link BaseClassifier#graphDescription}. */
  public GraphDescription graphDescription(String model) {
    return classifier.graphDescription(model);
  }

  @Override
  public void close() {
    classifier.close();
  }

  /**
   * The class that most of n noisy votes name, without a guarantee: what CERTIFY does with its n0
   * votes to choose the class, and PREDICT before it tests. It ends as soon as the votes that are
   * left cannot change the winner: half of them when all agree. The answer is that of all n votes.
   *
   * @param n the most votes of an image, at least 1; 1 is enough where there is no noise
   */
  record MajorityVote(int n) {
    /** How many votes decide when all agree. */
    int unanimous() {
      return n / 2 + 1;
    }

    /** Returns {@link VoteCounts#top}: a class, or that more samples have no vote. */
    int winner(NoisyVotes votes) {
      VoteCounts counts = votes.count(0, unanimous());
      for (int more = missing(counts); more > 0; more = missing(counts)) {
        counts = counts.plus(votes.count(counts.samples(), more));
      }
      return counts.top();
    }

    /** How many votes decide if all of them go to the leader; 0 if it is decided. */
    private int missing(VoteCounts counts) {
      Tally tally = counts.tally(counts.top());
      int lead = tally.top() - tally.runnerUp();
      int left = n - counts.samples();
      return left == 0 || lead > left ? 0 : (left - lead) / 2 + 1;
    }
  }
}
