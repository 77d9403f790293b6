package org.smoothadv.internal.training;

import java.io.IOException;
import java.util.Map;
import org.smoothadv.internal.monitor.TensorBoardWriter;
import org.smoothadv.internal.training.TrainingListener.EpochResult;
import org.smoothadv.internal.training.TrainingListener.EpochResult.SourceScore;
import org.smoothadv.internal.training.TrainingSession.BatchScore;

/** Draws a run's epochs in TensorBoard. Steps of the curves are epochs, the first being 1. */
public final class TensorBoardCurves implements TrainingListener {
  private final TensorBoardWriter writer;

  /** Draws with a writer that the caller closes. */
  public TensorBoardCurves(TensorBoardWriter writer) {
    this.writer = writer;
  }

  @Override
  public void epochFinished(EpochResult result) throws IOException {
    long step = result.epoch() + 1L;
    writer.scalar("loss/train", step, result.training().meanLoss());
    for (Map.Entry<String, Double> term : result.training().meanTerms().entrySet()) {
      writer.scalar("loss_terms/" + term.getKey(), step, term.getValue());
    }
    writer.scalar("loss/test", step, result.noisy().meanLoss());
    writer.scalar("accuracy/train", step, result.training().accuracy());
    writer.scalar("accuracy/test_under_noise", step, result.noisy().accuracy());
    if (result.attacked().isPresent()) {
      BatchScore attacked = result.attacked().get();
      writer.scalar("loss/test_under_attack", step, attacked.meanLoss());
      writer.scalar("accuracy/test_under_attack", step, attacked.accuracy());
    }
    if (result.pseudoLabelled().isPresent()) {
      source("labelled", step, result.labelled());
      source("pseudo_labelled", step, result.pseudoLabelled().get());
    }
    writer.scalar("progress/epochs", step, (double) step);
    writer.scalar("schedule/learning_rate", step, result.schedule().learningRate());
    writer.scalar("schedule/epsilon", step, result.schedule().epsilon());
    if (!result.training().terms().isEmpty()) {
      writer.scalar("schedule/ramp", step, result.schedule().ramp());
    }
    writer.scalar("speed/images_per_second", step, result.training().rows() / result.seconds());
  }

  private void source(String name, long step, SourceScore source) throws IOException {
    writer.scalar("loss/train_" + name, step, source.score().meanLoss());
    writer.scalar("steps/" + name, step, source.steps());
  }
}
