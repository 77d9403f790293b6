package org.smoothadv.internal.study;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.input.IoFailure;
import org.smoothadv.internal.asking.Cluster;
import org.smoothadv.internal.command.Command;
import org.smoothadv.internal.command.CommandText;
import org.smoothadv.internal.command.job.Notices;
import org.smoothadv.internal.study.Job.JobProgress;

/** Trains, certifies and attacks the models of a grid, and makes tables and figures of them. */
@Parameters(
    commandNames = "study",
    commandDescription =
        "A grid of models from one file: train, certify, attack, tabulate, plot; what is done already is not done again")
public final class StudyCommand implements Command {
  private static final Logger LOG = LoggerFactory.getLogger("study");

  @Parameter(description = "FILE")
  private List<String> files = new ArrayList<>();

  @Parameter(
      names = "--run",
      category = "Study",
      placeholder = "DIR",
      required = true,
      description =
          "folder of the study: its runs, tables and figures; several processes may work in it",
      order = 0)
  private Path folder;

  @Parameter(
      names = "--data",
      category = "Study",
      placeholder = "DIR",
      description = "folder of the dataset's files (the study file's, or datasets/NAME)",
      order = 1)
  private Path data;

  @Parameter(
      names = "--only",
      category = "Study",
      placeholder = "LIST",
      description =
          "work on these models only: names as in gaussian or pgd/sigma0.25-*, comma-separated (all)",
      order = 2)
  private List<String> only = new ArrayList<>();

  @Parameter(
      names = "--dry-run",
      category = "Study",
      description = "check everything, and print how far each job is, with its command line",
      order = 3)
  private boolean dryRun;

  @Parameter(
      names = "--spark",
      category = "Machines",
      placeholder = "MASTER",
      description =
          "train and ask on a cluster of Apache Spark, whose machines share the folder: local[N],"
              + " local-cluster[N,CORES,MB], spark://HOST:PORT, yarn or k8s://...",
      order = 40)
  private String spark;

  @Override
  public void run() throws IOException {
    if (files.size() != 1) {
      throw new InvalidInputException(
          "study takes one file, but "
              + (files.isEmpty() ? "none is given" : String.join(", ", files) + " are given"));
    }
    Study study = Study.read(Path.of(files.get(0)), folder, Optional.ofNullable(data));
    Predicate<Model> chosen = chosen(study.models());
    StudyState state = new StudyState(study.models());
    LOG.info(
        "{}: {} models, {} jobs, of which {} are done",
        files.get(0),
        study.models().size(),
        state.jobs(),
        state.jobs() - state.unfinished());
    if (dryRun) {
      study.models().stream().filter(chosen).forEach(model -> print(model, state));
    } else {
      work(study, chosen, state);
    }
  }

  private Predicate<Model> chosen(List<Model> models) {
    List<NamePattern> patterns = only.stream().map(NamePattern::new).toList();
    for (NamePattern pattern : patterns) {
      if (models.stream().noneMatch(model -> pattern.matches(model.name()))) {
        throw new InvalidSettingException(
            "only",
            "{only}: no model is named like '%s'; the first model is %s",
            pattern,
            models.get(0).name());
      }
    }
    return model ->
        patterns.isEmpty() || patterns.stream().anyMatch(pattern -> pattern.matches(model.name()));
  }

  private static void print(Model model, StudyState state) {
    for (Job job : model.jobs()) {
      JobProgress progress = state.progress(job);
      System.out.printf(
          "%-8s %s%n",
          progress.finished() ? "done" : progress.done() + "/" + progress.total(),
          CommandText.of(job.command()));
    }
  }

  private void work(Study study, Predicate<Model> chosen, StudyState state) throws IOException {
    createFolder();
    StudyWriter writer = new StudyWriter(folder, state, study.outputs());
    StudyProgress progress = new StudyProgress(state, writer);
    if (spark == null || study.models().stream().filter(chosen).allMatch(state::isFinished)) {
      new StudyRun(state, progress, Optional.empty()).run(chosen);
    } else {
      try (Cluster cluster = Cluster.connect(spark, Cluster.Share.PROCESS)) {
        SharedFolder.require(folder, cluster);
        new StudyRun(state, progress, Optional.of(cluster)).run(chosen);
      }
    }
    List<String> notices = new ArrayList<>();
    List<String> problems = writer.writeAll(notices);
    Notices.print(notices);
    if (progress.busy() > 0) {
      Notices.print(List.of("other processes work on " + progress.busy() + " models"));
    }
    print(study, writer.reports());
    progress.end(problems);
  }

  private void createFolder() throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (FileSystemException e) {
      throw IoFailure.refusal(
          e,
          new InvalidSettingException(
              "run",
              "{run} %s cannot be created (%s): name another folder",
              folder,
              IoFailure.describe(e)));
    }
  }

  private void print(Study study, boolean reported) {
    System.out.println("jobs: " + folder.resolve(StudyWriter.TABLE));
    for (StudyOutput output : study.outputs()) {
      String written =
          output.files().stream()
              .filter(Files::exists)
              .map(Path::toString)
              .collect(Collectors.joining(" "));
      if (!written.isEmpty()) {
        System.out.println(output.name() + ": " + written);
      }
    }
    if (reported) {
      System.out.println("report: " + folder.resolve(StudyWriter.REPORT));
    }
  }
}
