package org.smoothadv.command;

import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.nio.file.Path;
import org.smoothadv.results.LogFormat;
import org.smoothadv.results.PredictionRecord;
import org.smoothadv.smoothing.Certifier;
import org.smoothadv.smoothing.Predictor;

/** PREDICT on the images of a split, one log line each. */
@Parameters(
    commandNames = "predict",
    commandDescription = "Classes of the smoothed classifier (PREDICT), one log line per image")
public final class PredictCommand implements Command {
  @ParametersDelegate private final SmoothingOptions options = new SmoothingOptions();

  @Override
  public void run() throws IOException {
    SmoothedRun run = new SmoothedRun(options, 1);
    Predictor predictor = new Predictor(run.parameters());
    Path log =
        run.ask(
            "predict",
            LogFormat.PREDICTION,
            image ->
                new PredictionRecord(
                    image.index(),
                    image.label(),
                    predictor.predict(image.votes()),
                    Certifier.top(image.withoutNoise().count(0, 1)),
                    image.elapsed()));
    System.out.println("log: " + log);
  }
}
