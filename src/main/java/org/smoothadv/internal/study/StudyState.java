package org.smoothadv.internal.study;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.smoothadv.internal.study.Job.JobProgress;

/**
 * How far the jobs of a study are: what the disk says, and nothing else. A job that was seen to be
 * finished is not looked at again. For use by several threads.
 */
final class StudyState {
  private final List<Model> models;
  private final Map<Job, JobProgress> progress = new LinkedHashMap<>();
  private final Set<Model> inWork = new HashSet<>();

  /**
   * Looks at all jobs.
   *
   * @throws org.smoothadv.input.InvalidInputException as {@link Job#progress} does
   */
  StudyState(List<Model> models) throws IOException {
    this.models = List.copyOf(models);
    refresh();
  }

  /**
   * Looks again at the jobs that were not finished, apart from those of models in work: reading a
   * log that this process writes would give up its lock.
   */
  synchronized void refresh() throws IOException {
    for (Model model : models) {
      if (!inWork.contains(model)) {
        refresh(model);
      }
    }
  }

  /** Says that a thread of this process works on a model: only this one looks at it. */
  synchronized void begin(Model model) {
    inWork.add(model);
  }

  /** Says that no thread of this process works on a model any more. */
  synchronized void end(Model model) {
    inWork.remove(model);
  }

  /** Looks again at the jobs of a model that were not finished. */
  synchronized void refresh(Model model) throws IOException {
    for (Job job : model.jobs()) {
      JobProgress known = progress.get(job);
      if (known == null || !known.finished()) {
        progress.put(job, job.progress());
      }
    }
  }

  /** The models. */
  List<Model> models() {
    return models;
  }

  /** What was last seen of a job. */
  synchronized JobProgress progress(Job job) {
    return progress.get(job);
  }

  /** Whether a job was seen to be finished. */
  synchronized boolean isFinished(Job job) {
    return progress.get(job).finished();
  }

  /** Whether all jobs of a model were seen to be finished. */
  synchronized boolean isFinished(Model model) {
    return model.jobs().stream().allMatch(this::isFinished);
  }

  /** The number of all jobs. */
  synchronized int jobs() {
    return progress.size();
  }

  /** The number of jobs that are not finished. */
  synchronized int unfinished() {
    return (int) progress.values().stream().filter(job -> !job.finished()).count();
  }

  /** A line per job, under the names of the columns, tab-separated; time is in minutes. */
  synchronized String table() {
    StringBuilder table = new StringBuilder("model\tjob\tdone\ttotal\tunit\tminutes\n");
    for (Model model : models) {
      for (Job job : model.jobs()) {
        JobProgress seen = progress.get(job);
        table.append(
            String.format(
                Locale.ROOT,
                "%s\t%s\t%d\t%d\t%s\t%.2f\n",
                model.name(),
                job.name(),
                seen.done(),
                seen.total(),
                seen.unit(),
                seen.time().toMillis() / 60e3));
      }
    }
    return table.toString();
  }
}
