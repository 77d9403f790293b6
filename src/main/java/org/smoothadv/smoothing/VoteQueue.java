package org.smoothadv.smoothing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.network.ImageShape;

/**
 * Brings the questions of any number of threads into full batches, which follow each other without
 * a gap. A thread that waits for its votes runs the next batch, whoever's votes that may give; two
 * batches run at once, so that the cores that one of them leaves idle are taken by the other.
 */
final class VoteQueue {
  /** What one slot of a batch is to compute: consecutive samples of one question. */
  record Piece(VoteQuery query, long first, int samples) {}

  /** Computes a batch. */
  @FunctionalInterface
  interface Batch {
    /** The votes of each piece by class; at most as many pieces as there are slots. */
    int[][] votes(List<Piece> pieces);
  }

  private static final int BATCHES_AT_ONCE = 2;

  private final int slots;
  private final int rows;
  private final Batch batch;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Request> waiting = new ArrayDeque<>();
  private int running;
  private boolean closed;

  /**
   * Starts without work.
   *
   * @param slots pieces per batch, at least 1
   * @param rows the most samples of a piece, at least 1
   */
  VoteQueue(int slots, int rows, Batch batch) {
    this.slots = slots;
    this.rows = rows;
    this.batch = batch;
  }

  /**
   * Counts the votes of consecutive samples.
   *
   * @param first the number of the first sample
   * @param classes how many may get votes
   * @throws IllegalStateException if the queue is closed before they are counted
   */
  VoteCounts count(VoteQuery query, long first, int samples, int classes) {
    Request request = new Request(query, first, samples, classes);
    lock.lock();
    try {
      waiting.add(request);
      while (!request.isDone() && !closed) {
        if (waiting.isEmpty() || running == BATCHES_AT_ONCE) {
          changed.awaitUninterruptibly();
        } else {
          runNext();
        }
      }
      return request.result();
    } finally {
      lock.unlock();
    }
  }

  /** Ends all waiting, and waits itself for the batches that run. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      while (running > 0) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Holding the lock but while the batch runs. */
  private void runNext() {
    List<Request> askers = new ArrayList<>();
    List<Piece> pieces = new ArrayList<>();
    while (pieces.size() < slots && !waiting.isEmpty()) {
      Request request = waiting.getFirst();
      askers.add(request);
      pieces.add(request.next(rows));
      if (!request.hasNext()) {
        waiting.removeFirst();
      }
    }
    running++;
    lock.unlock();
    int[][] votes = null;
    Throwable failure = null;
    try {
      votes = batch.votes(pieces);
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    lock.lock();
    running--;
    for (int i = 0; i < askers.size(); i++) {
      if (failure == null) {
        askers.get(i).add(votes[i], pieces.get(i).samples());
      } else {
        askers.get(i).fail(failure);
        waiting.remove(askers.get(i));
      }
    }
    changed.signalAll();
  }

  /** A question, and what is known of its answer. Guarded by the lock. */
  private static final class Request {
    private final VoteQuery query;
    private final int samples;
    private final int[] counts;
    private long next;
    private int toTake;
    private int missing;
    private Throwable failure;

    Request(VoteQuery query, long first, int samples, int classes) {
      this.query = query;
      this.samples = samples;
      this.counts = new int[classes];
      this.next = first;
      this.toTake = samples;
      this.missing = samples;
    }

    boolean hasNext() {
      return toTake > 0;
    }

    Piece next(int most) {
      int samples = Math.min(most, toTake);
      Piece piece = new Piece(query, next, samples);
      next += samples;
      toTake -= samples;
      return piece;
    }

    void add(int[] votes, int asked) {
      for (int c = 0; c < counts.length; c++) {
        counts[c] += votes[c];
      }
      missing -= asked;
    }

    void fail(Throwable cause) {
      failure = cause;
    }

    boolean isDone() {
      return missing == 0 || failure != null;
    }

    VoteCounts result() {
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure instanceof RuntimeException exception) {
        throw exception;
      }
      if (missing > 0) {
        throw new IllegalStateException("the classifier was closed before its votes were counted");
      }
      return new VoteCounts(counts, samples);
    }
  }

  /** An image that is asked about, and the noises around it: a vote depends on nothing else. */
  static final class VoteQuery {
    private final float[] pixels;
    private final long image;
    private final double sigma;
    private final long seed;

    /**
     * Asks about an image.
     *
     * @param pixels HWC, in [0, 1]; not copied
     * @param image its number
     * @param sigma the noise's standard deviation, pixel units
     */
    VoteQuery(float[] pixels, long image, double sigma, long seed) {
      this.pixels = pixels;
      this.image = image;
      this.sigma = sigma;
      this.seed = seed;
    }

    /**
     * Checks an image.
     *
     * @param pixels HWC
     * @throws InvalidInputException if it is not of this size, or has a pixel outside of [0, 1];
     *     the message says where
     */
    static void requireImage(ImageShape shape, float[] pixels) {
      if (pixels.length != shape.values()) {
        throw new InvalidInputException(
            "an image of %d numbers; accepted are %d, the height x width x channels of %s"
                .formatted(pixels.length, shape.values(), shape));
      }
      int channels = shape.channels();
      for (int i = 0; i < pixels.length; i++) {
        if (!(pixels[i] >= 0 && pixels[i] <= 1)) {
          throw new InvalidInputException(
              "an image with %s at row %d, column %d, channel %d; accepted are numbers from 0 to 1"
                  .formatted(
                      pixels[i],
                      i / (shape.width() * channels),
                      i / channels % shape.width(),
                      i % channels));
        }
      }
    }

    float[] pixels() {
      return pixels;
    }

    long image() {
      return image;
    }

    double sigma() {
      return sigma;
    }

    long seed() {
      return seed;
    }
  }
}
