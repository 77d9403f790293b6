package org.smoothadv.internal.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.nio.file.Path;
import org.smoothadv.device.Machine;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.command.job.TrainingJob;
import org.smoothadv.internal.command.option.TrainingOptions;
import org.smoothadv.run.RunFolder;
import org.smoothadv.run.TrainingConfiguration;

/** Trains a base classifier. */
@Parameters(
    commandNames = "train",
    commandDescription =
        "A base classifier: Gaussian training, SmoothAdv-PGD or -DDN, or vanilla attacks")
public final class TrainCommand implements Command {
  @ParametersDelegate private final TrainingOptions options = new TrainingOptions();

  @Parameter(
      names = "--run",
      category = "Run",
      placeholder = "DIR",
      required = true,
      description = "folder that the run is written to",
      order = 40)
  private Path run;

  @Parameter(
      names = "--resume",
      category = "Run",
      description =
          "continue the run after its last finished epoch; other options default to the run's, and only --epochs may grow",
      order = 41)
  private boolean resume;

  @Override
  public void run() throws IOException {
    Machine machine = Machine.current();
    if (resume) {
      RunFolder folder = RunFolder.open(run);
      TrainingConfiguration configuration =
          options.continuing(folder.description().configuration());
      resume(folder, configuration, machine);
    } else {
      try (TrainingJob job = new TrainingJob(options.fresh(), machine)) {
        job.start(run);
      }
    }
    System.out.println("run: " + run);
  }

  /** What is wrong with the values of the run is not told of options, which need not be given. */
  private void resume(RunFolder folder, TrainingConfiguration configuration, Machine machine)
      throws IOException {
    try (TrainingJob job = new TrainingJob(configuration, machine)) {
      job.resume(folder);
    } catch (InvalidSettingException e) {
      throw e.field().equals("run")
          ? e
          : new InvalidInputException(
              folder.resolve("run.json") + ": " + e.message(field -> "'" + field + "'"), e);
    }
  }
}
