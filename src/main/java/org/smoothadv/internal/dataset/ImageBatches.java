package org.smoothadv.internal.dataset;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.util.MathArrays;

/**
 * Mini-batches of a dataset, a few of them ready in advance, whose images are read one by one on
 * all processors; what is in them does not depend on how many there are. A corrupt image leaves its
 * batch one shorter, perhaps empty, and every other image in its batch.
 *
 * <p>For use by one thread. Close it, also after the last batch.
 */
public final class ImageBatches implements Iterator<MiniBatch>, AutoCloseable {
  /** Copies an image to its place in a batch. */
  @FunctionalInterface
  private interface ImageReader {
    /**
     * Copies an image.
     *
     * @return whether it is intact
     */
    boolean read(int index, byte[] target, int offset);
  }

  private static final int MAX_AHEAD = 4;
  private static final long MAX_BYTES_AHEAD = 256 << 20;

  private final ImageDataset dataset;
  private final int[] order;
  private final int batchSize;
  private final ImageReader reader;
  private final ExecutorService threads;
  private final Queue<PreparedBatch> prepared = new ArrayDeque<>(MAX_AHEAD);
  private int nextToPrepare;

  private ImageBatches(
      ImageDataset dataset, int[] order, int batchSize, ImageReader reader, int threadCount) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batch size " + batchSize);
    }
    this.dataset = dataset;
    this.order = order;
    this.batchSize = batchSize;
    this.reader = reader;
    threads = Executors.newFixedThreadPool(threadCount, ImageBatches::backgroundThread);
    long batchBytes = (long) batchSize * dataset.shape().values();
    long ahead = Math.min(MAX_AHEAD, Math.max(1, MAX_BYTES_AHEAD / batchBytes));
    for (int i = 0; i < ahead; i++) {
      prepareOneMore();
    }
  }

  /**
   * Starts an epoch of training: every image once, in an order that depends on (seed, epoch) alone,
   * each varied by chance that depends on (seed, epoch, image index) alone. An epoch can so be
   * replayed after a resume.
   *
   * @param images to train on
   * @param batchSize images per batch, at least 1; the last batch has what is left
   * @param seed of the run
   * @param epoch from 0
   * @throws IllegalArgumentException if {@code batchSize} or {@code epoch} is out of range
   */
  public static ImageBatches ofEpoch(IntactImages images, int batchSize, long seed, int epoch) {
    return ofEpoch(images, batchSize, seed, epoch, Runtime.getRuntime().availableProcessors());
  }

  /** Returns the number of batches in one pass over the images; the last may be smaller. */
  static int count(IntactImages images, int batchSize) {
    return (images.dataset().size() - 1) / batchSize + 1;
  }

  /** The same with a number of threads. */
  static ImageBatches ofEpoch(
      IntactImages images, int batchSize, long seed, int epoch, int threadCount) {
    if (epoch < 0) {
      throw new IllegalArgumentException("epoch " + epoch);
    }
    int[] order = MathArrays.natural(images.dataset().size());
    MathArrays.shuffle(order, KeyedRandom.of(KeyedRandom.Purpose.SHUFFLING, seed, epoch));
    return new ImageBatches(
        images.dataset(),
        order,
        batchSize,
        (index, target, offset) -> {
          RandomGenerator random =
              KeyedRandom.of(KeyedRandom.Purpose.AUGMENTATION, seed, epoch, index);
          return images.copyVariation(index, random, target, offset);
        },
        threadCount);
  }

  /**
   * Starts an evaluation: every image once, in order, as it is judged.
   *
   * @param images to judge a network on
   * @param batchSize images per batch, at least 1; the last batch has what is left
   * @throws IllegalArgumentException if {@code batchSize} is out of range
   */
  public static ImageBatches inOrder(IntactImages images, int batchSize) {
    return spread(images, images.dataset().size(), batchSize);
  }

  /**
   * Starts an evaluation of some of the images, in order, at equal distances, which stand for all
   * whatever these are sorted by.
   *
   * @param count how many, at least 1, at most all
   * @param batchSize images per batch, at least 1; the last batch has what is left
   * @throws IllegalArgumentException if {@code batchSize} is out of range
   */
  public static ImageBatches spread(IntactImages images, int count, int batchSize) {
    long all = images.dataset().size();
    return new ImageBatches(
        images.dataset(),
        IntStream.range(0, count).map(i -> (int) (i * all / count)).toArray(),
        batchSize,
        images::copyPixels,
        Runtime.getRuntime().availableProcessors());
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
   * @throws RuntimeException or an {@code Error}: the one that was thrown where an image was read
   */
  @Override
  public MiniBatch next() {
    PreparedBatch batch = prepared.remove();
    prepareOneMore();
    try {
      return batch.intact();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for a batch");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause(); // a reader declares no checked exception
    }
  }

  /** Stops the background threads, also in the middle of an image, and waits for their end. */
  @Override
  public void close() {
    prepared.clear();
    threads.shutdownNow();
    boolean interrupted = false;
    while (!threads.isTerminated()) {
      try {
        threads.awaitTermination(1, TimeUnit.MINUTES);
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
      int[] indices = Arrays.copyOfRange(order, from, nextToPrepare);
      prepared.add(new PreparedBatch(dataset, indices, reader, threads));
    }
  }

  private static Thread backgroundThread(Runnable task) {
    Thread thread = new Thread(task, "image-batches");
    thread.setDaemon(true);
    return thread;
  }

  /** A mini-batch while its images are read, each in a task of its own. */
  private static final class PreparedBatch {
    private final int imageBytes;
    private final byte[] pixels;
    private final int[] labels;
    private final List<Future<Boolean>> images = new ArrayList<>();

    /**
     * Gives the tasks to threads.
     *
     * @param indices of the images, in the order in which they are wanted
     */
    PreparedBatch(
        ImageDataset dataset, int[] indices, ImageReader reader, ExecutorService threads) {
      imageBytes = dataset.shape().values();
      pixels = new byte[Math.multiplyExact(indices.length, imageBytes)];
      labels = new int[indices.length];
      for (int i = 0; i < indices.length; i++) {
        int place = i;
        labels[i] = dataset.label(indices[i]);
        images.add(threads.submit(() -> reader.read(indices[place], pixels, place * imageBytes)));
      }
    }

    /**
     * Waits for the images and returns those that are intact, without gaps.
     *
     * @throws ExecutionException what reading an image threw
     */
    MiniBatch intact() throws InterruptedException, ExecutionException {
      int count = 0;
      for (int i = 0; i < labels.length; i++) {
        if (images.get(i).get()) {
          if (count < i) {
            System.arraycopy(pixels, i * imageBytes, pixels, count * imageBytes, imageBytes);
            labels[count] = labels[i];
          }
          count++;
        }
      }
      return count == labels.length
          ? new MiniBatch(pixels, labels)
          : new MiniBatch(Arrays.copyOf(pixels, count * imageBytes), Arrays.copyOf(labels, count));
    }
  }
}
