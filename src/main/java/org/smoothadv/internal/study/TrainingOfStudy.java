package org.smoothadv.internal.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.smoothadv.device.Machine;
import org.smoothadv.device.Tuning;
import org.smoothadv.internal.asking.Cluster;
import org.smoothadv.internal.command.job.TrainingJob;
import org.smoothadv.internal.command.option.KernelsOption;
import org.smoothadv.internal.command.option.OptionParser;
import org.smoothadv.internal.study.Job.JobProgress;
import org.smoothadv.internal.training.TrainingLog;
import org.smoothadv.run.RunFolder;
import org.smoothadv.run.TrainingConfiguration;

/** The training of a study's model. */
final class TrainingOfStudy implements Job {
  private final StudyModel model;

  TrainingOfStudy(StudyModel model) {
    this.model = model;
  }

  @Override
  public String name() {
    return "train";
  }

  @Override
  public List<String> command() {
    List<String> command = new ArrayList<>(List.of("train"));
    command.addAll(model.words());
    command.addAll(List.of("--run", model.folder().toString()));
    if (begun()) {
      command.add("--resume");
    }
    return command;
  }

  @Override
  public JobProgress progress() throws IOException {
    int done = 0;
    if (begun()) {
      RunFolder run = RunFolder.open(model.folder());
      requireSame(run.description().configuration());
      done = run.epochsDone();
    }
    return new JobProgress(
        done,
        model.configuration().optimisation().epochs(),
        "epochs",
        TrainingLog.time(model.folder().resolve("train.tsv")));
  }

  @Override
  public void run(Optional<Cluster> cluster) throws IOException {
    if (cluster.isPresent()) {
      cluster.get().run(RemoteTraining.of(model));
    } else {
      train(
          model.configuration(),
          Machine.current().withTuning(tuning(model)),
          model.folder(),
          Path.of(""));
    }
  }

  /** How a model is trained that has not begun yet. */
  static Tuning tuning(StudyModel model) {
    return KernelsOption.tuned(model.configuration().network().precision()).tuning();
  }

  /**
   * Trains a model from where its training is, tuned as it was begun.
   *
   * @param run the model's folder
   * @param start where relative paths of the configuration begin
   */
  static void train(TrainingConfiguration configuration, Machine machine, Path run, Path start)
      throws IOException {
    if (begun(run)) {
      RunFolder stored = RunFolder.open(run);
      TrainingConfiguration goesOn = asBefore(configuration, stored.description().configuration());
      Machine tuned = machine.withTuning(stored.description().machine().tuning());
      try (TrainingJob job = new TrainingJob(goesOn, tuned, start)) {
        job.resume(stored);
      }
    } else {
      try (TrainingJob job = new TrainingJob(configuration, machine, start)) {
        job.start(run);
      }
    }
  }

  private boolean begun() {
    return begun(model.folder());
  }

  private static boolean begun(Path run) {
    return Files.exists(run.resolve("run.json"));
  }

  /** Runs of earlier versions attack all images of their evaluation, and go on so. */
  private static TrainingConfiguration asBefore(
      TrainingConfiguration asked, TrainingConfiguration stored) {
    return stored.data().evaluationShare() == 0 ? asked.withEvaluationShare(0) : asked;
  }

  /** The data may have moved to another folder, and the epochs may grow. */
  private void requireSame(TrainingConfiguration stored) {
    TrainingConfiguration asked = asBefore(model.configuration(), stored);
    boolean grown = asked.optimisation().epochs() >= stored.optimisation().epochs();
    Set<String> free = grown ? Set.of("data", "epochs") : Set.of("data");
    Optional<TrainingConfiguration.Difference> difference = stored.differenceFrom(asked, free);
    if (difference.isPresent()) {
      String key = OptionParser.option(difference.get().field()).substring(2);
      throw model
          .section()
          .wrong(
              key,
              "'%s' is %s, but %s was trained with %s: name the section otherwise, or remove that folder"
                  .formatted(
                      key, difference.get().second(), model.folder(), difference.get().first()));
    }
  }
}
