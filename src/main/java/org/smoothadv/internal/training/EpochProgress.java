package org.smoothadv.internal.training;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smoothadv.internal.monitor.Progress;
import org.smoothadv.internal.training.TrainingListener.EpochResult;
import org.smoothadv.internal.training.TrainingListener.EpochResult.SourceScore;
import org.smoothadv.internal.training.TrainingSession.BatchScore;

/** Shows a run on the terminal: a bar for each epoch and a line of its result. */
public final class EpochProgress implements TrainingListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("train");

  private final int epochs;
  private Progress bar;
  private BatchScore sofar = BatchScore.NONE;

  /** Shows a run of so many epochs in all. */
  public EpochProgress(int epochs) {
    this.epochs = epochs;
  }

  @Override
  public void epochStarted(int epoch, int steps) {
    sofar = BatchScore.NONE;
    bar = Progress.start("epoch %d/%d".formatted(epoch + 1, epochs), steps, "steps");
  }

  @Override
  public void stepFinished(long step, BatchScore score) {
    sofar = sofar.plus(score);
    bar.message(String.format(Locale.ROOT, "loss %.3f", sofar.meanLoss()));
    bar.step();
  }

  @Override
  public void epochFinished(EpochResult result) {
    close();
    LOG.info(
        "epoch {}/{}: loss {}{}, accuracy {} in training, {} under noise{}, {} s and {} s for test images",
        result.epoch() + 1,
        epochs,
        number(result.training().meanLoss()),
        result.pseudoLabelled().map(pseudo -> byKind(result.labelled(), pseudo)).orElse(""),
        number(result.training().accuracy()),
        number(result.noisy().accuracy()),
        result.attacked().map(a -> attacked(a, result.noisy())).orElse(""),
        seconds(result.seconds()),
        seconds(result.evaluationSeconds()));
  }

  private static String attacked(BatchScore score, BatchScore all) {
    String images = score.rows() == all.rows() ? "" : " (%d images)".formatted(score.rows());
    return ", %s under attack%s".formatted(number(score.accuracy()), images);
  }

  private static String byKind(SourceScore labelled, SourceScore pseudo) {
    return " (%s in %d labelled steps, %s in %d pseudo-labelled ones)"
        .formatted(
            number(labelled.score().meanLoss()),
            labelled.steps(),
            number(pseudo.score().meanLoss()),
            pseudo.steps());
  }

  private static String seconds(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
