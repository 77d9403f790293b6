package org.smoothadv.internal.training;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smoothadv.attack.AttackSettings.Method;
import org.smoothadv.input.Seeds;
import org.smoothadv.internal.dataset.EpochBatches;
import org.smoothadv.internal.dataset.EpochBatches.SourcedBatch;
import org.smoothadv.internal.dataset.ImageBatches;
import org.smoothadv.internal.dataset.ImageDataset;
import org.smoothadv.internal.dataset.IntactImages;
import org.smoothadv.internal.dataset.MiniBatch;
import org.smoothadv.internal.dataset.TrainingImages;
import org.smoothadv.internal.dataset.TrainingImages.LabelSource;
import org.smoothadv.internal.training.TrainingListener.EpochResult;
import org.smoothadv.internal.training.TrainingListener.EpochResult.SourceScore;
import org.smoothadv.internal.training.TrainingSession.BatchScore;
import org.smoothadv.internal.training.TrainingSession.Schedule;
import org.smoothadv.internal.training.TrainingSession.Streams;
import org.smoothadv.run.Checkpoint;
import org.smoothadv.run.RunFolder;
import org.smoothadv.run.TrainingConfiguration;

/** The training loop: for each epoch, for each batch, a step; then evaluate and save. */
public final class Trainer {
  /** Network evaluations that an evaluation makes at once. */
  private static final int EVALUATION_BATCH = 250;

  private final TrainingConfiguration configuration;
  private final TrainingSession session;
  private final TrainingImages training;
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
      TrainingImages training,
      ImageDataset test,
      List<TrainingListener> listeners) {
    this.configuration = configuration;
    this.session = session;
    this.training = training;
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
    for (int epoch = firstEpoch; epoch < configuration.optimisation().epochs(); epoch++) {
      long start = System.nanoTime();
      Map<LabelSource, SourceScore> scores = trainEpoch(epoch);
      double seconds = secondsSince(start);
      Checkpoint checkpoint = new Checkpoint(epoch + 1, session.snapshot());
      EpochResult result = evaluated(epoch, scores, seconds);
      requireFinite(checkpoint, result);
      for (TrainingListener listener : listeners) {
        listener.epochFinished(result);
      }
      training.summarize();
      test.summarize("test images");
      run.save(checkpoint);
    }
  }

  private EpochResult evaluated(int epoch, Map<LabelSource, SourceScore> scores, double seconds) {
    long start = System.nanoTime();
    BatchScore noisy = evaluate(test.dataset().size(), 0);
    Optional<BatchScore> attacked =
        configuration.adversarial().attack() == Method.NONE
            ? Optional.empty()
            : Optional.of(
                evaluate(
                    EvaluationWork.of(configuration)
                        .attacked(
                            epoch, training.labelled().dataset().size(), test.dataset().size()),
                    configuration.adversarial().epsilon()));
    return new EpochResult(
        epoch,
        Schedule.of(configuration, epoch),
        scores.get(LabelSource.LABELLED),
        Optional.ofNullable(scores.get(LabelSource.PSEUDO_LABELLED)),
        noisy,
        attacked,
        seconds,
        secondsSince(start));
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
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

  private Map<LabelSource, SourceScore> trainEpoch(int epoch) {
    int images = configuration.imagesPerStep();
    int steps = training.steps(images);
    listeners.forEach(listener -> listener.epochStarted(epoch, steps));
    Schedule schedule = Schedule.of(configuration, epoch);
    Map<LabelSource, SourceScore> scores = new EnumMap<>(LabelSource.class);
    long seed = Seeds.derive(configuration.seed(), Streams.BATCHES);
    try (EpochBatches batches = training.epoch(images, seed, epoch)) {
      for (int i = 0; batches.hasNext(); i++) {
        SourcedBatch next = batches.next();
        if (next.batch().size() == 0) {
          continue;
        }
        long step = (long) epoch * steps + i;
        BatchScore score = session.train(next.batch(), lossWeightOf(next.source()), schedule, step);
        if (!Double.isFinite(score.loss())) {
          throw new TrainingDivergedException(epoch, "the loss of step " + (i + 1));
        }
        scores.merge(next.source(), new SourceScore(1, score), SourceScore::plus);
        listeners.forEach(listener -> listener.stepFinished(step, score));
      }
    }
    return scores;
  }

  /** The factor of the loss of images with such labels, in what SGD minimises (appendix E.2). */
  private double lossWeightOf(LabelSource source) {
    return switch (source) {
      case LABELLED -> 1;
      case PSEUDO_LABELLED -> configuration.data().unlabelledWeight();
    };
  }

  private BatchScore evaluate(int count, double epsilon) {
    BatchScore total = BatchScore.NONE;
    // An attack sees m copies of each image: memory must not grow with m.
    int images = Math.max(1, EVALUATION_BATCH / configuration.adversarial().noiseSamples());
    try (ImageBatches batches = ImageBatches.spread(test, count, images)) {
      for (long from = 0; batches.hasNext(); from += images) {
        MiniBatch batch = batches.next();
        if (batch.size() > 0) {
          total = total.plus(session.evaluate(batch, epsilon, from));
        }
      }
    }
    return total;
  }

  /** The loss or a parameter is no longer a number: training cannot go on. */
  public static final class TrainingDivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Says where training diverged.
     *
     * @param epoch counted from 0, the first that left no checkpoint
     * @param symptom what is not finite
     */
    TrainingDivergedException(int epoch, String symptom) {
      super(
          "training diverged in epoch %d: %s is not finite; %s. A smaller learning rate may help"
              .formatted(
                  epoch + 1,
                  symptom,
                  epoch == 0
                      ? "there is no checkpoint yet"
                      : "the checkpoint after epoch " + epoch + " is kept"));
    }
  }
}
