package org.smoothadv.internal.study;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.TextFile;
import org.smoothadv.internal.asking.Cluster;
import org.smoothadv.internal.command.job.Evaluation;
import org.smoothadv.internal.command.job.Evaluation.LogTask;
import org.smoothadv.internal.command.job.LogSeed;
import org.smoothadv.internal.command.option.OptionParser;
import org.smoothadv.internal.command.option.SmoothingOptions;
import org.smoothadv.internal.results.source.LogFinder.LogFile;
import org.smoothadv.internal.study.Job.JobProgress;
import org.smoothadv.results.LogProvenance;
import org.smoothadv.results.LogReader;
import org.smoothadv.results.LogReader.Log;
import org.smoothadv.results.LogRecord;
import org.smoothadv.run.RunFolder;

/** A log of a study: a model that is certified or attacked. */
final class LogOfStudy implements Job {
  /** What a log's description calls the digest of the weights. */
  private static final String MODEL = "model";

  private final StudyModel model;
  private final SectionOptions section;
  private final Evaluation evaluation;
  private final List<String> command;
  private final StudyData data;

  /**
   * Describes the log.
   *
   * @param section where it is described
   * @param evaluation what makes it, with its options
   * @param command the command line that does the same
   * @param data of the study
   */
  LogOfStudy(
      StudyModel model,
      SectionOptions section,
      Evaluation evaluation,
      List<String> command,
      StudyData data) {
    this.model = model;
    this.section = section;
    this.evaluation = evaluation;
    this.command = List.copyOf(command);
    this.data = data;
  }

  /** The log as tables name it: by its path in the study, and by the grid of its model. */
  LogFile log() {
    LogTask<?> task = task();
    String grid = model.section().section().name();
    String name = model.name() + "/" + task.file().getFileName();
    return new LogFile(task.file(), name, grid, task.format());
  }

  private LogTask<?> task() {
    return evaluation.task(model.trainedFor());
  }

  @Override
  public String name() {
    String file = task().file().getFileName().toString();
    return file.substring(0, file.lastIndexOf('.'));
  }

  @Override
  public List<String> command() {
    return command;
  }

  @Override
  public JobProgress progress() throws IOException {
    SmoothingOptions options = evaluation.options();
    Path folder = options.images().dataOr(model.configuration().data().data());
    int[] chosen = options.images().chosen(images().size());
    LogTask<?> task = task();
    if (!isBegun(task)) {
      return new JobProgress(0, chosen.length, "images", Duration.ZERO);
    }
    Log<?> log = LogReader.read(task.file(), task.format());
    requireSame(task, log.settings());
    Map<Integer, Duration> times = new HashMap<>();
    for (LogRecord line : log.records()) {
      times.put(line.index(), line.time() == null ? Duration.ZERO : line.time());
    }
    int[] left = Arrays.stream(chosen).filter(image -> !times.containsKey(image)).toArray();
    // An image that cannot be read has no line.
    boolean finished =
        !times.isEmpty()
            && (left.length == 0
                || data.areCorrupt(model.configuration(), folder, options.images().split(), left));
    int done = finished ? chosen.length : chosen.length - left.length;
    Duration time = times.values().stream().reduce(Duration.ZERO, Duration::plus);
    return new JobProgress(done, chosen.length, "images", time);
  }

  private StudyData.Images images() throws IOException {
    SmoothingOptions options = evaluation.options();
    return data.images(
        model.configuration(),
        options.images().dataOr(model.configuration().data().data()),
        options.images().split());
  }

  /** A process that is killed may leave a log without the whole of its first line. */
  private static boolean isBegun(LogTask<?> task) throws IOException {
    return Files.exists(task.file())
        && TextFile.read(task.file(), StandardCharsets.ISO_8859_1).contains("\n");
  }

  /** A log must be of the weights that are there now, and made as the study asks. */
  private void requireSame(LogTask<?> task, Optional<String> ofLines) throws IOException {
    RunFolder run = RunFolder.open(model.folder());
    if (run.epochsDone() < model.configuration().optimisation().epochs()) {
      throw new InvalidInputException(
          "%s is a log of %s after %d epochs, but the study trains it for %d: remove the log"
              .formatted(
                  task.file(),
                  model.name(),
                  run.epochsDone(),
                  model.configuration().optimisation().epochs()));
    }
    Optional<LogProvenance.Difference> difference = differenceFrom(task, run, ofLines);
    if (difference.isPresent()) {
      String option = OptionParser.option(difference.get().setting());
      throw difference.get().setting().equals(MODEL)
          ? new InvalidInputException(
              "%s is a log of other weights than those of %s: remove the log"
                  .formatted(task.file(), model.folder()))
          : section.wrong(
              option.substring(2),
              "'%s' is %s, but %s was made with %s: remove that log, or take its value"
                  .formatted(
                      option.substring(2),
                      difference.get().asked(),
                      task.file(),
                      difference.get().stored()));
    }
  }

  private Optional<LogProvenance.Difference> differenceFrom(
      LogTask<?> task, RunFolder run, Optional<String> ofLines) throws IOException {
    SmoothingOptions asked = evaluation.options();
    Map<String, Object> options =
        asked.determining(model.trainedFor(), 0, images().digest(), images().size());
    options.putAll(LogSeed.described(asked.seed(), task.file()));
    options.putAll(task.options());
    // Where it is not given, it depends on the machine.
    Set<String> passedOver = asked.batchOr(0) == 0 ? Set.of("batch") : Set.of();
    LogProvenance provenance =
        new LogProvenance(task.kind(), model.folder().toString(), data.weights(run), options);
    Optional<LogProvenance.Difference> difference =
        provenance.differenceFrom(task.file(), passedOver);
    if (difference.isEmpty()) {
      provenance.requireMade(task.file(), ofLines);
    }
    return difference;
  }

  @Override
  public void run(Optional<Cluster> cluster) throws IOException {
    evaluation.run(cluster);
  }
}
