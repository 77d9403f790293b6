package org.smoothadv.dataset;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.commons.math3.util.MathArrays;
import org.smoothadv.input.Seeds;

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
}
