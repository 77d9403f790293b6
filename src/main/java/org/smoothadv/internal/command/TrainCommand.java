package org.smoothadv.internal.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.smoothadv.device.Machine;
import org.smoothadv.device.Tuning;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.command.job.TrainingJob;
import org.smoothadv.internal.command.option.KernelsOption;
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

  @ParametersDelegate private final KernelsOption kernels = new KernelsOption();

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
    if (resume) {
      RunFolder folder = RunFolder.open(run);
      TrainingConfiguration configuration =
          options.continuing(folder.description().configuration());
      Tuning begun = folder.description().machine().tuning();
      resume(folder, configuration, machine(configuration, Optional.of(begun)));
    } else {
      TrainingConfiguration configuration = options.fresh();
      try (TrainingJob job =
          new TrainingJob(configuration, machine(configuration, Optional.empty()))) {
        job.start(run);
      }
    }
    System.out.println("run: " + run);
  }

  private Machine machine(TrainingConfiguration configuration, Optional<Tuning> begun) {
    return kernels.machine(configuration.network().precision(), "the run", begun);
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
