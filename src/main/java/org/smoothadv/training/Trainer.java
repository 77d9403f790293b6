package org.smoothadv.training;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.smoothadv.attack.AttackMethod;
import org.smoothadv.dataset.ImageBatches;
import org.smoothadv.dataset.ImageDataset;
import org.smoothadv.dataset.IntactImages;
import org.smoothadv.dataset.MiniBatch;
import org.smoothadv.input.Seeds;

/** The training loop: for each epoch, for each batch, a step; then evaluate and save. */
public final class Trainer {
  /** Network evaluations that an evaluation makes at once. */
  private static final int EVALUATION_BATCH = 250;

  private final TrainingConfiguration configuration;
  private final TrainingSession session;
  private final IntactImages training;
  private final IntactImages test;
  private final List<TrainingListener> listeners;

  /**
   * Prepares the loop.
   *
   * @param session holds the state that training starts or continues from
   * @param training the images to train on
   * @param test the images that every epoch is evaluated on
   */
  public Trainer(
      TrainingConfiguration configuration,
      TrainingSession session,
      ImageDataset training,
      ImageDataset test,
      List<TrainingListener> listeners) {
    this.configuration = configuration;
    this.session = session;
    this.training = new IntactImages(training);
    this.test = new IntactImages(test);
    this.listeners = List.copyOf(listeners);
  }

  /**
   * Trains from an epoch to the configuration's last. After every epoch the run holds a checkpoint.
   *
   * @param firstEpoch counted from 0; the session holds the state after the epoch before
   * @throws TrainingDivergedException if the loss of a step or the state after an epoch is not
   *     finite; that epoch leaves nothing
   * @throws IOException if a checkpoint or a listener's file cannot be written
   */
  public void run(RunFolder run, int firstEpoch) throws IOException {
    for (int epoch = firstEpoch; epoch < configuration.epochs(); epoch++) {
      long start = System.nanoTime();
      BatchScore score = trainEpoch(epoch);
      double seconds = (System.nanoTime() - start) / 1e9;
      Checkpoint checkpoint = new Checkpoint(epoch + 1, session.snapshot());
      EpochResult result = evaluated(epoch, score, seconds);
      requireFinite(checkpoint, result);
      for (TrainingListener listener : listeners) {
        listener.epochFinished(result);
      }
      training.summarize("training images");
      test.summarize("test images");
      run.save(checkpoint);
    }
  }

  private EpochResult evaluated(int epoch, BatchScore score, double seconds) {
    return new EpochResult(
        epoch,
        configuration.learningRateOf(epoch),
        configuration.epsilonOf(epoch),
        score,
        evaluate(0),
        configuration.attack() == AttackMethod.NONE
            ? Optional.empty()
            : Optional.of(evaluate(configuration.epsilon())),
        seconds);
  }

  /** The last step's loss was taken before its update: the state itself has to be looked at. */
  private static void requireFinite(Checkpoint checkpoint, EpochResult result) {
    int epoch = result.epoch();
    checkpoint
        .firstNotFinite()
        .ifPresent(
            name -> {
              throw new TrainingDivergedException(epoch, "'" + name + "'");
            });
    if (!Double.isFinite(result.noisy().loss())) {
      throw new TrainingDivergedException(epoch, "the loss on test images after it");
    }
  }

  private BatchScore trainEpoch(int epoch) {
    int images = configuration.imagesPerStep();
    int steps = (training.dataset().size() + images - 1) / images;
    listeners.forEach(listener -> listener.epochStarted(epoch, steps));
    double epsilon = configuration.epsilonOf(epoch);
    double learningRate = configuration.learningRateOf(epoch);
    BatchScore total = BatchScore.NONE;
    long seed = Seeds.derive(configuration.seed(), Streams.BATCHES);
    try (ImageBatches batches = ImageBatches.ofEpoch(training, images, seed, epoch)) {
      for (int i = 0; batches.hasNext(); i++) {
        MiniBatch batch = batches.next();
        if (batch.size() == 0) {
          continue;
        }
        long step = (long) epoch * steps + i;
        BatchScore score = session.train(batch, epsilon, learningRate, step);
        if (!Double.isFinite(score.loss())) {
          throw new TrainingDivergedException(epoch, "the loss of step " + (i + 1));
        }
        total = total.plus(score);
        listeners.forEach(listener -> listener.stepFinished(step, score));
      }
    }
    return total;
  }

  private BatchScore evaluate(double epsilon) {
    BatchScore total = BatchScore.NONE;
    // An attack sees m copies of each image: memory must not grow with m.
    int images = Math.max(1, EVALUATION_BATCH / configuration.noiseSamples());
    try (ImageBatches batches = ImageBatches.inOrder(test, images)) {
      for (long from = 0; batches.hasNext(); from += images) {
        MiniBatch batch = batches.next();
        if (batch.size() > 0) {
          total = total.plus(session.evaluate(batch, epsilon, from));
        }
      }
    }
    return total;
  }
}
