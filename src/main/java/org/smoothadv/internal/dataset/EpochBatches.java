package org.smoothadv.internal.dataset;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.commons.math3.util.MathArrays;
import org.smoothadv.input.Seeds;
import org.smoothadv.internal.dataset.EpochBatches.SourcedBatch;
import org.smoothadv.internal.dataset.TrainingImages.LabelSource;

/**
 * The mini-batches of one epoch. In self-training (Salman et al. 2019, appendix E.2) labelled and
 * pseudo-labelled ones come in random order, as in the authors' released code: the labelled images
 * are passed over once, there are as many pseudo-labelled batches as labelled ones, and all orders
 * of the two kinds are equally likely; each step is so of either kind with probability 1/2. What
 * comes when is a function of (seed, epoch) alone.
 *
 * <p>For use by one thread. Close it, also after the last batch.
 *
 * @see <a href="https://github.com/Hadisalman/smoothing-adversarial/blob/master/code/datasets.py">
 *     MultiDatasetsDataLoader</a>
 */
public final class EpochBatches implements Iterator<SourcedBatch>, AutoCloseable {
  /**
   * The images of one training step.
   *
   * @param batch images and labels
   * @param source where the labels of all of them come from
   */
  public record SourcedBatch(MiniBatch batch, LabelSource source) {}

  /** Gives pseudo-labelled images another order and other augmentations than labelled ones. */
  private static final long PSEUDO_LABELLED = 1;

  private final LabelSource[] sources;
  private final ImageBatches labelled;
  private final Optional<RepeatedBatches> pseudoLabelled;
  private int position;

  EpochBatches(TrainingImages images, int batchSize, long seed, int epoch) {
    int labelledSteps = ImageBatches.count(images.labelled(), batchSize);
    int[] order = MathArrays.natural(images.steps(batchSize));
    MathArrays.shuffle(order, KeyedRandom.of(KeyedRandom.Purpose.INTERLEAVING, seed, epoch));
    sources = new LabelSource[order.length];
    for (int i = 0; i < order.length; i++) {
      sources[i] = order[i] < labelledSteps ? LabelSource.LABELLED : LabelSource.PSEUDO_LABELLED;
    }
    labelled = ImageBatches.ofEpoch(images.labelled(), batchSize, seed, epoch);
    pseudoLabelled =
        images
            .pseudoLabelled()
            .map(
                unlabelled ->
                    new RepeatedBatches(
                        unlabelled,
                        batchSize,
                        Seeds.derive(seed, PSEUDO_LABELLED),
                        epoch,
                        labelledSteps));
  }

  @Override
  public boolean hasNext() {
    return position < sources.length;
  }

  /**
   * Returns the next batch, waiting for it where necessary.
   *
   * @throws NoSuchElementException after the last batch
   * @throws RuntimeException or an {@code Error}, as {@link ImageBatches#next} does
   */
  @Override
  public SourcedBatch next() {
    if (!hasNext()) {
      throw new NoSuchElementException("after the last batch of the epoch");
    }
    LabelSource source = sources[position++];
    return new SourcedBatch(
        switch (source) {
          case LABELLED -> labelled.next();
          case PSEUDO_LABELLED -> pseudoLabelled.orElseThrow().next();
        },
        source);
  }

  @Override
  public void close() {
    labelled.close();
    pseudoLabelled.ifPresent(RepeatedBatches::close);
  }

  /**
   * A fixed number of mini-batches per epoch, whatever the size of the dataset: each epoch starts
   * with a pass of its own, in an order of its own, stops it early where the dataset has more, and
   * begins further passes where it has less.
   */
  private static final class RepeatedBatches implements AutoCloseable {
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
}
