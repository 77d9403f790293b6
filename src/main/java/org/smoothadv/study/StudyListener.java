package org.smoothadv.study;

import java.io.IOException;
import java.time.Duration;

/** Watches a study. */
public interface StudyListener {
  /** A job is done; its state has been looked at. */
  void jobFinished(Model model, Job job, Duration took) throws IOException;

  /** A job failed; the model's other jobs are left out. */
  void jobFailed(Model model, Job job, Throwable problem);

  /** Another process works on the model; it is passed over. */
  void modelBusy(Model model);

  /** All jobs of a model are done. */
  void modelFinished(Model model) throws IOException;
}
