package org.smoothadv.internal.study;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.input.IoFailure;
import org.smoothadv.internal.files.LockFile;

/**
 * Does what is left of a study, model by model. Several processes, on one machine or on several
 * that share the folder, may work on one study: each takes models that nobody works on.
 */
final class StudyRun {
  private static final String LOCK = ".study.lock";

  private final StudyState state;
  private final StudyListener listener;

  /** Prepares the work. */
  StudyRun(StudyState state, StudyListener listener) {
    this.state = state;
    this.listener = listener;
  }

  /**
   * Works on the chosen models. One that fails does not keep the others from being done.
   *
   * @throws IOException if the folder or what the listener writes cannot be written
   */
  void run(Predicate<Model> chosen) throws IOException {
    for (Model model : state.models()) {
      if (chosen.test(model) && !state.isFinished(model)) {
        work(model);
      }
    }
  }

  private void work(Model model) throws IOException {
    try (LockFile lock = lock(model).orElse(null)) {
      if (lock == null) {
        listener.modelBusy(model);
        return;
      }
      if (doJobs(model)) {
        listener.modelFinished(model);
      }
    }
  }

  private static Optional<LockFile> lock(Model model) throws IOException {
    try {
      Files.createDirectories(model.folder());
      return LockFile.tryTake(model.folder().resolve(LOCK));
    } catch (FileSystemException e) {
      throw IoFailure.refusal(
          e,
          new InvalidSettingException(
              "run",
              "{run}: %s cannot be written (%s): name another folder",
              model.folder(),
              IoFailure.describe(e)));
    }
  }

  private boolean doJobs(Model model) throws IOException {
    for (Job job : model.jobs()) {
      long start = System.nanoTime();
      boolean done;
      try {
        done = doUnlessFinished(model, job);
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        listener.jobFailed(model, job, e);
        return false;
      }
      if (done) {
        listener.jobFinished(model, job, Duration.ofNanos(System.nanoTime() - start));
      }
    }
    return true;
  }

  private boolean doUnlessFinished(Model model, Job job) throws IOException {
    state.refresh(model); // another process may have been here
    if (state.isFinished(job)) {
      return false;
    }
    job.run();
    state.refresh(model);
    return true;
  }

  /** Watches a study. */
  interface StudyListener {
    /** A job is done; its state has been looked at. */
    void jobFinished(Model model, Job job, Duration took) throws IOException;

    /** A job failed; the model's other jobs are left out. */
    void jobFailed(Model model, Job job, Throwable problem);

    /** Another process works on the model; it is passed over. */
    void modelBusy(Model model);

    /** All jobs of a model are done. */
    void modelFinished(Model model) throws IOException;
  }
}
