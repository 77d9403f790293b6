package org.smoothadv.dataset;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.util.MathArrays;

/**
 * The mini-batches of one epoch: every image once, in an order that depends on (seed, epoch) alone,
 * each augmented by chance that depends on (seed, epoch, image index) alone. An epoch can so be
 * replayed after a resume. A background thread keeps a few batches ready.
 *
 * <p>For use by one thread. Close it, also after the last batch.
 */
public final class TrainingBatches implements Iterator<MiniBatch>, AutoCloseable {
  private static final int PREFETCHED = 4;

  private final ImageDataset dataset;
  private final int batchSize;
  private final long seed;
  private final int epoch;
  private final int[] order;
  private final ExecutorService background =
      Executors.newSingleThreadExecutor(TrainingBatches::backgroundThread);
  private final Queue<Future<MiniBatch>> prepared = new ArrayDeque<>(PREFETCHED);
  private int nextToPrepare;

  /**
   * Starts preparing the first batches.
   *
   * @param dataset the images to train on
   * @param batchSize images per batch, at least 1; the last batch has what is left
   * @param seed of the run
   * @param epoch from 0
   * @throws IllegalArgumentException if {@code batchSize} or {@code epoch} is out of range
   */
  public TrainingBatches(ImageDataset dataset, int batchSize, long seed, int epoch) {
    if (batchSize < 1 || epoch < 0) {
      throw new IllegalArgumentException("batch size " + batchSize + ", epoch " + epoch);
    }
    this.dataset = dataset;
    this.batchSize = batchSize;
    this.seed = seed;
    this.epoch = epoch;
    this.order = MathArrays.natural(dataset.size());
    MathArrays.shuffle(order, KeyedRandom.of(KeyedRandom.Purpose.SHUFFLING, seed, epoch));
    for (int i = 0; i < PREFETCHED; i++) {
      prepareOneMore();
    }
  }

  /** Returns the number of batches in one pass over the images; the last may be smaller. */
  static int count(ImageDataset dataset, int batchSize) {
    return (dataset.size() - 1) / batchSize + 1;
  }

  @Override
  public boolean hasNext() {
    return !prepared.isEmpty();
  }

  /**
   * Returns the next batch, waiting for it where necessary.
   *
   * @throws NoSuchElementException after the last batch
   * @throws CancellationException if the calling thread is interrupted; it stays interrupted
   * @throws RuntimeException or an {@code Error}: the one that was thrown where the batch was
   *     prepared
   */
  @Override
  public MiniBatch next() {
    Future<MiniBatch> batch = prepared.remove();
    prepareOneMore();
    try {
      return batch.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for a batch");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause(); // prepare() declares no checked exception
    }
  }

  /** Stops the background thread, also in the middle of a batch, and waits until it has ended. */
  @Override
  public void close() {
    prepared.clear();
    background.shutdownNow();
    boolean interrupted = false;
    while (!background.isTerminated()) {
      try {
        background.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void prepareOneMore() {
    if (nextToPrepare < order.length) {
      int from = nextToPrepare;
      nextToPrepare = (int) Math.min(order.length, (long) from + batchSize);
      int to = nextToPrepare;
      prepared.add(background.submit(() -> prepare(from, to)));
    }
  }

  private MiniBatch prepare(int from, int to) {
    ImageShape shape = dataset.shape();
    byte[] image = new byte[shape.bytes()];
    byte[] pixels = new byte[Math.multiplyExact(to - from, shape.bytes())];
    int[] labels = new int[to - from];
    for (int i = 0; i < labels.length; i++) {
      if (Thread.interrupted()) {
        throw new CancellationException("closed while a batch was being prepared");
      }
      int index = order[from + i];
      RandomGenerator random = KeyedRandom.of(KeyedRandom.Purpose.AUGMENTATION, seed, epoch, index);
      dataset.copyPixels(index, image, 0);
      dataset.augmentation().apply(image, shape, random, pixels, i * shape.bytes());
      labels[i] = dataset.label(index);
    }
    return new MiniBatch(pixels, labels);
  }

  private static Thread backgroundThread(Runnable task) {
    Thread thread = new Thread(task, "training-batches");
    thread.setDaemon(true);
    return thread;
  }
}
