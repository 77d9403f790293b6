package org.smoothadv.smoothing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.smoothadv.smoothing.VoteQueue.VoteQuery;

/**
 * Stands for the graph: the vote of a sample is a function of the image's number and its own. Can
 * hold its batches up, and fail at an image.
 */
final class HeldBatches implements VoteQueue.Batch {
  private final int classes;
  private final List<Integer> sizes = new ArrayList<>();
  private CountDownLatch gate = new CountDownLatch(0);
  private long failingImage = -1;
  private Throwable failure;
  private int running;
  private int mostAtOnce;

  HeldBatches(int classes) {
    this.classes = classes;
  }

  /** Lets no batch end before {@link #release}. */
  synchronized void hold() {
    gate = new CountDownLatch(1);
  }

  synchronized void release() {
    gate.countDown();
  }

  /**
   * Lets each batch fail that has samples of an image.
   *
   * @param failure unchecked
   */
  synchronized void failAt(long image, Throwable failure) {
    failingImage = image;
    this.failure = failure;
  }

  /** The number of pieces of each batch, in the order in which they began. */
  synchronized List<Integer> sizes() {
    return List.copyOf(sizes);
  }

  synchronized int mostAtOnce() {
    return mostAtOnce;
  }

  @Override
  public int[][] votes(List<VoteQueue.Piece> pieces) {
    begin(pieces.size());
    try {
      failWhereAsked(pieces);
      return pieces.stream()
          .map(piece -> expected(piece.query(), piece.first(), piece.samples()))
          .toArray(int[][]::new);
    } finally {
      end();
    }
  }

  /** The votes of samples. */
  int[] expected(VoteQuery query, long first, int samples) {
    int[] counts = new int[classes];
    for (long k = first; k < first + samples; k++) {
      counts[(int) ((query.image() + k * k) % classes)]++;
    }
    return counts;
  }

  private void begin(int size) {
    CountDownLatch held;
    synchronized (this) {
      sizes.add(size);
      running++;
      mostAtOnce = Math.max(mostAtOnce, running);
      held = gate;
    }
    try {
      held.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private synchronized void end() {
    running--;
  }

  private synchronized void failWhereAsked(List<VoteQueue.Piece> pieces) {
    if (pieces.stream().anyMatch(piece -> piece.query().image() == failingImage)) {
      if (failure instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) failure;
    }
  }
}
