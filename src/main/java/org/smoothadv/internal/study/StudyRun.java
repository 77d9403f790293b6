package org.smoothadv.internal.study;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.input.IoFailure;
import org.smoothadv.internal.asking.Cluster;
import org.smoothadv.internal.files.LockFile;

/**
 * Does what is left of a study, model by model. Several processes, on one machine or on several
 * that share the folder, may work on one study: each takes models that nobody works on. With a
 * cluster several models are worked on at once, so that some are trained while others are
 * certified.
 */
final class StudyRun {
  private static final String LOCK = ".study.lock";

  /** Of models for each process: while one is trained there, another may wait to be certified. */
  private static final int PER_PROCESS = 2;

  /** Of models, as a cluster may grow. */
  private static final int LEAST_AT_ONCE = 8;

  private final StudyState state;
  private final StudyListener listener;
  private final Optional<Cluster> cluster;

  /**
   * Prepares the work.
   *
   * @param listener by several threads, one after another, where there is a cluster
   * @param cluster that does the jobs; where there is none, this process does
   */
  StudyRun(StudyState state, StudyListener listener, Optional<Cluster> cluster) {
    this.state = state;
    this.listener = listener;
    this.cluster = cluster;
  }

  /**
   * Works on the chosen models. One that fails does not keep the others from being done.
   *
   * @throws IOException if the folder or what the listener writes cannot be written
   */
  void run(Predicate<Model> chosen) throws IOException {
    List<Model> models =
        state.models().stream().filter(chosen).filter(model -> !state.isFinished(model)).toList();
    if (cluster.isPresent()) {
      workAtOnce(models, Math.max(LEAST_AT_ONCE, PER_PROCESS * cluster.get().processes()));
      return;
    }
    for (Model model : models) {
      work(model);
    }
  }

  private void workAtOnce(List<Model> models, int most) throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(most);
    try {
      List<Future<?>> works = new ArrayList<>();
      for (Model model : models) {
        works.add(
            threads.submit(
                () -> {
                  work(model);
                  return null;
                }));
      }
      for (Future<?> work : works) {
        await(work);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void await(Future<?> work) throws IOException {
    try {
      work.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a cluster worked");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw (IOException) e.getCause();
    }
  }

  private void work(Model model) throws IOException {
    try (LockFile lock = lock(model).orElse(null)) {
      if (lock == null) {
        listener.modelBusy(model);
        return;
      }
      state.begin(model);
      boolean done;
      try {
        done = doJobs(model);
      } finally {
        state.end(model);
      }
      if (done) {
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
    job.run(cluster);
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
