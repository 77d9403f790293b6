package org.smoothadv.internal.study;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smoothadv.internal.command.Failure;
import org.smoothadv.internal.command.UnfinishedStudyException;
import org.smoothadv.internal.study.StudyRun.StudyListener;

/** Tells the user how a study goes on, and remembers what failed. For use by several threads. */
final class StudyProgress implements StudyListener {
  private static final Logger LOG = LoggerFactory.getLogger("study");

  private final StudyState state;
  private final StudyWriter writer;
  private final Map<Model, Throwable> failures = new LinkedHashMap<>();
  private final List<String> failed = new ArrayList<>();
  private final List<Model> busy = new ArrayList<>();

  StudyProgress(StudyState state, StudyWriter writer) {
    this.state = state;
    this.writer = writer;
  }

  @Override
  public synchronized void jobFinished(Model model, Job job, Duration took) throws IOException {
    state.refresh(); // other processes may do jobs of this study, too
    LOG.info(
        "{}, {}: done in {}; {} of {} jobs left",
        model.name(),
        job.name(),
        words(took),
        state.unfinished(),
        state.jobs());
    writer.writeTable();
  }

  @Override
  public synchronized void jobFailed(Model model, Job job, Throwable problem) {
    String words = Failure.of(problem).message();
    LOG.error("{}, {} FAILED: {}", model.name(), job.name(), words);
    failures.put(model, problem);
    failed.add("%s (%s: %s)".formatted(model.name(), job.name(), words));
  }

  @Override
  public synchronized void modelBusy(Model model) {
    LOG.info("{}: another process works on it", model.name());
    busy.add(model);
  }

  @Override
  public synchronized void modelFinished(Model model) throws IOException {
    writer.writeSoFar();
  }

  /** How many models were left to other processes and were not finished when last looked at. */
  synchronized long busy() {
    return busy.stream().filter(model -> !state.isFinished(model)).count();
  }

  /**
   * Ends the study.
   *
   * @param problems of its tables and figures
   * @throws UnfinishedStudyException if anything failed
   */
  synchronized void end(List<String> problems) {
    if (failed.isEmpty() && problems.isEmpty()) {
      return;
    }
    List<String> parts = new ArrayList<>();
    if (!failed.isEmpty()) {
      parts.add(
          "%d of %d models failed: %s"
              .formatted(
                  failed.size(),
                  state.models().size(),
                  failed.stream().limit(3).collect(Collectors.joining(", "))
                      + (failed.size() > 3 ? ", and others, named above" : "")));
    }
    parts.addAll(problems);
    UnfinishedStudyException problem = new UnfinishedStudyException(String.join("; ", parts));
    failures.values().forEach(problem::addSuppressed);
    throw problem;
  }

  private static String words(Duration time) {
    return time.toSeconds() < 100
        ? String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3)
        : String.format(Locale.ROOT, "%.1f min", time.toMillis() / 60e3);
  }
}
