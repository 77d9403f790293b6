package org.smoothadv.internal.command;

import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.smoothadv.internal.command.job.PredictionJob;

/** PREDICT on the images of a split, as they are or attacked, one log line each. */
@Parameters(
    commandNames = "predict",
    commandDescription =
        "Classes of the smoothed classifier (PREDICT), clean or under attack, one log line per image")
public final class PredictCommand implements Command {
  @ParametersDelegate private final PredictionJob job = new PredictionJob();

  @Override
  public void run() throws IOException {
    Path log = job.run(Optional.empty());
    System.out.println("log: " + log);
    job.examples(log).ifPresent(folder -> System.out.println("examples: " + folder));
  }
}
