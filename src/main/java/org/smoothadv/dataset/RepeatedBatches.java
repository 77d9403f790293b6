package org.smoothadv.dataset;

/**
 * A fixed number of mini-batches per epoch, whatever the size of the dataset: each epoch starts
 * with a pass of its own, in an order of its own, stops it early where the dataset has more, and
 * begins further passes where it has less.
 */
final class RepeatedBatches implements AutoCloseable {
  private final IntactImages images;
  private final int batchSize;
  private final long seed;
  private int pass;
  private ImageBatches batches;

  /**
   * Starts preparing the first batches.
   *
   * @param epoch from 0
   * @param perEpoch the number of batches that every epoch takes, at least 1
   */
  RepeatedBatches(IntactImages images, int batchSize, long seed, int epoch, int perEpoch) {
    this.images = images;
    this.batchSize = batchSize;
    this.seed = seed;
    int perPass = ImageBatches.count(images, batchSize);
    int passes = (perEpoch - 1) / perPass + 1;
    pass = Math.multiplyExact(epoch, passes);
    batches = ImageBatches.ofEpoch(images, batchSize, seed, pass);
  }

  /** Returns the next batch, as {@link ImageBatches#next} does; there always is one. */
  MiniBatch next() {
    if (!batches.hasNext()) {
      batches.close();
      pass++;
      batches = ImageBatches.ofEpoch(images, batchSize, seed, pass);
    }
    return batches.next();
  }

  @Override
  public void close() {
    batches.close();
  }
}
